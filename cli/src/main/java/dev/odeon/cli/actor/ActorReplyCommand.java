package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Input;
import dev.odeon.cli.Keys;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ActorReply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Answers a request that an actor left open. */
@Command(
    name = "reply",
    description =
        "Answers a request that an actor left open, in its place: an approval, a web hook.",
    footer = {
      "",
      "The answer is a block of the actor that names who gave it. No guest runs, and a stopped",
      "actor need not be started. The first answer counts. 'odeon actor requests' lists what is open.",
      "",
      "Examples:",
      "  odeon actor reply orders order-1017 approved",
      "  odeon actor reply orders order-1017 @answer.json"
    })
final class ActorReplyCommand implements Runnable {
  private final Console console;

  @Parameters(index = "0", paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  @Parameters(index = "1", paramLabel = "REQUEST", description = "Names the request by its id.")
  private String request = "";

  @Parameters(
      index = "2",
      paramLabel = "TEXT",
      description = "Gives the answer; - reads standard input, @FILE a file.")
  private String text = "";

  ActorReplyCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key named = Keys.of(console, id);
    if (request.isEmpty()) {
      throw Failure.usage(
          "an empty text names no request: 'odeon actor requests %s' shows those that are open"
              .formatted(named.text()));
    }
    Bytes body = Input.of(text, console.in());
    try (Backend backend = Backend.existing(console)) {
      Key key = ActorChoice.key(console, backend, named);
      ActorReply asked = new ActorReply(key.text(), request, body);
      ActorReply.Result answered =
          ActorChoice.asking(console, backend, key, () -> backend.ask(asked));
      console.result(
          ActorReply.OPERATION,
          answered,
          "request %s of %s answered in block %s"
              .formatted(
                  TextFormat.brief(answered.request(), 80),
                  key.text(),
                  TextFormat.count(answered.height())));
    }
  }
}
