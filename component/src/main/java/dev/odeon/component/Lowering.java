package dev.odeon.component;

import dev.odeon.base.Bytes;
import dev.odeon.base.LinearMemory;
import dev.odeon.component.AbiException.Kind;

/**
 * One walk that makes a guest's values of the host's: its memory, its way to make room, and the
 * flat values so far. The memory's size is read anew after each call into the guest.
 */
final class Lowering extends Path {
  final LinearMemory memory;
  private final Realloc realloc;
  private final long[] flat;
  private int next;

  /** A walk that fills {@code flat}, which is all zeros. */
  Lowering(String root, LinearMemory memory, Realloc realloc, long[] flat) {
    super(root);
    this.memory = memory;
    this.realloc = realloc;
    this.flat = flat;
  }

  /** Adds a flat value: 32-bit ones with a high half of zeros, as a slot joined to i64 wants it. */
  void put(long bits) {
    flat[next++] = bits;
  }

  int position() {
    return next;
  }

  /** Leaves slots that the case at hand does not use zero. */
  void position(int position) {
    next = position;
  }

  /** Fresh room from the guest. */
  long room(long count, TypeShape element) {
    return room(count, element.size, element.alignment);
  }

  /** Fresh room from the guest with {@code content} in it. */
  long run(Bytes content) {
    long at = room(content.size(), 1, 1);
    memory.write(at, content);
    return at;
  }

  /** Checks a place that the guest chose. */
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
