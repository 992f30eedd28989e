package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Input;
import dev.odeon.cli.Keys;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.TurnText;
import dev.odeon.protocol.ActorRequest;
import dev.odeon.protocol.OutgoingMessage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a request and prints the reply. */
@Command(
    name = "request",
    description = "Sends a request, waits until its block is durable, and prints the reply.",
    footer = {
      "",
      "A request that the actor leaves open waits for its answer until the deadline. It stays open",
      "after that: sent again under the same --id, it goes on waiting, or gets the reply. Without a server",
      "nobody can answer meanwhile, so the command does not wait unless --deadline is given.",
      "",
      "A reply that is not printable UTF-8 is printed as 0x and hex digits.",
      "",
      "Examples:",
      "  odeon actor request counter inc",
      "  odeon actor request word-index '?whale'",
      "  odeon actor request word-index @question.txt --json"
    })
final class ActorRequestCommand implements Runnable {
  private final Console console;

  @Parameters(index = "0", paramLabel = "ID", description = "The actor.")
  private String id = "";

  @Parameters(
      index = "1",
      paramLabel = "TEXT",
      description = "The request; - reads standard input, @FILE a file.")
  private String text = "";

  @Option(
      names = "--id",
      paramLabel = "KEY",
      description =
          "The request's id. Sent again under the same id, it returns the first reply. Default: random.")
  private @Nullable String messageId;

  @Option(
      names = "--deadline",
      paramLabel = "MS",
      description =
          "How long to wait for the turn and the reply, in milliseconds. Default: 7 days.")
  private @Nullable Long deadlineMillis;

  ActorRequestCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key key = Keys.of(console, id);
    Bytes body = Input.of(text, console.in());
    OutgoingMessage message = Messages.of(key, body, messageId, deadlineMillis);
    ActorRequest.Result result;
    try (Backend backend = Backend.existing(console)) {
      result = backend.ask(new ActorRequest(message));
    }
    console.json(ActorRequest.OPERATION, result);
    Bytes reply = result.reply();
    if (!console.json() && result.turn().outcome().equals(Outcome.RETURNED)) {
      if (reply == null) {
        console.note(key.text() + " gave no reply");
      } else {
        console.say(TextFormat.text(reply));
      }
    }
    TurnText.requireReturned("the request to", result.turn());
  }
}
