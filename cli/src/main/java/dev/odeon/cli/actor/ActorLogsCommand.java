package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.base.VisibleText;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ActorLogs;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what an actor logged. */
@Command(
    name = "logs",
    description = "Prints the log lines of an actor.",
    footer = {
      "",
      "A line is recorded with its turn, and is as durable; a manifest with log = false under",
      "[record] records none: --follow shows such lines while the actor runs, and they are gone",
      "then. What a guest writes that would do something to a terminal is escaped.",
      "",
      "Examples:",
      "  odeon actor logs counter --last 10",
      "  odeon actor logs counter --follow"
    })
final class ActorLogsCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on with new lines, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = "--last",
      paramLabel = "N",
      description =
          "Begins with the last N turns that logged. The default is all; 0 needs --follow.")
  private @Nullable Long last;

  ActorLogsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    if (last != null && (last < 0 || last == 0 && !follow)) {
      throw Failure.usage("--last must be 1 or more, not %d; 0 needs --follow".formatted(last));
    }
    Key named = Keys.of(console, id);
    try (Backend backend = follow ? Backend.following(console) : Backend.reading(console)) {
      Key key = ActorChoice.key(console, backend, named);
      ActorLogs request = new ActorLogs(key.text(), null, last, follow);
      ActorLogs.Result lines =
          ActorChoice.asking(console, backend, key, () -> backend.stream(request, this::print));
      if (lines.lines() == 0) {
        console.note("%s has no recorded log line".formatted(key.text()));
      }
    }
  }

  private void print(ActorLogs.Item item) {
    if (item.missed() > 0) {
      console.note(
          "%s log lines are missing here: they came faster than they were read"
              .formatted(TextFormat.count(item.missed())));
    }
    console.result(
        ActorLogs.OPERATION.item().fields(item),
        console.time(Instant.ofEpochMilli(item.timeMillis()))
            + "  "
            + VisibleText.line(item.text()));
  }
}
