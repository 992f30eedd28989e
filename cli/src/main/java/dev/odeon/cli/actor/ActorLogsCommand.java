package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.base.VisibleText;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.chain.EventPosition;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.protocol.Events;
import dev.odeon.protocol.FieldKind;
import dev.odeon.protocol.JsonFields;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what an actor logged. */
@Command(
    name = "logs",
    description = "Prints the log lines of an actor that its chain records.",
    footer = {
      "",
      "A line is recorded with its turn, and is as durable; a manifest with log = false under",
      "[record] records none. What a guest writes that would do something to a terminal is escaped.",
      "",
      "Examples:",
      "  odeon actor logs counter --last 10",
      "  odeon actor logs counter --follow"
    })
final class ActorLogsCommand implements Runnable {
  private final Console console;

  private boolean any;

  @Parameters(paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on with new lines as they become durable, until Ctrl-C.")
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
      Events request =
          new Events(
              new Events.Filter(key.text(), null, List.of(EventKind.NOTE.toString()), null),
              new Events.Start(null, null, null, last),
              true,
              follow);
      Events.Result _ =
          ActorChoice.asking(console, backend, key, () -> backend.stream(request, this::print));
      if (!any) {
        console.note("%s has no recorded log line".formatted(key.text()));
      }
    }
  }

  private void print(Events.Item item) {
    Block block = EventTable.block(item);
    long sequence = EventPosition.parse(item.position()).sequence();
    for (long index : item.indices()) {
      if (block.event((int) index).data() instanceof EventData.Note(String text)) {
        any = true;
        console.result(
            JsonFields.of("position", sequence + "." + index)
                .put("actor", item.actor())
                .put("height", item.height())
                .put("time", FieldKind.time(item.timeMillis()))
                .put("text", text),
            console.time(Instant.ofEpochMilli(item.timeMillis())) + "  " + VisibleText.line(text));
      }
    }
  }
}
