package dev.odeon.store;

import dev.odeon.base.Bytes;

/** Parts of content. */
final class Ranges {
  private Ranges() {}

  /**
   * Refuses an invalid range.
   *
   * @throws IllegalArgumentException if either is negative
   */
  static void check(long offset, int length) {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(
          "the range " + offset + "+" + length + " cannot be: both are 0 or more");
    }
  }

  /** What {@code whole} has of a range. */
  static Bytes of(Bytes whole, long offset, int length) {
    check(offset, length);
    int from = (int) Math.min(offset, whole.size());
    int to = (int) Math.min((long) from + length, whole.size());
    return whole.slice(from, to);
  }
}
