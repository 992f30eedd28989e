package dev.odeon.log;

/**
 * Where a record stands in the log of one home: 0, 1, 2, … without gaps, assigned at commit.
 *
 * @param value the number of records before it
 */
public record LogPosition(long value) implements Comparable<LogPosition> {
  /** The position of the first record. */
  public static final LogPosition START = new LogPosition(0);

  /**
   * Checks the sign.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public LogPosition {
    if (value < 0) {
      throw new IllegalArgumentException(value + " is not a position: positions start at 0");
    }
  }

  /** The position {@code count} records after this one. */
  public LogPosition plus(long count) {
    return new LogPosition(value + count);
  }

  @Override
  public int compareTo(LogPosition other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
