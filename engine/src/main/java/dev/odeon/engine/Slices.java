package dev.odeon.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Work on long arrays in slices of 1 MiB at most, between which it is looked whether the run is to
 * stop.
 */
final class Slices {
  /** The most bytes between two looks. */
  static final int BYTES = 1 << 20;

  /** The most table elements between two looks, of whichever size they are. */
  static final int ELEMENTS = BYTES / Long.BYTES;

  private Slices() {}

  static void fill(byte[] bytes, int from, int to, byte value, Allowance allowance) {
    int at = from;
    for (; to - at > BYTES; at += BYTES) {
      Arrays.fill(bytes, at, at + BYTES, value);
      allowance.checkStop();
    }
    Arrays.fill(bytes, at, to, value);
  }

  static void fill(int[] elements, int from, int to, int value, Allowance allowance) {
    int at = from;
    for (; to - at > ELEMENTS; at += ELEMENTS) {
      Arrays.fill(elements, at, at + ELEMENTS, value);
      allowance.checkStop();
    }
    Arrays.fill(elements, at, to, value);
  }

  static void fill(
      @Nullable Object[] elements, int from, int to, @Nullable Object value, Allowance allowance) {
    int at = from;
    for (; to - at > ELEMENTS; at += ELEMENTS) {
      Arrays.fill(elements, at, at + ELEMENTS, value);
      allowance.checkStop();
    }
    Arrays.fill(elements, at, to, value);
  }

  /**
   * Copies as if by way of a third array: where the two ranges overlap, the slices go in the
   * direction that reads each byte before it is written.
   */
  static void copy(byte[] from, int at, byte[] to, int offset, int count, Allowance allowance) {
    int done = 0;
    boolean forward = offset <= at;
    for (; count - done > BYTES; done += BYTES) {
      int slice = forward ? done : count - done - BYTES;
      System.arraycopy(from, at + slice, to, offset + slice, BYTES);
      allowance.checkStop();
    }
    int last = forward ? done : 0;
    System.arraycopy(from, at + last, to, offset + last, count - done);
  }

  /** The first {@code count} elements of one array, at the same places of another. */
  static void copy(Object from, Object to, int count, Allowance allowance) {
    int done = 0;
    for (; count - done > ELEMENTS; done += ELEMENTS) {
      System.arraycopy(from, done, to, done, ELEMENTS);
      allowance.checkStop();
    }
    System.arraycopy(from, done, to, done, count - done);
  }
}
