package dev.odeon.cli;

import dev.odeon.protocol.ActorMessage;
import dev.odeon.protocol.ActorRequest;
import dev.odeon.protocol.OutgoingMessage;
import dev.odeon.protocol.Request;
import java.util.Optional;

/**
 * A message to an actor whose sender did not wait for the answer.
 *
 * @param command how it was sent
 * @param message what was sent; it has an id
 */
record InterruptedMessage(String command, OutgoingMessage message) {
  /** That of a request; empty if it is about something else. */
  static Optional<InterruptedMessage> of(Request<?> request) {
    return switch (request) {
      case ActorRequest(var message) -> Optional.of(new InterruptedMessage("request", message));
      case ActorMessage(var message, _) -> Optional.of(new InterruptedMessage("message", message));
      default -> Optional.empty();
    };
  }

  /** How to learn what became of it. */
  String again() {
    return "send it again with 'odeon actor %s %s TEXT --id %s' for the answer: it takes effect once"
        .formatted(command, message.actor(), message.id());
  }
}
