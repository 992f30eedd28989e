package dev.odeon.cli.actor;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.CodeArgument;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.cli.ProgressLine;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ActorList;
import dev.odeon.protocol.ActorWhatIf;
import dev.odeon.runtime.WhatIfReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reports what another module makes of histories.
 *
 * @param module what it is
 * @param requireClean whether a difference or an unknown turn is a failure
 */
record OtherCode(Console console, CodeArgument module, boolean requireClean) {
  /** Reports on the actors that {@code choice} takes of all there are, one by one. */
  void run(Function<List<String>, List<String>> choice) {
    long unclean = 0;
    ActorWhatIf.Result first = null;
    List<String> chosen;
    try (Backend backend = Backend.reading(console)) {
      List<String> all = new ArrayList<>();
      ActorList.Result _ = backend.stream(new ActorList(true), item -> all.add(item.actor()));
      chosen = choice.apply(all);
      for (String named : chosen) {
        Key key = ActorChoice.key(console, backend, Keys.of(console, named));
        ActorWhatIf.Result result =
            ActorChoice.asking(console, backend, key, () -> run(backend, key.text()));
        report(result);
        if (!result.equal()) {
          unclean++;
          first = first == null ? result : first;
        }
      }
    }
    if (requireClean && first != null) {
      throw Failure.failed(
          "%s; the first: %s, %s"
              .formatted(
                  chosen.size() == 1
                      ? "the other module does not do the same"
                      : "the other module does not do the same on %s of %s"
                          .formatted(
                              TextFormat.count(unclean),
                              TextFormat.count(chosen.size(), "chain", "chains")),
                  first.actor(),
                  text(first.divergences().getFirst())));
    }
  }

  private ActorWhatIf.Result run(Backend backend, String actor) {
    try (ProgressLine progress = console.progress("running " + actor)) {
      return backend.ask(
          new ActorWhatIf(actor, module.bytes(), module.reference(), null), progress);
    }
  }

  private void report(ActorWhatIf.Result result) {
    console.result(ActorWhatIf.OPERATION, result, text(result));
    if (!console.json()) {
      result.divergences().forEach(each -> console.say("  " + text(each)));
    }
  }

  private static String text(ActorWhatIf.Difference each) {
    return TextFormat.line(
        new WhatIfReport.Difference(
                each.height(), each.unknown(), each.what(), each.expected(), each.actual())
            .text());
  }

  private static String text(ActorWhatIf.Result result) {
    return "%s: %s (%s accepted as recorded): %s the same, %s different, %s unknown; fuel %s, was %s; state %s, was %s"
        .formatted(
            result.actor(),
            TextFormat.count(result.blocks(), "block", "blocks"),
            TextFormat.count(result.asRecorded()),
            TextFormat.count(result.same()),
            TextFormat.count(result.different()),
            TextFormat.count(result.unknown()),
            TextFormat.count(result.fuel().made()),
            TextFormat.count(result.fuel().recorded()),
            text(result.made()),
            text(result.recorded()));
  }

  private static String text(ActorWhatIf.State state) {
    Hash hash = state.hash();
    return hash == null ? "none" : TextFormat.hash(hash) + " of " + TextFormat.size(state.bytes());
  }
}
