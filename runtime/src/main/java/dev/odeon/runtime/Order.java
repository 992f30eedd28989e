package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Pending;

/** What an actor's mailbox holds: something to be done on its next turn. */
sealed interface Order {
  /** Where what came of it is told. */
  Pending<Answer> answer();

  /** Tells that nothing came of it, for {@code reason}. */
  default void refuse(String reason) {
    answer().complete(new Answer.NotTaken(reason));
  }

  /** Tells that nothing came of it because the actors are closing. */
  default void stopping() {
    refuse(Actors.CLOSED);
  }

  /**
   * A message to take.
   *
   * @param deadlineNanos when who sent it waits no longer, by the monotonic clock
   * @param deadlineMillis the same by the wall clock, for the record; {@link #NEVER} if who sent it
   *     did not say
   * @param expiry answers it while it waits for its turn; who takes it cancels that
   */
  record Take(
      Message message,
      long deadlineNanos,
      long deadlineMillis,
      Deadlines.Entry expiry,
      Pending<Answer> answer)
      implements Order {
    /** The time that does not come. */
    static final long NEVER = -1;

    @Override
    public void stopping() {
      answer.complete(new Answer.Stopping(null));
    }
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

  /** To be a plug-in from now on, whatever it was: its state stays. The rest as for a start. */
  record Load(Guest guest, Bytes manifest, Bytes module, Pending<Answer> answer) implements Order {}

  /**
   * To be stopped.
   *
   * @param purge whether its state is dropped
   */
  record Stop(String reason, boolean purge, Pending<Answer> answer) implements Order {}

  /** To run a turn again that was broken off; also what such a turn is on its way to the disk. */
  record Resume(Pending<Answer> answer) implements Order {}

  /** To leave memory, if it is idle. */
  record Leave(Pending<Answer> answer) implements Order {}

  /**
   * To run as a plug-in.
   *
   * @param expiry answers it at its deadline while it waits for its turn; who takes it cancels that
   */
  record Run(PluginRun run, Deadlines.Entry expiry, Pending<Answer> answer) implements Order {}

  /** To be lent to somebody who takes turns of several actors at a time. */
  record Lend(Loan loan, Pending<Answer> answer) implements Order {
    @Override
    public void refuse(String reason) {
      loan.refuse(reason);
    }
  }

  /** A turn that was taken while it was lent; never in a mailbox. */
  record Step(Pending<Answer> answer) implements Order {}
}
