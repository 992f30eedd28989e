package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.CodeArgument;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.cli.ProgressLine;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ActorReplay;
import dev.odeon.runtime.Divergence;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an actor's history again. */
@Command(
    name = "replay",
    description = {
      "Re-executes an actor's history and compares it with its chain.",
      "Calls to the world get their recorded replies. Nothing is written and nothing leaves."
    },
    footer = {
      "",
      "With --module it is 'odeon whatif --require-clean'.",
      "Exits with 1 if anything differs.",
      "",
      "Examples:",
      "  odeon replay counter",
      "  odeon replay counter --module counter-2.wasm"
    })
public final class ReplayCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  @Option(
      names = "--module",
      paramLabel = "FILE",
      description =
          "Runs another module, which is a .wasm file, store:<label> or store:hash:<digits>.")
  private @Nullable String module;

  public ReplayCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key key = Keys.of(console, id);
    String file = module;
    if (file != null) {
      new OtherCode(console, CodeArgument.of(file, "module"), true).run(_ -> List.of(key.text()));
      return;
    }
    try (Backend backend = Backend.reading(console)) {
      Key whole = ActorChoice.key(console, backend, key);
      report(whole, ActorChoice.asking(console, backend, whole, () -> replay(backend, whole)));
    }
  }

  private ActorReplay.Result replay(Backend backend, Key key) {
    try (ProgressLine progress = console.progress("replaying " + key.text())) {
      return backend.ask(new ActorReplay(key.text()), progress);
    }
  }

  private void report(Key key, ActorReplay.Result result) {
    console.result(ActorReplay.OPERATION, result, text(result));
    if (!result.equal()) {
      throw Failure.failed(
          "%s differs from its chain; %s"
              .formatted(
                  key.text(),
                  result.divergences().stream()
                      .findFirst()
                      .map(first -> "the first difference: " + TextFormat.line(text(key, first)))
                      .orElse("the last hash is another")));
    }
  }

  private static String text(Key key, ActorReplay.Divergence each) {
    return new Divergence(
            key,
            each.height(),
            Math.toIntExact(each.event()),
            each.what(),
            each.expected(),
            each.actual())
        .text();
  }

  private static String text(ActorReplay.Result result) {
    return "%s: %s checked (%s re-executed, %s accepted as recorded): %s"
        .formatted(
            result.actor(),
            TextFormat.count(result.blocks(), "block", "blocks"),
            TextFormat.count(result.run()),
            TextFormat.count(result.asRecorded()),
            result.equal() ? "identical, head " + TextFormat.hash(result.hash()) : "different");
  }
}
