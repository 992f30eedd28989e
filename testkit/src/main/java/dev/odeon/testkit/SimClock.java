package dev.odeon.testkit;

import dev.odeon.base.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that a test or a simulation advances. In a simulation each port call takes a moment, and
 * when every thread sleeps, the clock jumps to the first deadline. Thread-safe.
 */
public final class SimClock implements Clock {
  /** The start of every such clock, 2026-01-01T00:00:00Z, so that runs are equal. */
  public static final long START_MILLIS = 1_767_225_600_000L;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong wallOffsetMillis = new AtomicLong(START_MILLIS);

  /** Creates a clock at {@link #START_MILLIS}. */
  public SimClock() {}

  @Override
  public long millis() {
    return wallOffsetMillis.get() + nanos.get() / 1_000_000;
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  /** Advances both clocks by {@code time}. */
  public void advance(Duration time) {
    advanceNanos(time.toNanos());
  }

  /**
   * Adjusts the wall clock by {@code by}, which may be negative; the monotonic clock does not
   * change.
   */
  public void jump(Duration by) {
    wallOffsetMillis.addAndGet(by.toMillis());
  }

  void advanceNanos(long by) {
    if (by < 0) {
      throw new IllegalArgumentException("time does not pass by " + by + " ns");
    }
    nanos.addAndGet(by);
  }
}
