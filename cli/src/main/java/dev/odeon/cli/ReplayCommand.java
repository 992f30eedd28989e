package dev.odeon.cli;

import dev.odeon.base.Key;
import dev.odeon.protocol.ActorsRequest;
import dev.odeon.protocol.Facts;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Divergence;
import dev.odeon.runtime.ReplayReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an actor's history again. */
@Command(
    name = "replay",
    description = {
      "Runs an actor's history again and compares it with its chain.",
      "The world's replies are the recorded ones. Nothing is written and nothing leaves."
    },
    footer = {
      "",
      "With --module it is 'odeon whatif --require-clean'.",
      "A difference ends with exit code 1.",
      "",
      "Examples:",
      "  odeon replay counter",
      "  odeon replay counter --module counter-2.wasm"
    })
final class ReplayCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "ID", description = "The actor.")
  private String id = "";

  @Option(names = "--module", paramLabel = "FILE", description = "Another module, a .wasm file.")
  private @Nullable Path module;

  ReplayCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key key = Keys.of(console, id);
    Path file = module;
    if (file != null) {
      new OtherCode(console, Input.file(file, "module"), true).run(_ -> List.of(key));
      return;
    }
    Optional<Facts> told = Told.by(console, () -> new ActorsRequest.ActorReplay(key.text(), null));
    report(key, told.map(facts -> Told.replayed(key, facts)).orElseGet(() -> replayed(key)));
  }

  private ReplayReport replayed(Key key) {
    try (Actors actors = Home.reading(console);
        Progress progress = console.progress("replaying " + key.text())) {
      long last = actors.chains().head(key).orElseThrow(() -> Answers.noSuchActor(key)).height();
      return actors.replay(key, height -> progress.at(height, last));
    }
  }

  private void report(Key key, ReplayReport report) {
    console.result(fields(key, report), text(key, report));
    if (!report.equal()) {
      throw Failure.failed(
          "%s differs from its chain; %s"
              .formatted(
                  key.text(),
                  report.divergences().stream()
                      .findFirst()
                      .map(first -> "the first place: " + Shown.line(first.text()))
                      .orElse("the last hash is another")));
    }
  }

  private static Fields fields(Key key, ReplayReport report) {
    return Fields.of("actor", key.text())
        .put("equal", report.equal())
        .put("blocks", report.blocks())
        .put("run", report.run())
        .put("as_recorded", report.asRecorded())
        .put("expected", report.expected())
        .put("hash", report.last())
        .put("divergence_count", report.divergences().size())
        .put("divergences", report.divergences().stream().map(ReplayCommand::fields).toList());
  }

  private static Fields fields(Divergence divergence) {
    return Fields.of("height", divergence.height())
        .put("event", divergence.event())
        .put("what", divergence.what())
        .put("expected", divergence.expected())
        .put("actual", divergence.actual());
  }

  private static String text(Key key, ReplayReport report) {
    return "%s: %s gone through, %s run again, %s taken as recorded: %s"
        .formatted(
            key.text(),
            Shown.count(report.blocks(), "block", "blocks"),
            Shown.count(report.run()),
            Shown.count(report.asRecorded()),
            report.equal() ? "equal, last hash " + Shown.hash(report.last()) : "different");
  }
}
