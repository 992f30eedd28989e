package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Head;
import org.jspecify.annotations.Nullable;

/** What came of a message that was accepted. */
public sealed interface Answer {
  /**
   * The turn was taken and its block is durable.
   *
   * @param outcome how it ended
   * @param reply the reply, or null if there is none: a one-way message, or a turn that did not
   *     return
   * @param block the block that says so
   * @param duplicate whether this is the stored answer to an id that was seen before
   */
  record Completed(Outcome outcome, @Nullable Bytes reply, Head block, boolean duplicate)
      implements Answer {}

  /**
   * The id was used before for another message; nothing happened.
   *
   * @param first the block of the message that had it first
   */
  record IdempotencyKeyReused(Head first) implements Answer {}

  /** The deadline passed, or the request was cancelled, before the turn came; nothing happened. */
  record DeadlineExceeded() implements Answer {}

  /**
   * The deadline passed and the request is still open: the guest took it and has not answered it.
   * Sent again under the same id, it waits on, or gets the reply if there is one by then.
   *
   * @param block the block that took it
   */
  record Unanswered(Head block) implements Answer {}

  /**
   * Nothing answered the request until its deadline, or until {@link Settings#openRequestAge} after
   * the guest took it: it is closed, and never answered.
   *
   * @param block the block that closed it
   */
  record Expired(Head block) implements Answer {}

  /**
   * The actor cancelled the request: it is closed, and never answered.
   *
   * @param block the block that says so
   */
  record Withdrawn(Head block) implements Answer {}

  /**
   * The actor's chain does not end where the request expects it; nothing happened.
   *
   * @param actual where it ends, turns in flight included; null if it has no block
   */
  record WrongHead(@Nullable Head actual) implements Answer {}

  /**
   * The stream is not as the request expects it; nothing happened.
   *
   * @param objection what is in the way, as durable blocks have it
   */
  record Declined(StreamTurn.Objection objection) implements Answer {}

  /**
   * The actors are closing. Send it again under the same id once they are open.
   *
   * @param block the block that took the request, which stays open; null if nothing was taken
   */
  record Stopping(@Nullable Head block) implements Answer {}

  /**
   * The actor, or the home, was paused before the turn came; nothing happened. Send it again under
   * the same id once it is resumed.
   *
   * @param reason which of them, and why, for people
   */
  record Paused(String reason) implements Answer {}

  /**
   * It is not recorded yet: send it again under the same id. A turn that did something outside
   * before it was broken off runs again by itself, before its actor does anything else; the same
   * message then gets its answer.
   *
   * @param reason what was in the way, for people
   */
  record Refused(String reason) implements Answer {}
}
