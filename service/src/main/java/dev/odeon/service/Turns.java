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

/** What became of messages and orders, in the words of the protocol. */
public final class Turns {
  private Turns() {}

  /** The actor that {@code text} names for the tenant. */
  static Key key(RequestContext context, String text) {
    return Key.parse(context.tenant(), text);
  }

  /** The last block of an actor. */
  static Head head(Actors actors, Key key) {
    return actors.chains().head(key).orElseThrow(() -> noSuchActor(key));
  }

  /**
   * The turn that is recorded.
   *
   * @param id the message's id; empty if there is none
   * @throws RequestException if there is no such turn
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
   * The answer's wait if the message has a place in the mailbox.
   *
   * @throws RequestException if it has not
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

  /** There is no such actor. */
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
