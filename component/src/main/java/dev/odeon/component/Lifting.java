package dev.odeon.component;

import dev.odeon.base.Bytes;
import dev.odeon.base.LinearMemory;
import dev.odeon.component.AbiException.Kind;

/**
 * One walk that makes host values of a guest's: its memory, its flat values and what may still be
 * lifted.
 */
final class Lifting extends Path {
  /**
   * The most bytes and the most elements a list or string has (Canonical ABI, {@code
   * MAX_LIST_BYTE_LENGTH}).
   */
  static final long LENGTH_MAX = (1 << 28) - 1;

  /**
   * What an element counts at least, so that small ones cannot take many times the cap in host
   * memory.
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

  /** The next flat value: 32-bit ones are in the low half, whatever the high half has. */
  long next() {
    return flat[next++];
  }

  /** The next flat value as an unsigned pointer, length or discriminant. */
  long nextUnsigned() {
    return next() & 0xFFFF_FFFFL;
  }

  int position() {
    return next;
  }

  /** Passes over slots that the case at hand does not use. */
  void position(int position) {
    next = position;
  }

  /** Checks the place of one value in memory. */
  long place(long at, TypeShape shape) {
    check("value", at, 1, shape.size, shape.alignment);
    return at;
  }

  Bytes run(String noun, long at, long size) {
    check(noun, at, size, 1, 1);
    lift(noun, size);
    return memory.read(at, size);
  }

  /** Checks the elements of a list, which count before any of them is read. */
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
