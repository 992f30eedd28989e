package dev.odeon.execution;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for one call instead of the limits of the service: it lowers them and never
 * raises them. Null is what the service has. Of a pipeline, the timeout is for all steps together,
 * the others for each.
 *
 * @param timeout how long it may take, waiting included
 * @param memoryBytes the linear memory, in bytes
 * @param fuel the fuel, in units
 */
public record RunLimits(
    @Nullable Duration timeout, @Nullable Long memoryBytes, @Nullable Long fuel) {
  /** Nothing but what the service has. */
  public static final RunLimits NOTHING = new RunLimits(null, null, null);

  /**
   * Checks the numbers.
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
