package dev.odeon.execution;

import dev.odeon.engine.Limits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Map;

/**
 * How the service is set up.
 *
 * @param limits of one run, which callers lower: time, fuel and memory; the others are those of the
 *     home's settings
 * @param moduleBytesMax the largest module, in bytes
 * @param inputBytesMax the largest input, in bytes
 * @param stepsMax the most steps of a pipeline
 * @param binariesMax the most plug-ins of all tenants
 * @param runsAtATime how many runs without a state are under way at a time while all are short
 * @param runsMax how many may be while some are long
 * @param waitingMax how many calls may wait for that
 * @param waitingTime how long a call may wait for it; one whose own time is over before is late
 * @param quota of a tenant that is not among {@code quotas}
 * @param quotas of single tenants
 * @param meters where it counts and measures
 * @param preparesAtOpen whether the code of all plug-ins is made ready beside, as soon as the
 *     service is open, so that the first run of each need not wait for that
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
  /** The documented defaults for this machine; what is measured goes nowhere. */
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
   * A set-up.
   *
   * @throws IllegalArgumentException if nothing could run
   */
  public ExecutionConfig {
    if (stepsMax < 1 || runsAtATime < 1 || runsMax < runsAtATime || waitingMax < 0) {
      throw new IllegalArgumentException(
          "nothing can run with %d steps, %d runs at a time, %d at most, %d waiting"
              .formatted(stepsMax, runsAtATime, runsMax, waitingMax));
    }
    quotas = Map.copyOf(quotas);
  }

  /** This set-up with other limits of a run. */
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

  /** This set-up with other sizes. */
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

  /** This set-up with other numbers of runs at a time. */
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

  /** This set-up with other quotas: of all tenants, and of single ones. */
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

  /** This set-up with another registry for what is counted and measured. */
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

  /** This set-up for a service that stays: the code of all plug-ins is made ready at once. */
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
