package dev.odeon.execution;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits that a caller sets for one call. They can only lower those of the service; null keeps
 * the service's limit. In a pipeline, the timeout is for all steps together, and the others are for
 * each step.
 *
 * @param timeout the time limit, waiting included
 * @param memoryBytes the linear memory, in bytes
 * @param fuel the fuel, in units
 */
public record RunLimits(
    @Nullable Duration timeout, @Nullable Long memoryBytes, @Nullable Long fuel) {
  /** No limits but those of the service. */
  public static final RunLimits NOTHING = new RunLimits(null, null, null);

  /**
   * Checks the values.
   *
   * @throws ExecutionException of kind {@link ExecutionException.Kind#INVALID_INPUT} if one is not
   *     positive
   */
  public RunLimits {
    if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
      throw notPositive("timeout", timeout);
    }
    if (memoryBytes != null && memoryBytes <= 0) {
      throw notPositive("memory limit", memoryBytes);
    }
    if (fuel != null && fuel <= 0) {
      throw notPositive("fuel limit", fuel);
    }
  }

  private static ExecutionException notPositive(String what, Object value) {
    return new ExecutionException(
        ExecutionException.Kind.INVALID_INPUT,
        "a %s of %s allows no run: give a positive one, or none".formatted(what, value));
  }
}
