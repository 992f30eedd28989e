package dev.odeon.testkit;

import dev.odeon.base.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that a test moves, or a simulation: there each port call takes a moment, and when every
 * thread sleeps time goes on to the first deadline. Any number of threads may use it.
 */
public final class SimClock implements Clock {
  /** 2026-01-01T00:00:00Z: where every such clock begins, so that runs are equal. */
  public static final long START_MILLIS = 1_767_225_600_000L;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong wallOffsetMillis = new AtomicLong(START_MILLIS);

  /** A clock that stands at {@link #START_MILLIS}. */
  public SimClock() {}

  @Override
  public long millis() {
    return wallOffsetMillis.get() + nanos.get() / 1_000_000;
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  /** Lets {@code time} pass. */
  public void advance(Duration time) {
    advanceNanos(time.toNanos());
  }

  /** Sets the wall clock forward, or back if {@code by} is negative; no time passes. */
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
