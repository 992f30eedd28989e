package dev.odeon.base;

/**
 * The port to threads: starting them and putting them to sleep. Code above {@code base} blocks
 * through this port alone, and holds no lock while it calls any port, so that a simulation can run
 * the same code one step at a time in a seeded order. {@code synchronized} is for small tables,
 * never around a port.
 */
public interface Threads {
  /**
   * Starts a daemon platform thread.
   *
   * @param name what a thread dump shows
   * @param stackBytes the stack size in bytes; 0 for the JVM's default
   * @param body what it runs; an exception that leaves it goes to the uncaught handler
   */
  Thread start(String name, long stackBytes, Runnable body);

  /**
   * Starts a virtual thread, for work that there may be thousands of and that mostly waits. A
   * platform thread where there are no virtual ones.
   *
   * @param name what a thread dump shows
   */
  default Thread startVirtual(String name, Runnable body) {
    return start(name, 0, body);
  }

  /**
   * The stack size that the calling thread was started with by {@link #start}, in bytes; 0 if it
   * was started otherwise, or with the JVM's default.
   */
  long stackBytes();

  /** Blocks the calling thread until {@link #unpark} or an interrupt; may return spuriously. */
  void park();

  /** Like {@link #park()}, for {@code nanos} nanoseconds at the longest. */
  void parkNanos(long nanos);

  /** Lets {@code thread} leave {@link #park()}, or its next one return at once. */
  void unpark(Thread thread);

  /** One iteration of a busy wait. The loop around it is bounded by a count, never by the clock. */
  void spin();

  /** The machine's threads. */
  static Threads system() {
    return SystemThreads.INSTANCE;
  }
}
