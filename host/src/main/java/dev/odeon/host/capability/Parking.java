package dev.odeon.host.capability;

import dev.odeon.base.Pending;
import dev.odeon.engine.GuestRun;
import java.time.Duration;

/**
 * The one way in which a host call blocks: the guest gives its place to another and is parked until
 * what it waits for has come. How many guests may be parked, and how much memory they may hold, is
 * limited.
 */
public interface Parking {
  /**
   * Parks the guest of {@code run}, which calls on this thread: another runs in its place from now
   * on, until the {@link Place} is closed. Before anything is done that others see.
   */
  Entry park(GuestRun run);

  /** What became of parking a guest. */
  sealed interface Entry {}

  /**
   * Nothing: too many are parked, or they hold too much memory. The call fails with {@code
   * overloaded}.
   *
   * @param reason for the guest, such as {@code overloaded: 256 guests wait already}
   */
  record Overloaded(String reason) implements Entry {}

  /** How a wait ended. */
  enum Waited {
    /** What was waited for is there. */
    DONE,
    /** The time is over. */
    TIME,
    /** The run is to stop: it was cancelled, or its time limit is reached. */
    STOPPED
  }

  /** The place of a parked guest; used by its thread alone. */
  non-sealed interface Place extends Entry, AutoCloseable {
    /**
     * Blocks until {@code result} is there, {@code atMost} has passed, or the run is to stop.
     *
     * @throws dev.odeon.engine.OverloadedException if the home closes: the turn is put back
     */
    Waited await(Pending<?> result, Duration atMost);

    /**
     * Blocks until {@code time} has passed, or the run is to stop.
     *
     * @throws dev.odeon.engine.OverloadedException if the home closes: the turn is put back
     */
    Waited sleep(Duration time);

    /** The guest goes on. */
    @Override
    void close();
  }
}
