package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Priority;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Amounts;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Input;
import dev.odeon.cli.Keys;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.TurnText;
import dev.odeon.protocol.ActorMessage;
import dev.odeon.protocol.OutgoingMessage;
import dev.odeon.protocol.TurnResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a one-way message. */
@Command(
    name = "message",
    description = "Sends a one-way message and waits until its block is durable.",
    footer = {
      "",
      "Examples:",
      "  odeon actor message counter inc",
      "  odeon actor message counter inc --id order-4711    # takes effect once, however often sent",
      "  odeon actor message word-index @chapter.txt",
      "  cat chapter.txt | odeon actor message word-index -"
    })
final class ActorMessageCommand implements Runnable {
  private final Console console;

  @Parameters(index = "0", paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  @Parameters(
      index = "1",
      paramLabel = "TEXT",
      description = "Gives the message; - reads standard input, @FILE a file.")
  private String text = "";

  @Option(
      names = "--id",
      paramLabel = "KEY",
      description =
          "Gives the message an id. Sent again under the same id, it takes effect once. The default is random.")
  private @Nullable String messageId;

  @Option(
      names = "--no-wait",
      description = "Does not wait for the block. A queued message may be lost.")
  private boolean noWait;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = Amounts.Millis.class,
      description =
          "Sets how long the message may wait for its turn, in milliseconds or with a unit. The default is 7d.")
  private @Nullable Duration deadline;

  @Option(
      names = "--priority",
      paramLabel = "high|normal|low",
      converter = Messages.Priorities.class,
      defaultValue = "normal",
      description =
          "Sets how urgent it is. The actor takes high before normal before low, and leaves each a share. The default is normal.")
  private Priority priority = Priority.NORMAL;

  @Option(
      names = "--correlation",
      paramLabel = "C",
      description =
          "Names the undertaking that it belongs to: what it leads to is found by that. The default is its id.")
  private @Nullable String correlation;

  ActorMessageCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key key = Keys.of(console, id);
    Bytes body = Input.of(text, console.in());
    OutgoingMessage message = Messages.of(key, body, messageId, deadline, priority, correlation);
    ActorMessage.Result result;
    try (Backend backend = Backend.existing(console)) {
      ActorMessage asked = new ActorMessage(message, !noWait);
      result = ActorChoice.asking(console, backend, key, () -> backend.ask(asked));
    }
    console.json(ActorMessage.OPERATION, result);
    TurnResult turn = result.turn();
    if (turn != null) {
      TurnText.requireReturned(console, "the message to", turn);
    }
    if (!console.json()) {
      console.say(turn == null ? "queued" : text(turn));
    }
  }

  private static String text(TurnResult turn) {
    return "returned %s block %s %s"
        .formatted(
            turn.duplicate() ? "before, in" : "in",
            TextFormat.count(turn.height()),
            TextFormat.hash(turn.hash()));
  }
}
