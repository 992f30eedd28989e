package dev.odeon.server;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all connections together may buffer. Thread-safe. */
final class Budget {
  private final long bytesMax;
  private final AtomicLong taken = new AtomicLong();

  Budget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Reserves {@code bytes}; returns false, and reserves nothing, if fewer are left. */
  boolean take(long bytes) {
    // What is free must be there for an error even if others have forced more than the limit.
    if (bytes == 0 || taken.addAndGet(bytes) <= bytesMax) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /**
   * Reserves {@code bytes} that are buffered already, beyond the limit if need be; returns false if
   * that exceeds it.
   */
  boolean force(long bytes) {
    return taken.addAndGet(bytes) <= bytesMax;
  }

  /** Releases reserved bytes. */
  void give(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}
