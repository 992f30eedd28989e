package dev.odeon.component;

import dev.odeon.base.Bytes;
import dev.odeon.base.LinearMemory;
import dev.odeon.component.AbiException.Kind;

/**
 * Lifts a guest's values to the host's: one pass over its memory and flat values, within a limit.
 */
final class Lifting extends Path {
  /**
   * The most bytes and the most elements of a list or string (Canonical ABI, {@code
   * MAX_LIST_BYTE_LENGTH}).
   */
  static final long LENGTH_MAX = (1 << 28) - 1;

  /**
   * The least that an element counts against the limit, so that tiny elements cannot take a
   * multiple of it in host memory.
   */
  private static final int ELEMENT_BYTES_MIN = 16;

  final LinearMemory memory;
  private final long[] flat;
  private final long liftedBytesMax;
  private long liftedBytes;
  private int next;

  Lifting(String root, LinearMemory memory, long[] flat, long liftedBytesMax) {
    super(root);
    this.memory = memory;
    this.flat = flat;
    this.liftedBytesMax = liftedBytesMax;
  }

  /**
   * Returns the next flat value; a 32-bit value is in the low half, and the high half is undefined.
   */
  long next() {
    return flat[next++];
  }

  /** Returns the next flat value as an unsigned pointer, length or discriminant. */
  long nextUnsigned() {
    return next() & 0xFFFF_FFFFL;
  }

  int position() {
    return next;
  }

  /** Skips slots that the present case does not use. */
  void position(int position) {
    next = position;
  }

  /** Checks the address of one value in memory and returns it. */
  long place(long at, TypeShape shape) {
    check("value", at, 1, shape.size, shape.alignment);
    return at;
  }

  Bytes run(String noun, long at, long size) {
    check(noun, at, size, 1, 1);
    lift(noun, size);
    return memory.read(at, size);
  }

  /** Checks the elements of a list, and counts them before any is read. */
  void elements(long at, long count, TypeShape element) {
    check("list", at, count, element.size, element.alignment);
    lift("list", count * Math.max(element.size, ELEMENT_BYTES_MIN));
  }

  private void check(String noun, long at, long count, int each, int alignment) {
    long bytes = count * each;
    if ((at & (alignment - 1)) != 0) {
      throw wrong(Kind.ALIGNMENT, noun + " at " + at + " is not at a multiple of " + alignment);
    }
    if (at + bytes > memory.size()) {
      throw wrong(
          Kind.BOUNDS,
          noun + " of " + bytes + " bytes at " + at + " is outside the memory of " + memory.size());
    }
    if (bytes > LENGTH_MAX || count > LENGTH_MAX) {
      throw wrong(
          Kind.LENGTH,
          noun + " of " + count + " elements and " + bytes + " bytes is over " + LENGTH_MAX);
    }
  }

  private void lift(String noun, long bytes) {
    liftedBytes += bytes;
    if (liftedBytes > liftedBytesMax) {
      throw wrong(
          Kind.OUTPUT, noun + " makes it " + liftedBytes + " bytes, over " + liftedBytesMax);
    }
  }
}
