package dev.odeon.runtime.turn;

import dev.odeon.base.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The times of blocks, which never run backwards: that of the clock when a turn begins, or the
 * latest that a turn of the home ever began with, if the clock was set back. Any thread.
 */
public final class BlockClock {
  private final Clock clock;
  private final AtomicLong latest;

  /**
   * A clock that goes on from {@code latestMillis}.
   *
   * @param latestMillis the latest time of a block that is durable
   */
  public BlockClock(Clock clock, long latestMillis) {
    this.clock = clock;
    this.latest = new AtomicLong(latestMillis);
  }

  /** The time that a turn would have that began now, in milliseconds since 1970 UTC. */
  public long nowMillis() {
    return Math.max(clock.millis(), latest.get());
  }

  /** The time of a turn that begins now, in milliseconds since 1970 UTC. */
  public long nextMillis() {
    return latest.accumulateAndGet(clock.millis(), Math::max);
  }
}
