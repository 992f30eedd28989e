package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.ActorException.Reason;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.LimitException;
import dev.odeon.runtime.Message;
import java.time.Duration;
import java.util.Locale;

/** What came of a request as a reply, or as an exception that says why there is none. */
final class Replies {
  private Replies() {}

  /**
   * The answer that will come.
   *
   * @throws ActorException if the message was not accepted
   */
  static Pending<Answer> accepted(Message message, Delivery delivery) {
    Key to = message.to();
    return switch (delivery) {
      case Delivery.Accepted(Pending<Answer> answer) -> answer;
      case Delivery.Full(int capacity) ->
          throw new ActorException(
              Reason.RETRY,
              String.format(
                  Locale.ROOT,
                  "the mailbox of %s is full with %,d messages: send it again later",
                  to,
                  capacity));
      case Delivery.Overloaded(String reason, Duration retryAfter) ->
          throw new LimitException(reason + ": send it again later", retryAfter);
      case Delivery.QuotaExceeded(String reason) -> throw new LimitException(reason);
      case Delivery.TooLarge(long size, long sizeMax) ->
          throw new ActorException(
              Reason.TOO_LARGE,
              String.format(
                  Locale.ROOT,
                  "the message to %s has %,d bytes, %,d are allowed: send it in parts",
                  to,
                  size,
                  sizeMax));
      case Delivery.NoSuchActor _ -> throw ActorException.noSuchActor(to);
      case Delivery.Stopping _ -> throw TurnWriter.closed();
      case Delivery.Stopped(String reason) ->
          throw new ActorException(
              Reason.CONFLICT, "%s takes no messages: %s; start it again".formatted(to, reason));
      case Delivery.Paused(String reason) -> throw paused(to, reason);
      case Delivery.Removed(String reason) ->
          throw new ActorException(
              Reason.CONFLICT,
              "%s takes no messages: %s; start another actor".formatted(to, reason));
      case Delivery.Damaged(String reason) ->
          throw new ActorException(
              Reason.DAMAGED, "%s takes no messages: %s".formatted(to, reason));
    };
  }

  /**
   * The reply to {@code message}.
   *
   * @throws ActorException if there is none
   */
  static Bytes reply(Message message, Answer answer) {
    Answer.Completed turn = completed(message.to(), answer);
    Bytes reply = turn.reply();
    return reply == null ? Bytes.empty() : reply;
  }

  /**
   * Returns if the first turn of an actor did.
   *
   * @throws ActorException if the actor does not run
   */
  static void started(Key key, Answer answer) {
    Answer.Completed _ = completed(key, answer);
  }

  private static Answer.Completed completed(Key to, Answer answer) {
    return switch (answer) {
      case Answer.Completed turn -> returned(to, turn);
      case Answer.IdempotencyKeyReused(var first) ->
          throw new ActorException(
              Reason.CONFLICT,
              String.format(
                  Locale.ROOT,
                  "the message id was used before for another message to %s, in block %,d: use a new one",
                  to,
                  first.height()));
      case Answer.WrongHead(var actual) ->
          throw new ActorException(
              Reason.CONFLICT, "%s has another head: %s".formatted(to, actual));
      case Answer.Declined(var objection) ->
          throw new ActorException(Reason.CONFLICT, "%s: %s".formatted(to, objection.text()));
      case Answer.DeadlineExceeded _ ->
          throw new ActorException(
              Reason.RETRY,
              "deadline exceeded before %s processed the message: send it again".formatted(to));
      case Answer.Expired(var block) ->
          throw new ActorException(
              Reason.EXPIRED,
              String.format(
                  Locale.ROOT,
                  "nothing answered the request to %s until its deadline: block %,d closed it; send it again under another id",
                  to,
                  block.height()));
      case Answer.Withdrawn(var block) ->
          throw new ActorException(
              Reason.WITHDRAWN,
              String.format(
                  Locale.ROOT,
                  "the request was cancelled by the actor %s, in block %,d",
                  to,
                  block.height()));
      case Answer.Unanswered(var block) ->
          throw new ActorException(
              Reason.UNANSWERED,
              String.format(
                  Locale.ROOT,
                  "deadline exceeded and %s has not answered the request of block %,d: it stays open; send it again under the same id to wait on",
                  to,
                  block.height()));
      case Answer.Stopping _ -> throw TurnWriter.closed();
      case Answer.Paused(String reason) -> throw paused(to, reason);
      case Answer.Refused(String reason) ->
          throw new ActorException(
              Reason.RETRY,
              "%s has not recorded it: %s; send it again under the same id".formatted(to, reason));
    };
  }

  private static ActorException paused(Key to, String reason) {
    return new ActorException(
        Reason.PAUSED, "%s takes no messages: %s; resume it".formatted(to, reason));
  }

  private static Answer.Completed returned(Key to, Answer.Completed turn) {
    return switch (turn.outcome()) {
      case Outcome.Returned _ -> turn;
      case Outcome.Rejected(String reason) ->
          throw new ActorException(
              Reason.REJECTED,
              String.format(
                  Locale.ROOT,
                  "%s rejected it in block %,d: %s",
                  to,
                  turn.block().height(),
                  reason));
      case Outcome.Trapped _, Outcome.Exhausted _, Outcome.Cancelled _ ->
          throw new ActorException(
              Reason.GUEST_FAILED,
              String.format(
                  Locale.ROOT,
                  "%s failed in block %,d: %s",
                  to,
                  turn.block().height(),
                  turn.outcome().text()));
    };
  }
}
