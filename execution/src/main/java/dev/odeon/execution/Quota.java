package dev.odeon.execution;

/**
 * What one tenant may use at a time.
 *
 * @param executions the calls under way, waiting ones included; a pipeline is one
 * @param fuelPerSecond the fuel of all its runs in a second, in units, on the average of some
 *     seconds
 * @param memoryBytes the memory limits of its calls under way together, in bytes
 * @param moduleBytes the modules it has loaded, together, in bytes
 */
public record Quota(int executions, long fuelPerSecond, long memoryBytes, long moduleBytes) {
  /** No limit but those of the service. */
  public static final Quota UNLIMITED =
      new Quota(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  /**
   * Checks the numbers.
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
