package dev.odeon.execution;

import dev.odeon.engine.Limits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Map;

/**
 * The configuration of the service.
 *
 * @param limits the limits of one run, which callers can lower: time, fuel and memory; the others
 *     come from the home's settings
 * @param moduleBytesMax the largest module, in bytes
 * @param inputBytesMax the largest input, in bytes
 * @param stepsMax the most steps of a pipeline
 * @param binariesMax the most plug-ins of all tenants together
 * @param runsAtATime the most stateless runs at a time while all are short
 * @param runsMax the most at a time while some are long
 * @param waitingMax the most calls that may wait for a permit
 * @param waitingTime the longest that a call may wait for one; its own time limit may end the wait
 *     earlier
 * @param quota the quota of a tenant that is not among {@code quotas}
 * @param quotas the quotas of single tenants
 * @param meters the registry for metrics
 * @param preparesAtOpen whether the code of all plug-ins is prepared in the background when the
 *     service opens, so that the first run of each need not wait for it
 */
public record ExecutionConfig(
    Limits limits,
    long moduleBytesMax,
    long inputBytesMax,
    int stepsMax,
    int binariesMax,
    int runsAtATime,
    int runsMax,
    int waitingMax,
    Duration waitingTime,
    Quota quota,
    Map<String, Quota> quotas,
    MeterRegistry meters,
    boolean preparesAtOpen) {
  /** Returns the documented defaults for this machine, without metrics. */
  public static ExecutionConfig defaults() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new ExecutionConfig(
        Limits.DEFAULT,
        64L << 20,
        16L << 20,
        10,
        10_000,
        2 * cores,
        64 * cores,
        10_000,
        Duration.ofSeconds(2),
        Quota.UNLIMITED,
        Map.of(),
        new CompositeMeterRegistry(),
        false);
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if they would allow no run
   */
  public ExecutionConfig {
    if (stepsMax < 1 || runsAtATime < 1 || runsMax < runsAtATime || waitingMax < 0) {
      throw new IllegalArgumentException(
          "nothing can run with %d steps, %d runs at a time, %d at most, %d waiting"
              .formatted(stepsMax, runsAtATime, runsMax, waitingMax));
    }
    quotas = Map.copyOf(quotas);
  }

  /** Returns a copy with other limits of a run. */
  public ExecutionConfig withLimits(Limits other) {
    return new ExecutionConfig(
        other,
        moduleBytesMax,
        inputBytesMax,
        stepsMax,
        binariesMax,
        runsAtATime,
        runsMax,
        waitingMax,
        waitingTime,
        quota,
        quotas,
        meters,
        preparesAtOpen);
  }

  /** Returns a copy with other sizes. */
  public ExecutionConfig withSizes(long moduleBytes, long inputBytes, int steps, int binaries) {
    return new ExecutionConfig(
        limits,
        moduleBytes,
        inputBytes,
        steps,
        binaries,
        runsAtATime,
        runsMax,
        waitingMax,
        waitingTime,
        quota,
        quotas,
        meters,
        preparesAtOpen);
  }

  /** Returns a copy with other limits on concurrent runs. */
  public ExecutionConfig withRuns(int atATime, int most, int waiting, Duration time) {
    return new ExecutionConfig(
        limits,
        moduleBytesMax,
        inputBytesMax,
        stepsMax,
        binariesMax,
        atATime,
        most,
        waiting,
        time,
        quota,
        quotas,
        meters,
        preparesAtOpen);
  }

  /** Returns a copy with other quotas: for all tenants, and for single ones. */
  public ExecutionConfig withQuotas(Quota all, Map<String, Quota> single) {
    return new ExecutionConfig(
        limits,
        moduleBytesMax,
        inputBytesMax,
        stepsMax,
        binariesMax,
        runsAtATime,
        runsMax,
        waitingMax,
        waitingTime,
        all,
        single,
        meters,
        preparesAtOpen);
  }

  /** Returns a copy with another registry for metrics. */
  public ExecutionConfig withMeters(MeterRegistry registry) {
    return new ExecutionConfig(
        limits,
        moduleBytesMax,
        inputBytesMax,
        stepsMax,
        binariesMax,
        runsAtATime,
        runsMax,
        waitingMax,
        waitingTime,
        quota,
        quotas,
        registry,
        preparesAtOpen);
  }

  /**
   * Returns a copy for a long-lived service, which prepares the code of all plug-ins when it opens.
   */
  public ExecutionConfig withPreparing() {
    return new ExecutionConfig(
        limits,
        moduleBytesMax,
        inputBytesMax,
        stepsMax,
        binariesMax,
        runsAtATime,
        runsMax,
        waitingMax,
        waitingTime,
        quota,
        quotas,
        meters,
        true);
  }
}
