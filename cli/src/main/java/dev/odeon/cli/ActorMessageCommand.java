package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.protocol.ActorsRequest.ActorMessage;
import dev.odeon.protocol.Facts;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import java.util.Optional;
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
      description = "The message's id: sent again under it, it takes effect once. Default: random.")
  private @Nullable String messageId;

  @Option(
      names = "--no-wait",
      description = "Do not wait for the block; what is queued is promised nothing.")
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
    Message message = Requests.of(key, messageId, Message.Kind.SEND, body, deadlineMillis);
    Optional<Facts> told =
        Told.by(console, () -> new ActorMessage(key.text(), Told.sent(message), !noWait));
    if (told.isPresent()) {
      if (noWait) {
        console.result(Fields.told(told.get()), "queued");
      } else {
        report(key, message, Told.taken(key, told.get()));
      }
      return;
    }
    try (Actors actors = Home.existing(console)) {
      Delivery.Accepted accepted = Answers.accepted(key, actors.deliver(message));
      if (noWait) {
        console.result(
            Fields.of("actor", key.text()).put("outcome", "queued").put("id", message.id()),
            "queued");
      } else {
        report(key, message, Answers.taken(key, message.id(), accepted.answer().await()));
      }
    }
  }

  private void report(Key key, Message message, Answer.Taken taken) {
    console.json(Answers.fields(key, taken).put("id", message.id()));
    Answers.requireReturned(key, "the message to", taken);
    if (!console.json()) {
      console.say(
          "returned %s block %s %s"
              .formatted(
                  taken.replayed() ? "before, in" : "in",
                  Shown.count(taken.block().height()),
                  Shown.hash(taken.block().hash())));
    }
  }
}
