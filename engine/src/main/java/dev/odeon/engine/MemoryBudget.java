package dev.odeon.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all guests of an engine may hold together, in memories and tables. A guest never
 * sees that it is empty: its run is given up as {@link OverloadedException}.
 */
public final class MemoryBudget {
  private final long bytesMax;
  private final AtomicLong used = new AtomicLong();

  MemoryBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** The most bytes that can be held. */
  public long bytesMax() {
    return bytesMax;
  }

  /** The bytes held now, by running guests and by what is kept of earlier runs for the next. */
  public long used() {
    return used.get();
  }

  /** Takes {@code bytes} if they are left. */
  boolean reserve(long bytes) {
    long now;
    do {
      now = used.get();
      if (bytes > bytesMax - now) {
        return false;
      }
    } while (!used.compareAndSet(now, now + bytes));
    return true;
  }

  /** Gives {@code bytes} back. */
  void release(long bytes) {
    used.addAndGet(-bytes);
  }
}
