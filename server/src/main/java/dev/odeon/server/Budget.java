package dev.odeon.server;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all connections together may buffer. Any thread may use it. */
final class Budget {
  private final long bytesMax;
  private final AtomicLong taken = new AtomicLong();

  Budget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Takes {@code bytes}; false if there are not as many. */
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= bytesMax) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /** Takes {@code bytes} that are there already; false if they are too many. */
  boolean force(long bytes) {
    return taken.addAndGet(bytes) <= bytesMax;
  }

  /** Gives back what was taken. */
  void give(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}
