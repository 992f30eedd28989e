package dev.odeon.engine;

import java.time.Duration;

/**
 * What one run may use. A limit that is reached ends the run as {@link
 * dev.odeon.base.Outcome.Exhausted}; a guest that asks for more memory or table than allowed is
 * first answered -1, as the specification has it.
 *
 * @param time wall time from the start of the run, time in host functions included
 * @param fuel units by the table of costs; the module's start counts
 * @param memoryBytesMax the size of all its memories together; only whole 64 KiB pages of it can be
 *     used
 * @param tableElementsMax the elements of all its tables together
 * @param stackSlots the parameters, locals and operands of all functions that are active, and 8 for
 *     each of them
 * @param outputBytesMax what {@link Instance#checkOutput} lets pass
 */
public record Limits(
    Duration time,
    long fuel,
    long memoryBytesMax,
    int tableElementsMax,
    int stackSlots,
    long outputBytesMax) {
  /** What {@link #stackSlots} is unless said otherwise. */
  public static final int STACK_SLOTS = 1_000_000;

  private static final long FUEL_A_MILLISECOND = 20_000_000;

  /** 5 s and the fuel for it, 64 MiB of memory, 1,000,000 table elements, 16 MiB of output. */
  public static final Limits DEFAULT =
      new Limits(Duration.ofSeconds(5), 64L << 20, 1_000_000, 16L << 20);

  /**
   * Limits of a run.
   *
   * @throws IllegalArgumentException if one is negative, or no time at all
   */
  public Limits {
    if (time.isNegative() || time.isZero() || time.compareTo(Duration.ofDays(365)) > 0) {
      throw new IllegalArgumentException("time limit " + time + " is not within 1 ns and 365 days");
    }
    if (fuel < 0
        || memoryBytesMax < 0
        || tableElementsMax < 0
        || stackSlots < 0
        || outputBytesMax < 0) {
      throw new IllegalArgumentException(
          "limits cannot be negative: fuel %d, memory %d, table %d, stack %d, output %d"
              .formatted(fuel, memoryBytesMax, tableElementsMax, stackSlots, outputBytesMax));
    }
  }

  /** Limits with the fuel that goes with {@code time}, and {@link #STACK_SLOTS}. */
  public Limits(Duration time, long memoryBytesMax, int tableElementsMax, long outputBytesMax) {
    this(time, fuelFor(time), memoryBytesMax, tableElementsMax, STACK_SLOTS, outputBytesMax);
  }

  /**
   * The fuel that goes with a time limit if nothing else is said: 20,000,000 units a millisecond,
   * more than a guest's own code can use up in it; calls of the host cost more
   * (docs/formats/fuel.md).
   */
  public static long fuelFor(Duration time) {
    return Math.max(1, time.toMillis()) * FUEL_A_MILLISECOND;
  }

  /**
   * These limits with another time, and the fuel that goes with it if this has what goes with its
   * own.
   */
  public Limits withTime(Duration limit) {
    long other = fuel == fuelFor(time) ? fuelFor(limit) : fuel;
    return new Limits(limit, other, memoryBytesMax, tableElementsMax, stackSlots, outputBytesMax);
  }

  /** These limits with other fuel. */
  public Limits withFuel(long limit) {
    return new Limits(time, limit, memoryBytesMax, tableElementsMax, stackSlots, outputBytesMax);
  }

  /** These limits with another memory size in bytes. */
  public Limits withMemoryBytesMax(long limit) {
    return new Limits(time, fuel, limit, tableElementsMax, stackSlots, outputBytesMax);
  }

  /** These limits with another number of table elements. */
  public Limits withTableElementsMax(int limit) {
    return new Limits(time, fuel, memoryBytesMax, limit, stackSlots, outputBytesMax);
  }

  /** These limits with another number of stack slots. */
  public Limits withStackSlots(int limit) {
    return new Limits(time, fuel, memoryBytesMax, tableElementsMax, limit, outputBytesMax);
  }

  /** These limits with another output size in bytes. */
  public Limits withOutputBytesMax(long limit) {
    return new Limits(time, fuel, memoryBytesMax, tableElementsMax, stackSlots, limit);
  }
}
