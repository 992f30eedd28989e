package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.protocol.ActorsRequest;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.WhatIfReport;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reports what another module makes of histories.
 *
 * @param module its bytes
 * @param requireClean whether a difference or an unknown turn is a failure
 */
record OtherCode(Console console, Bytes module, boolean requireClean) {
  /** Reports on those that {@code choice} takes of all there are, one by one. */
  void run(Function<List<Key>, List<Key>> choice) {
    Optional<Door> served = Door.served(console);
    if (served.isPresent()) {
      try (Door door = served.get()) {
        report(choice.apply(keys(door)), key -> asked(door, key));
      }
    } else {
      try (Actors actors = Home.reading(console)) {
        report(choice.apply(keys(actors)), key -> own(actors, key));
      }
    }
  }

  private List<Key> keys(Actors actors) {
    return actors.list(Keys.tenant(console)).stream()
        .map(status -> status.registration().key())
        .toList();
  }

  private List<Key> keys(Door door) {
    return Told.facts(door, new ActorsRequest.ActorList(true)).list("actors").stream()
        .map(each -> Keys.of(console, each.text("actor")))
        .toList();
  }

  private WhatIfReport own(Actors actors, Key key) {
    long last = actors.chains().head(key).orElseThrow(() -> Answers.noSuchActor(key)).height();
    try (Progress progress = console.progress("running " + key.text())) {
      return actors.whatIf(key, module, height -> progress.at(height, last));
    }
  }

  private WhatIfReport asked(Door door, Key key) {
    return Told.whatIf(key, Told.facts(door, new ActorsRequest.ActorReplay(key.text(), module)));
  }

  private void report(List<Key> keys, Function<Key, WhatIfReport> source) {
    long unclean = 0;
    WhatIfReport first = null;
    for (Key key : keys) {
      WhatIfReport report = source.apply(key);
      report(report);
      if (!report.clean()) {
        unclean++;
        first = first == null ? report : first;
      }
    }
    if (requireClean && first != null) {
      throw Failure.failed(
          "%s; the first: %s, %s"
              .formatted(
                  keys.size() == 1
                      ? "the other module does not do the same"
                      : "the other module does not do the same on %s of %s"
                          .formatted(
                              Shown.count(unclean), Shown.count(keys.size(), "chain", "chains")),
                  first.key().text(),
                  Shown.line(first.differences().getFirst().text())));
    }
  }

  private void report(WhatIfReport report) {
    console.result(fields(report), text(report));
    if (!console.json()) {
      report.differences().forEach(each -> console.say("  " + Shown.line(each.text())));
    }
  }

  private static String text(WhatIfReport report) {
    return "%s: %s (%s taken as recorded): %s the same, %s different, %s unknown; fuel %s, was %s; state %s, was %s"
        .formatted(
            report.key().text(),
            Shown.count(report.blocks(), "block", "blocks"),
            Shown.count(report.asRecorded()),
            Shown.count(report.same()),
            Shown.count(report.different()),
            Shown.count(report.unknown()),
            Shown.count(report.fuel().made()),
            Shown.count(report.fuel().recorded()),
            text(report.made()),
            text(report.recorded()));
  }

  private static String text(WhatIfReport.State state) {
    Hash hash = state.hash();
    return hash == null ? "none" : Shown.hash(hash) + " of " + Shown.size(state.size());
  }

  private static Fields fields(WhatIfReport report) {
    return Fields.of("actor", report.key().text())
        .put("equal", report.clean())
        .put("blocks", report.blocks())
        .put("run", report.run())
        .put("as_recorded", report.asRecorded())
        .put("module", report.module())
        .put("same", report.same())
        .put("different", report.different())
        .put("unknown", report.unknown())
        .put("divergence_count", report.different() + report.unknown())
        .put("divergences", report.differences().stream().map(OtherCode::fields).toList())
        .put(
            "fuel",
            Fields.of("recorded", report.fuel().recorded()).put("made", report.fuel().made()))
        .put("state_recorded", fields(report.recorded()))
        .put("state_made", fields(report.made()));
  }

  private static Fields fields(WhatIfReport.Difference difference) {
    return Fields.of("height", difference.height())
        .put("unknown", difference.unknown())
        .put("what", difference.what())
        .put("expected", difference.expected())
        .put("actual", difference.actual());
  }

  private static Fields fields(WhatIfReport.State state) {
    @Nullable Hash hash = state.hash();
    return Fields.of("hash", hash).put("bytes", state.size());
  }
}
