package dev.odeon.service;

import dev.odeon.engine.Cancellation;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.OutgoingMessage;
import dev.odeon.protocol.RequestException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.actor.Actors;
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
        outgoing.priority(),
        outgoing.correlation(),
        null);
  }

  /**
   * Queues the message, for who does not wait.
   *
   * @throws RequestException if the actor's mailbox does not accept it
   */
  void send(Message message) {
    Turns.accepted(message.to(), actors.deliver(message));
  }

  /**
   * Sends the message and waits for the answer until the request is cancelled.
   *
   * @param witness is told what its turn has to say beside its block
   * @throws RequestException if the actor's mailbox does not accept it
   */
  Answer ask(Message message, TurnWitness witness, Cancellation cancellation) {
    WatchedMessage watched = new WatchedMessage(message, witness);
    return await(Turns.accepted(message.to(), actors.deliverHere(watched)), cancellation);
  }

  private Answer await(Delivery.Accepted accepted, Cancellation cancellation) {
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
