package dev.odeon.base;

/** The port to time. Production is {@link #system()}; tests move a virtual one. */
public interface Clock {
  /**
   * Wall time in milliseconds since 1970 UTC. It may jump; blocks record it. Never negative: a
   * clock that is set to a time before 1970 counts as one that is set to 1970.
   */
  long millis();

  /** A monotonic reading in nanoseconds with no meaning but differences. Deadlines use it. */
  long nanos();

  /** The machine's clock. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
