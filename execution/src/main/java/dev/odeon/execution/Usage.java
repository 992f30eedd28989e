package dev.odeon.execution;

import dev.odeon.base.Clock;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What one tenant uses, checked against its quota. Thread-safe. */
final class Usage {
  /** How far a tenant's fuel use may run ahead of its rate: the rate is averaged over this time. */
  private static final long AHEAD_NANOS = 2_000_000_000;

  private static final double SECOND = 1e9;

  private final String tenant;
  private final Quota quota;
  private final boolean unlimited;
  private final Clock clock;
  private final AtomicInteger executions = new AtomicInteger();
  private final AtomicLong memoryBytes = new AtomicLong();
  private final AtomicLong moduleBytes = new AtomicLong();

  /**
   * The time at which the tenant's rate will have covered the fuel used so far, on the monotonic
   * clock.
   */
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
   * Begins a call with a memory limit of {@code memory} bytes; {@link #end} ends it.
   *
   * @throws ExecutionException of kind {@link ExecutionException.Kind#OVERLOADED} if the quota is
   *     exhausted
   */
  void begin(long memory) {
    if (unlimited) {
      return;
    }
    if (paidNanos.get() - clock.nanos() > AHEAD_NANOS) {
      throw over(
          String.format(
              Locale.ROOT, "has used its %,d units of fuel a second", quota.fuelPerSecond()));
    }
    if (executions.incrementAndGet() > quota.executions()) {
      executions.decrementAndGet();
      throw over("has %d calls running".formatted(quota.executions()));
    }
    if (memoryBytes.addAndGet(memory) > quota.memoryBytes()) {
      memoryBytes.addAndGet(-memory);
      executions.decrementAndGet();
      throw over(
          String.format(
              Locale.ROOT, "may use %,d bytes of memory in all its calls", quota.memoryBytes()));
    }
  }

  /** Ends a call that had a memory limit of {@code memory} bytes and used {@code fuel} units. */
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
   * Adds {@code change} bytes of modules, or removes them if it is negative.
   *
   * @throws ExecutionException of kind {@link ExecutionException.Kind#OVERLOADED} if the sum
   *     exceeds the quota
   */
  void modules(long change) {
    if (moduleBytes.addAndGet(change) > quota.moduleBytes() && change > 0) {
      moduleBytes.addAndGet(-change);
      throw over(String.format(Locale.ROOT, "may have %,d bytes of modules", quota.moduleBytes()));
    }
  }

  /**
   * Adds {@code bytes} of modules that are loaded already, without a check: a quota limits only new
   * loads.
   */
  void modulesThere(long bytes) {
    moduleBytes.addAndGet(bytes);
  }

  private ExecutionException over(String what) {
    return new ExecutionException(
        ExecutionException.Kind.OVERLOADED,
        "the tenant %s %s: try again later, or raise its quota".formatted(tenant, what));
  }
}
