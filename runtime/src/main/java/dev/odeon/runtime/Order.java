package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Pending;

/** What an actor's mailbox holds: something to be done on its next turn. */
sealed interface Order {
  /** Where what came of it is told. */
  Pending<Answer> answer();

  /**
   * A message to take.
   *
   * @param deadlineNanos when it is too late, by the monotonic clock; of no meaning for never
   * @param deadlineMillis the same by the wall clock, for the record; {@link #NEVER} for never
   */
  record Take(Message message, long deadlineNanos, long deadlineMillis, Pending<Answer> answer)
      implements Order {
    /** The time that does not come. */
    static final long NEVER = -1;
  }

  /**
   * To be spawned, or to run again after a stop.
   *
   * @param guest what it will be
   * @param manifest the manifest's bytes, for the home to keep
   * @param module the module's bytes, for the home to keep
   */
  record Start(Guest guest, Bytes manifest, Bytes module, Pending<Answer> answer)
      implements Order {}

  /** To be stopped. */
  record Stop(String reason, Pending<Answer> answer) implements Order {}

  /** To leave memory, if it is idle. */
  record Leave(Pending<Answer> answer) implements Order {}
}
