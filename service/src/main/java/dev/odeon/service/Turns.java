package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;

/** Maps deliveries and answers of actors to results and errors of the protocol. */
public final class Turns {
  private Turns() {}

  /** Returns the key of the tenant's actor that {@code text} names. */
  static Key key(RequestContext context, String text) {
    return Key.parse(context.tenant(), text);
  }

  /** Returns the head of an actor. */
  static Head head(Actors actors, Key key) {
    return actors.chains().head(key).orElseThrow(() -> noSuchActor(key));
  }

  /**
   * Returns the turn that is recorded for a message.
   *
   * @param id the message's id; empty if it has none
   * @throws RequestException if no turn is recorded
   */
  public static TurnResult recorded(Key key, String id, Answer answer) {
    return switch (answer) {
      case Answer.Taken(Outcome outcome, var _, Head block, boolean duplicate) ->
          new TurnResult(key.text(), outcome, block.height(), block.hash(), duplicate);
      case Answer.IdempotencyKeyReused(Head first) ->
          throw new RequestException(
              ErrorCode.REFUSED,
              "the message id was used before for another message to %s, in block %,d: use a new one"
                  .formatted(key.text(), first.height()));
      case Answer.TooLate _ ->
          throw new RequestException(
              ErrorCode.EXECUTION_TIMEOUT,
              "deadline exceeded before %s processed the message: send it again"
                  .formatted(key.text()));
      case Answer.Expired(Head block) ->
          throw new RequestException(
              ErrorCode.EXPIRED,
              "deadline exceeded and %s has not answered the request of block %,d: it stays open; send it again with the id %s to go on waiting"
                  .formatted(key.text(), block.height(), id));
      case Answer.Stopping(Head block) ->
          throw block == null
              ? stopping()
              : new RequestException(
                  ErrorCode.STOPPING,
                  "the server is stopping; the request of block %,d stays open: send it to %s again with the id %s once a server runs"
                      .formatted(block.height(), key.text(), id));
      case Answer.NotTaken(String reason) ->
          throw new RequestException(
              ErrorCode.REFUSED,
              "%s refused the message: %s; nothing of it was recorded"
                  .formatted(key.text(), reason));
    };
  }

  /**
   * Returns the accepted delivery, whose answer can be awaited.
   *
   * @throws RequestException if the mailbox did not accept the message
   */
  public static Delivery.Accepted accepted(Key key, Delivery delivery) {
    return switch (delivery) {
      case Delivery.Accepted accepted -> accepted;
      case Delivery.Full(int capacity) ->
          throw new RequestException(
              ErrorCode.OVERLOADED,
              "the mailbox of %s is full with %,d messages: send it again later"
                  .formatted(key.text(), capacity));
      case Delivery.TooLarge(long size, long sizeMax) ->
          throw new RequestException(
              ErrorCode.TOO_LARGE,
              "the message to %s has %,d bytes, %,d are allowed: send it in parts"
                  .formatted(key.text(), size, sizeMax));
      case Delivery.NoSuchActor _ -> throw noSuchActor(key);
      case Delivery.Damaged(String reason) ->
          throw new RequestException(
              ErrorCode.DAMAGED, "%s takes no messages: %s".formatted(key.text(), reason));
      case Delivery.Stopping _ -> throw stopping();
      case Delivery.Stopped(String reason) ->
          throw new RequestException(
              ErrorCode.REFUSED,
              "%s takes no messages: %s; 'odeon actor start' starts it again"
                  .formatted(key.text(), reason));
    };
  }

  /** Returns the error for an actor that does not exist. */
  public static RequestException noSuchActor(Key key) {
    return new RequestException(
        ErrorCode.NOT_FOUND,
        "there is no actor %s: 'odeon actor list' shows those there are".formatted(key.text()));
  }

  private static RequestException stopping() {
    return new RequestException(
        ErrorCode.STOPPING,
        "the server is stopping, and nothing of the message was recorded: send it again once a server runs");
  }
}
