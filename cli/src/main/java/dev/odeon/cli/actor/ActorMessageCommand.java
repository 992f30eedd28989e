package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Input;
import dev.odeon.cli.Keys;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.TurnText;
import dev.odeon.protocol.ActorMessage;
import dev.odeon.protocol.OutgoingMessage;
import dev.odeon.protocol.TurnResult;
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

  @Parameters(index = "0", paramLabel = "ID", description = "The actor.")
  private String id = "";

  @Parameters(
      index = "1",
      paramLabel = "TEXT",
      description = "The message; - reads standard input, @FILE a file.")
  private String text = "";

  @Option(
      names = "--id",
      paramLabel = "KEY",
      description =
          "The message's id. Sent again under the same id, it takes effect once. Default: random.")
  private @Nullable String messageId;

  @Option(
      names = "--no-wait",
      description = "Do not wait for the block. A queued message may be lost.")
  private boolean noWait;

  @Option(
      names = "--deadline",
      paramLabel = "MS",
      description = "How long the message may wait for its turn, in milliseconds. Default: 7 days.")
  private @Nullable Long deadlineMillis;

  ActorMessageCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key key = Keys.of(console, id);
    Bytes body = Input.of(text, console.in());
    OutgoingMessage message = Messages.of(key, body, messageId, deadlineMillis);
    ActorMessage.Result result;
    try (Backend backend = Backend.existing(console)) {
      result = backend.ask(new ActorMessage(message, !noWait));
    }
    console.json(ActorMessage.OPERATION, result);
    TurnResult turn = result.turn();
    if (turn != null) {
      TurnText.requireReturned("the message to", turn);
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
