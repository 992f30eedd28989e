package dev.odeon.runtime.tenant;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket: so many messages a second, and as many at once after a quiet second. It is kept
 * as the time at which the rate will have covered what was taken. Any thread.
 */
final class MessageRate {
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong coveredNanos;
  private volatile long costNanos;

  MessageRate(long perSecond, long nowNanos) {
    coveredNanos = new AtomicLong(nowNanos);
    change(perSecond);
  }

  /** From now on another rate, at most a million a second. */
  void change(long perSecond) {
    costNanos = SECOND / perSecond;
  }

  /** Takes one message; 0 if it may come, else how long until one may, in nanoseconds. */
  long take(long nowNanos) {
    long cost = costNanos;
    while (true) {
      long covered = coveredNanos.get();
      long from = covered - nowNanos < 0 ? nowNanos : covered;
      long wait = from + cost - nowNanos - SECOND;
      if (wait > 0) {
        return wait;
      }
      if (coveredNanos.compareAndSet(covered, from + cost)) {
        return 0;
      }
    }
  }

  /** One that was taken did not come: there was no room for it. */
  void giveBack() {
    long _ = coveredNanos.addAndGet(-costNanos);
  }

  /**
   * How many messages the rate has yet to cover: those of the last second, if it was quiet before.
   */
  long used(long nowNanos) {
    return Math.max(0, (coveredNanos.get() - nowNanos + costNanos - 1) / costNanos);
  }
}
