package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Head;
import dev.odeon.runtime.Answer;
import org.jspecify.annotations.Nullable;

/** How a request ended that a turn took and that returned. */
public sealed interface RequestEnd {
  /**
   * It was answered, by the guest or from outside.
   *
   * @param payload the answer
   */
  record Answered(Bytes payload) implements RequestEnd {
    @Override
    public Answer answer(Head block, boolean duplicate) {
      return new Answer.Completed(Outcome.RETURNED, payload, block, duplicate);
    }
  }

  /** The actor withdrew it. */
  record Withdrawn() implements RequestEnd {
    @Override
    public Answer answer(Head block, boolean duplicate) {
      return new Answer.Withdrawn(block);
    }
  }

  /** Nobody answered it until its deadline. */
  record Expired() implements RequestEnd {
    @Override
    public Answer answer(Head block, boolean duplicate) {
      return new Answer.Expired(block);
    }
  }

  /**
   * What whoever asked is told.
   *
   * @param block the block that says so
   * @param duplicate whether it is told to somebody who asked again
   */
  Answer answer(Head block, boolean duplicate);

  /**
   * What whoever sent something is told.
   *
   * @param end how it ended; null if the turn that took it said all, as {@code outcome}
   */
  static Answer answer(@Nullable RequestEnd end, Outcome outcome, Head block, boolean duplicate) {
    return end == null
        ? new Answer.Completed(outcome, null, block, duplicate)
        : end.answer(block, duplicate);
  }
}
