package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.RequestException.RetryAfter;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.actor.Actors;
import java.time.Duration;
import java.util.Locale;

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
      case Answer.Completed(Outcome outcome, var _, Head block, boolean duplicate) ->
          new TurnResult(key.text(), outcome, block.height(), block.hash(), duplicate);
      case Answer.IdempotencyKeyReused(Head first) ->
          throw new RequestException(
              ErrorCode.REFUSED,
              String.format(
                  Locale.ROOT,
                  "the message id was used before for another message to %s, in block %,d: use a new one",
                  key.text(),
                  first.height()));
      case Answer.WrongHead(Head actual) ->
          throw new RequestException(
              ErrorCode.REFUSED,
              actual == null
                  ? "%s has no block yet: nothing was recorded".formatted(key.text())
                  : String.format(
                      Locale.ROOT,
                      "the chain of %s ends at block %,d, not where it was expected: nothing was recorded",
                      key.text(),
                      actual.height()));
      case Answer.Declined(var objection) ->
          throw new RequestException(
              ErrorCode.REFUSED, "%s: %s".formatted(key.text(), objection.text()));
      case Answer.DeadlineExceeded _ ->
          throw new RequestException(
              ErrorCode.EXECUTION_TIMEOUT,
              "deadline exceeded before %s processed the message: send it again"
                  .formatted(key.text()));
      case Answer.Expired(Head block) ->
          throw new RequestException(
              ErrorCode.EXPIRED,
              String.format(
                  Locale.ROOT,
                  "nothing answered the request to %s until its deadline: block %,d closed it; send it again with another id",
                  key.text(),
                  block.height()));
      case Answer.Withdrawn(Head block) ->
          throw new RequestException(
              ErrorCode.WITHDRAWN,
              String.format(
                  Locale.ROOT,
                  "the request was cancelled by the actor %s, in block %,d",
                  key.text(),
                  block.height()));
      case Answer.Unanswered(Head block) ->
          throw new RequestException(
              ErrorCode.UNANSWERED,
              String.format(
                  Locale.ROOT,
                  "deadline exceeded and %s has not answered the request of block %,d: it stays open; send it again with the id %s to go on waiting",
                  key.text(),
                  block.height(),
                  id));
      case Answer.Stopping(Head block) ->
          throw block == null
              ? stopping()
              : new RequestException(
                  ErrorCode.STOPPING,
                  String.format(
                      Locale.ROOT,
                      "the server is stopping; the request of block %,d stays open: send it to %s again with the id %s once a server runs",
                      block.height(),
                      key.text(),
                      id));
      case Answer.Paused(String reason) -> throw paused(key, reason);
      case Answer.Refused(String reason) ->
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
              String.format(
                  Locale.ROOT,
                  "the mailbox of %s is full with %,d messages: send it again later",
                  key.text(),
                  capacity));
      case Delivery.Overloaded(String reason, Duration retryAfter) -> {
        RetryAfter after = RetryAfter.of(retryAfter);
        throw new RequestException(
            ErrorCode.OVERLOADED,
            String.format(Locale.ROOT, "%s: send it again in %,d ms", reason, after.millis()),
            after);
      }
      case Delivery.QuotaExceeded(String reason) ->
          throw new RequestException(ErrorCode.QUOTA_EXCEEDED, reason);
      case Delivery.TooLarge(long size, long sizeMax) ->
          throw new RequestException(
              ErrorCode.TOO_LARGE,
              String.format(
                  Locale.ROOT,
                  "the message to %s has %,d bytes, %,d are allowed: send it in parts",
                  key.text(),
                  size,
                  sizeMax));
      case Delivery.NoSuchActor _ -> throw noSuchActor(key);
      case Delivery.Damaged(String reason) ->
          throw new RequestException(
              ErrorCode.DAMAGED, "%s takes no messages: %s".formatted(key.text(), reason));
      case Delivery.Stopping _ -> throw stopping();
      case Delivery.Paused(String reason) -> throw paused(key, reason);
      case Delivery.Removed(String reason) ->
          throw new RequestException(
              ErrorCode.REFUSED,
              "%s takes no messages: %s; start another actor".formatted(key.text(), reason));
      case Delivery.Stopped(String reason) ->
          throw new RequestException(
              ErrorCode.REFUSED,
              "%s takes no messages: %s; start it again".formatted(key.text(), reason));
    };
  }

  /** Returns the error for an actor that does not exist. */
  public static RequestException noSuchActor(Key key) {
    String tenant = key.tenant().equals(Key.DEFAULT_TENANT) ? "" : " of tenant " + key.tenant();
    return new RequestException(
        ErrorCode.NOT_FOUND, "there is no actor %s%s".formatted(key.text(), tenant));
  }

  private static RequestException paused(Key key, String reason) {
    return new RequestException(
        ErrorCode.PAUSED, "%s takes no messages: %s; resume it".formatted(key.text(), reason));
  }

  private static RequestException stopping() {
    return new RequestException(
        ErrorCode.STOPPING,
        "the server is stopping, and nothing of the message was recorded: send it again once a server runs");
  }
}
