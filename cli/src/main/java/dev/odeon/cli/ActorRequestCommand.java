package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ActorsRequest.ActorRequest;
import dev.odeon.protocol.Facts;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Message;
import java.util.Optional;
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
      "after it: sent again under the same --id, it waits on, or gets the reply. Without a server",
      "nobody can answer meanwhile: the command does not wait then, unless --deadline says so.",
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
          "The request's id: sent again under it, the first reply is given. Default: random.")
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
    Message message = Requests.of(key, messageId, Message.Kind.REQUEST, body, deadlineMillis);
    Optional<Facts> told = Told.by(console, () -> new ActorRequest(key.text(), Told.sent(message)));
    if (told.isPresent()) {
      report(key, message, Told.taken(key, told.get()));
      return;
    }
    try (Actors actors = Home.existing(console)) {
      if (deadlineMillis == null) {
        // Nobody else can reach the actor while this process has its home.
        actors.stopWaiting();
      }
      Answer answer = Answers.accepted(key, actors.deliver(message)).answer().await();
      if (answer instanceof Answer.Stopping(Head block) && block != null) {
        throw Failure.failed(
            "%s left the request open, in block %s: without a server nobody answers it meanwhile; send it again with --id %s to see the reply"
                .formatted(key.text(), Shown.count(block.height()), message.id()));
      }
      report(key, message, Answers.taken(key, message.id(), answer));
    }
  }

  private void report(Key key, Message message, Answer.Taken taken) {
    Bytes reply = taken.reply();
    console.json(Answers.fields(key, taken).put("id", message.id()).bytes("reply", reply));
    if (!console.json() && taken.outcome().equals(Outcome.RETURNED)) {
      if (reply == null) {
        console.note(key.text() + " gave no reply");
      } else {
        console.say(Shown.text(reply));
      }
    }
    Answers.requireReturned(key, "the request to", taken);
  }
}
