package dev.odeon.execution;

/**
 * The limits of one tenant.
 *
 * @param executions the most calls at a time, waiting ones included; a pipeline counts as one
 * @param fuelPerSecond the fuel of all runs per second, in units, averaged over a few seconds
 * @param memoryBytes the sum of the memory limits of its concurrent calls, in bytes
 * @param moduleBytes the total size of its loaded modules, in bytes
 */
public record Quota(int executions, long fuelPerSecond, long memoryBytes, long moduleBytes) {
  /** No limits but those of the service. */
  public static final Quota UNLIMITED =
      new Quota(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public Quota {
    if (executions < 1 || fuelPerSecond < 1 || memoryBytes < 1 || moduleBytes < 1) {
      throw new IllegalArgumentException(
          "a quota is positive: executions %d, fuel %d, memory %d, modules %d"
              .formatted(executions, fuelPerSecond, memoryBytes, moduleBytes));
    }
  }
}
