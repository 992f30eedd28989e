package dev.odeon.chain;

import dev.odeon.base.Hash;
import java.util.Arrays;

/**
 * Block hashes in memory, in order: the array only grows behind what was counted, so a copy of the
 * reference and the count stays valid while another thread adds. Not safe for threads by itself.
 */
final class Hashes {
  private long[] values = new long[4 * 256];
  private int count;

  /** Some of them at one moment. */
  record View(long[] values, int from, int count) {
    Hash at(int index) {
      if (index < 0 || index >= count) {
        throw new IllegalArgumentException("hash " + index + " of " + count + " does not exist");
      }
      int at = 4 * (from + index);
      return new Hash(values[at], values[at + 1], values[at + 2], values[at + 3]);
    }

    /** Those after the first {@code some}. */
    View from(int some) {
      return new View(values, from + some, count - some);
    }

    /** The first {@code some} of them. */
    View first(int some) {
      return new View(values, from, Math.min(some, count));
    }
  }

  void add(Hash hash) {
    int at = 4 * count;
    if (at == values.length) {
      values = Arrays.copyOf(values, 2 * values.length);
    }
    values[at] = hash.a();
    values[at + 1] = hash.b();
    values[at + 2] = hash.c();
    values[at + 3] = hash.d();
    count++;
  }

  int count() {
    return count;
  }

  View view() {
    return new View(values, 0, count);
  }

  /** Forgets the first {@code some}. A view taken before keeps them. */
  void removeFirst(int some) {
    values = Arrays.copyOfRange(values, 4 * some, Math.max(4 * count, 4 * some + 4 * 256));
    count -= some;
  }
}
