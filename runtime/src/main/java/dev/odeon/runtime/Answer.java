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
   * @param replayed whether this is the stored answer to an id that was seen before
   */
  record Taken(Outcome outcome, @Nullable Bytes reply, Head block, boolean replayed)
      implements Answer {}

  /**
   * The id was used before for another message; nothing happened.
   *
   * @param first the block of the message that had it first
   */
  record IdempotencyKeyReused(Head first) implements Answer {}

  /** The deadline passed before the turn came; nothing happened. */
  record TooLate() implements Answer {}

  /**
   * The deadline passed and the request is still open: the guest took it and has not answered it.
   * Sent again under the same id, it waits on, or gets the reply if there is one by then.
   *
   * @param block the block that took it
   */
  record Expired(Head block) implements Answer {}

  /**
   * The actors are closing. Send it again under the same id once they are open.
   *
   * @param block the block that took the request, which stays open; null if nothing was taken
   */
  record Stopping(@Nullable Head block) implements Answer {}

  /**
   * It is not recorded yet: send it again under the same id. A turn that did something outside
   * before it was broken off runs again by itself, before its actor does anything else; the same
   * message then gets its answer.
   *
   * @param reason what was in the way, for people
   */
  record NotTaken(String reason) implements Answer {}
}
