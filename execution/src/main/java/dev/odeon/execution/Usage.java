package dev.odeon.execution;

import dev.odeon.base.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What one tenant uses, against its quota. Any thread. */
final class Usage {
  /** How far ahead of its share of fuel a tenant may be: it counts on the average of that time. */
  private static final long AHEAD_NANOS = 2_000_000_000;

  private static final double SECOND = 1e9;

  private final String tenant;
  private final Quota quota;
  private final boolean unlimited;
  private final Clock clock;
  private final AtomicInteger executions = new AtomicInteger();
  private final AtomicLong memoryBytes = new AtomicLong();
  private final AtomicLong moduleBytes = new AtomicLong();

  /** When the fuel used so far will have come in, by the monotonic clock. */
  private final AtomicLong paidNanos;

  Usage(String tenant, Quota quota, Clock clock) {
    this.tenant = tenant;
    this.quota = quota;
    this.unlimited =
        quota.executions() == Integer.MAX_VALUE
            && quota.fuelPerSecond() == Long.MAX_VALUE
            && quota.memoryBytes() == Long.MAX_VALUE;
    this.clock = clock;
    this.paidNanos = new AtomicLong(clock.nanos());
  }

  /**
   * Begins a call that may use so much memory; {@link #end} ends it.
   *
   * @throws ExecutionException of kind {@link ExecutionException.Kind#OVERLOADED} if a quota is in
   *     the way
   */
  void begin(long memory) {
    if (unlimited) {
      return;
    }
    if (paidNanos.get() - clock.nanos() > AHEAD_NANOS) {
      throw over("has used its %,d units of fuel a second".formatted(quota.fuelPerSecond()));
    }
    if (executions.incrementAndGet() > quota.executions()) {
      executions.decrementAndGet();
      throw over("has %d calls running".formatted(quota.executions()));
    }
    if (memoryBytes.addAndGet(memory) > quota.memoryBytes()) {
      memoryBytes.addAndGet(-memory);
      executions.decrementAndGet();
      throw over("may use %,d bytes of memory in all its calls".formatted(quota.memoryBytes()));
    }
  }

  /** Ends a call that might use so much memory and used so much fuel. */
  void end(long memory, long fuel) {
    if (unlimited) {
      return;
    }
    memoryBytes.addAndGet(-memory);
    executions.decrementAndGet();
    if (quota.fuelPerSecond() < Long.MAX_VALUE) {
      long cost = (long) (fuel * (SECOND / quota.fuelPerSecond()));
      long now = clock.nanos();
      paidNanos.updateAndGet(paid -> (paid - now < 0 ? now : paid) + cost);
    }
  }

  /**
   * Counts {@code change} bytes of modules more, or less.
   *
   * @throws ExecutionException of kind {@link ExecutionException.Kind#OVERLOADED} if they are more
   *     than it may have
   */
  void modules(long change) {
    if (moduleBytes.addAndGet(change) > quota.moduleBytes() && change > 0) {
      moduleBytes.addAndGet(-change);
      throw over("may have %,d bytes of modules".formatted(quota.moduleBytes()));
    }
  }

  /** Counts {@code bytes} of modules that are there already: a quota refuses only what is new. */
  void modulesThere(long bytes) {
    moduleBytes.addAndGet(bytes);
  }

  private ExecutionException over(String what) {
    return new ExecutionException(
        ExecutionException.Kind.OVERLOADED,
        "the tenant %s %s: try again later, or raise its quota".formatted(tenant, what));
  }
}
