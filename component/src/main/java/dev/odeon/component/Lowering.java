package dev.odeon.component;

import dev.odeon.base.Bytes;
import dev.odeon.base.LinearMemory;
import dev.odeon.component.AbiException.Kind;

/**
 * Lowers the host's values to a guest's: one pass that writes its memory and flat values. The
 * memory's size is read again after each call into the guest.
 */
final class Lowering extends Path {
  final LinearMemory memory;
  private final Realloc realloc;
  private final long[] flat;
  private int next;

  /** Creates a pass that fills {@code flat}, which is all zeros. */
  Lowering(String root, LinearMemory memory, Realloc realloc, long[] flat) {
    super(root);
    this.memory = memory;
    this.realloc = realloc;
    this.flat = flat;
  }

  /**
   * Adds a flat value. A 32-bit value has zeros in the high half, as a slot joined to i64 requires.
   */
  void put(long bits) {
    flat[next++] = bits;
  }

  int position() {
    return next;
  }

  /** Leaves slots that the present case does not use zero. */
  void position(int position) {
    next = position;
  }

  /** Allocates memory in the guest. */
  long room(long count, TypeShape element) {
    return room(count, element.size, element.alignment);
  }

  /** Allocates memory in the guest and copies {@code content} into it. */
  long run(Bytes content) {
    long at = room(content.size(), 1, 1);
    memory.write(at, content);
    return at;
  }

  /** Checks an address that the guest chose and returns it. */
  long place(String whose, long at, TypeShape shape) {
    return place(whose, at, shape.size, shape.alignment);
  }

  private long place(String whose, long at, long bytes, int alignment) {
    if ((at & (alignment - 1)) != 0) {
      throw wrong(
          Kind.ALIGNMENT, whose + " gave " + at + ", which is not a multiple of " + alignment);
    }
    if (at + bytes > memory.size()) {
      throw wrong(
          Kind.BOUNDS,
          "%s gave %d for %d bytes, outside the memory of %d"
              .formatted(whose, at, bytes, memory.size()));
    }
    return at;
  }

  private long room(long count, int each, int alignment) {
    long bytes = count * each;
    if (bytes > Lifting.LENGTH_MAX || count > Lifting.LENGTH_MAX) {
      throw wrong(
          Kind.LENGTH, count + " elements of " + each + " bytes are over " + Lifting.LENGTH_MAX);
    }
    int at = realloc.realloc(0, 0, alignment, (int) bytes);
    return place("cabi_realloc", Integer.toUnsignedLong(at), bytes, alignment);
  }
}
