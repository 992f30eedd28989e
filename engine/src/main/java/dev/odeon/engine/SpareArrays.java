package dev.odeon.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of large memories that no instance has any more, for the next one that needs such. The
 * JVM zeroes a new array in one piece, and on memory that the system has to find first that takes
 * several times as long as zeroing a used one; no run can be stopped meanwhile, and no collection
 * can begin. What they take is taken from the budget. Thread-safe.
 */
final class SpareArrays {
  /** Smaller ones are as soon made. */
  private static final int LENGTH_MIN = Slices.BYTES;

  private final MemoryBudget memory;
  private final long bytesMax;

  // Guarded by this.
  private final Deque<byte[]> arrays = new ArrayDeque<>();
  private long bytes;

  /** None yet, and never more than a quarter of {@code memory}. */
  SpareArrays(MemoryBudget memory) {
    this.memory = memory;
    this.bytesMax = memory.bytesMax() / 4;
  }

  /** One of that length, whatever is in it, which is the caller's from now on; null for none. */
  byte @Nullable [] take(int length) {
    return length < LENGTH_MIN ? null : found(length);
  }

  private synchronized byte @Nullable [] found(int length) {
    for (Iterator<byte[]> all = arrays.iterator(); all.hasNext(); ) {
      byte[] each = all.next();
      if (each.length == length) {
        all.remove();
        forget(each);
        return each;
      }
    }
    return null;
  }

  /** Keeps an array that nobody else has; the ones kept longest go if there are too many. */
  void give(byte[] array) {
    if (array.length >= LENGTH_MIN && array.length <= bytesMax && memory.reserve(array.length)) {
      keep(array);
    }
  }

  private synchronized void keep(byte[] array) {
    arrays.addFirst(array);
    bytes += array.length;
    while (bytes > bytesMax) {
      forget(arrays.removeLast());
    }
  }

  /** Keeps none of those there are. */
  synchronized void drop() {
    while (!arrays.isEmpty()) {
      forget(arrays.removeLast());
    }
  }

  private void forget(byte[] array) {
    bytes -= array.length;
    memory.release(array.length);
  }
}
