package dev.odeon.engine;

import java.time.Duration;

/** A run as a host function that blocks sees it: how long it may wait, and when it must not. */
public interface GuestRun {
  /** The time the run has left, in nanoseconds; not positive if it has none. */
  long nanosLeft();

  /**
   * The run has at most {@code time} from now on; it never has more than before.
   *
   * @param time at most some hundred years
   */
  void atMost(Duration time);

  /** Whether the run is to stop: a host function that blocks returns early then. */
  boolean stopping();

  /** What the guest holds of the memory of all guests, in bytes. */
  long heldBytes();

  /**
   * Has {@code wake} run when the run is to stop, on the thread that stops it; at once if it is to
   * stop already. It must be short and never block. One at a time: a later one takes its place.
   */
  void onStop(Runnable wake);
}
