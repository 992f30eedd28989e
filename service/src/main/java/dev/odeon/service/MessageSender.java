package dev.odeon.service;

import dev.odeon.engine.Cancellation;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.OutgoingMessage;
import dev.odeon.protocol.RequestException;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import java.time.Duration;
import java.util.Optional;

/** Sends messages and waits for their answers. */
record MessageSender(Actors actors) {
  private static final int ID_BYTES = 16;

  /** The interval at which a waiting request checks for cancellation, such as by a disconnect. */
  private static final long LOOK_NANOS = 1_000_000_000;

  /** Returns a message with the given id or a random one. */
  Message message(RequestContext context, OutgoingMessage outgoing, Message.Kind kind) {
    String id = outgoing.id();
    Long deadline = outgoing.deadlineMillis();
    return new Message(
        Turns.key(context, outgoing.actor()),
        id != null ? id : actors.ports().entropy().bytes(ID_BYTES).hex(),
        kind,
        outgoing.body(),
        deadline == null ? null : Duration.ofMillis(deadline),
        outgoing.correlation(),
        null);
  }

  /**
   * Queues the message.
   *
   * @throws RequestException if the actor's mailbox does not accept it
   */
  Delivery.Accepted send(Message message) {
    return Turns.accepted(message.to(), actors.deliver(message));
  }

  /** Waits for the answer until the request is cancelled. */
  Answer await(Delivery.Accepted accepted, Cancellation cancellation) {
    while (true) {
      Optional<Answer> answer = accepted.answer().await(actors.ports().clock(), LOOK_NANOS);
      if (answer.isPresent()) {
        return answer.get();
      }
      if (cancellation.cancelled()) {
        RequestException gone =
            new RequestException(
                ErrorCode.CANCELLED, "nobody waits for the answer any more: the message stays");
        // Otherwise the answer would be kept for nobody until the deadline.
        boolean _ = accepted.answer().fail(gone);
        throw gone;
      }
    }
  }
}
