package dev.odeon.runtime;

import dev.odeon.engine.GuestRun;

/**
 * A share of the guest threads for runs on another thread: once they must give way, they take their
 * turns with all other work. Owned by the thread that borrowed it.
 */
public interface RunPlace extends AutoCloseable {
  /** Whether its tenant has had more than another that waits for a guest thread. */
  boolean mustGiveWay();

  /**
   * Gives the place back, if it has one, and blocks until it has one again or {@code run} is to
   * stop. Where too many guests are parked already, nothing is done.
   *
   * @param leaves is called before it blocks
   */
  void giveWay(GuestRun run, Runnable leaves);

  /** The runs are over. */
  @Override
  void close();
}
