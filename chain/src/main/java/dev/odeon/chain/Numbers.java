package dev.odeon.chain;

/** The check that every number of the formats needs. */
final class Numbers {
  private Numbers() {}

  /** Returns {@code value} if it is at least {@code least}. */
  static long from(long least, String what, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d, the least it can be is %d".formatted(what, value, least));
    }
    return value;
  }
}
