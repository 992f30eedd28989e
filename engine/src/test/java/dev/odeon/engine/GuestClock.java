package dev.odeon.engine;

import dev.odeon.base.Clock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still, until the thread which made it has read it so many times: then it is
 * far ahead for that thread. For other threads, the watchdog's among them, it never moves.
 */
final class GuestClock implements Clock {
  private static final long AHEAD_NANOS = Long.MAX_VALUE / 2;

  private final Thread guest = Thread.currentThread();
  private int reads;
  private int readsLeft = Integer.MAX_VALUE;
  private @Nullable Runnable next;

  /** How often it was read by the thread that made it. */
  int reads() {
    return reads;
  }

  /** Has the time pass at the read after {@code count} more; it stands still again after that. */
  void passAfter(int count) {
    readsLeft = count;
  }

  /** Runs {@code action} at the next read. */
  void atNextRead(Runnable action) {
    next = action;
  }

  @Override
  public long millis() {
    return 0;
  }

  @Override
  public long nanos() {
    if (Thread.currentThread() != guest) {
      return 0;
    }
    reads++;
    Runnable action = next;
    if (action != null) {
      next = null;
      action.run();
    }
    if (readsLeft-- > 0) {
      return 0;
    }
    readsLeft = Integer.MAX_VALUE;
    return AHEAD_NANOS;
  }
}
