package dev.odeon.engine;

import java.time.Duration;

/**
 * What one run may use. A limit that is reached ends the run as {@link
 * dev.odeon.base.Outcome.Exhausted}; a guest that asks for more memory or table than allowed is
 * first answered -1, as the specification has it.
 *
 * @param time wall time from the start of the run, time in host functions included
 * @param memoryBytesMax the size of all its memories together; only whole 64 KiB pages of it can be
 *     used
 * @param tableElementsMax the elements of all its tables together
 * @param outputBytesMax what {@link Instance#checkOutput} lets pass
 */
public record Limits(
    Duration time, long memoryBytesMax, int tableElementsMax, long outputBytesMax) {
  /** 5 s, 64 MiB of memory, 1,000,000 table elements, 16 MiB of output. */
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
    if (memoryBytesMax < 0 || tableElementsMax < 0 || outputBytesMax < 0) {
      throw new IllegalArgumentException(
          "limits cannot be negative: memory %d, table %d, output %d"
              .formatted(memoryBytesMax, tableElementsMax, outputBytesMax));
    }
  }

  /** These limits with another time. */
  public Limits withTime(Duration limit) {
    return new Limits(limit, memoryBytesMax, tableElementsMax, outputBytesMax);
  }

  /** These limits with another memory size in bytes. */
  public Limits withMemoryBytesMax(long limit) {
    return new Limits(time, limit, tableElementsMax, outputBytesMax);
  }

  /** These limits with another number of table elements. */
  public Limits withTableElementsMax(int limit) {
    return new Limits(time, memoryBytesMax, limit, outputBytesMax);
  }

  /** These limits with another output size in bytes. */
  public Limits withOutputBytesMax(long limit) {
    return new Limits(time, memoryBytesMax, tableElementsMax, limit);
  }
}
