package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.ChainException;
import dev.odeon.chain.Flaw;
import dev.odeon.chain.VerifyReport;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Recomputes every hash and link of the history. */
@Command(
    name = "verify",
    description = {
      "Recomputes every hash and link of the history.",
      "Works on a damaged home too, and changes nothing."
    },
    footer = {
      "",
      "Examples:",
      "  odeon verify",
      "  odeon verify counter",
      "  odeon verify --head monday.head    # what was signed then is still all there"
    })
final class VerifyCommand implements Runnable {
  private final Console console;

  @Parameters(arity = "0..1", paramLabel = "ID", description = "One actor. Default: everything.")
  private @Nullable String id;

  @Option(
      names = "--head",
      paramLabel = "FILE",
      description = "A signed head that was kept elsewhere.")
  private @Nullable Path head;

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String actor = id;
    Path file = head;
    if (actor != null && file != null) {
      throw Failure.usage("--head is about the whole log: leave out the actor");
    }
    Key key = actor == null ? null : Keys.of(console, actor);
    Bytes kept = file == null ? null : Input.file(file, "head");
    Home.requireThere(console.home());
    VerifyReport report = key == null ? all(kept, file) : HomeCheck.chain(console.home(), key);
    if (key != null && report.blocks() == 0 && report.isSound()) {
      throw Answers.noSuchActor(key);
    }
    console.result(fields(report, kept != null), text(report, file));
    report.firstFlaw().ifPresent(first -> refuse(report, first));
  }

  private VerifyReport all(@Nullable Bytes kept, @Nullable Path file) {
    try {
      return HomeCheck.all(console.home(), kept);
    } catch (ChainException e) {
      throw Failure.failed((file == null ? "" : file + ": ") + e.getMessage());
    }
  }

  private void refuse(VerifyReport report, Flaw first) {
    List<Flaw> flaws = report.flaws();
    if (!console.json()) {
      flaws.forEach(flaw -> console.say("  " + flaw.text()));
    }
    // What is about a file says what to do with that file.
    boolean file = first.kind() == Flaw.Kind.DAMAGE && first.position() < 0;
    throw Failure.failed(
        "%s in %s: %s%s"
            .formatted(
                Shown.count(flaws.size(), "flaw", "flaws"),
                console.home(),
                first.text(),
                file ? "" : "; restore it from a copy"));
  }

  private static Fields fields(VerifyReport report, boolean head) {
    return Fields.of("sound", report.isSound())
        .put("blocks", report.blocks())
        .put("events", report.events())
        .put("contents", report.contents())
        .put("chains", report.chains())
        .put("bytes", report.bytes())
        .put("size", report.size() < 0 ? null : report.size())
        .put("root", report.size() < 0 ? null : report.root())
        .put("bytes_torn", report.bytesTorn())
        .put("head_checked", head)
        .put("flaws", report.flaws().stream().map(VerifyCommand::fields).toList());
  }

  private static Fields fields(Flaw flaw) {
    Key key = flaw.key();
    return Fields.of("actor", key == null ? null : key.text())
        .put("height", flaw.height())
        .put("text", flaw.text());
  }

  private static String text(VerifyReport report, @Nullable Path head) {
    return "%s of %s, %s and %s checked, %s hashed: %s%s"
        .formatted(
            Shown.count(report.blocks(), "block", "blocks"),
            Shown.count(report.chains(), "actor", "actors"),
            Shown.count(report.events(), "event", "events"),
            Shown.count(report.contents(), "content", "contents"),
            Shown.size(report.bytes()),
            report.isSound() ? "all is as it was written" : "NOT all is as it was written",
            head != null && report.isSound() ? ", and the head " + head + " fits" : "");
  }
}
