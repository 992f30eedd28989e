package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Priority;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Amounts;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Input;
import dev.odeon.cli.Keys;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.TurnText;
import dev.odeon.protocol.ActorRequest;
import dev.odeon.protocol.OutgoingMessage;
import java.time.Duration;
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
      "A request that the actor leaves open waits for its answer until the deadline, then it expires.",
      "Sent again under the same --id, it goes on waiting, or gets the reply. 'odeon actor reply' answers",
      "it, too. Without a server nobody can answer meanwhile, so the command does not wait unless",
      "--deadline is given.",
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

  @Parameters(index = "0", paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  @Parameters(
      index = "1",
      paramLabel = "TEXT",
      description = "Gives the request; - reads standard input, @FILE a file.")
  private String text = "";

  @Option(
      names = "--id",
      paramLabel = "KEY",
      description =
          "Gives the request an id. Sent again under the same id, it returns the first reply. The default is random.")
  private @Nullable String messageId;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = Amounts.Millis.class,
      description =
          "Sets how long to wait for the turn and the reply, in milliseconds or with a unit. The default is 7d.")
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

  ActorRequestCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key key = Keys.of(console, id);
    Bytes body = Input.of(text, console.in());
    OutgoingMessage message = Messages.of(key, body, messageId, deadline, priority, correlation);
    ActorRequest.Result result;
    try (Backend backend = Backend.existing(console)) {
      ActorRequest asked = new ActorRequest(message);
      result = ActorChoice.asking(console, backend, key, () -> backend.ask(asked));
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
    TurnText.requireReturned(console, "the request to", result.turn());
  }
}
