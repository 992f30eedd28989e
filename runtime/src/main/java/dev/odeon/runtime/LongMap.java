package dev.odeon.runtime;

import java.util.Arrays;

/**
 * A map from long to long by open addressing: two arrays, no objects. The value of a key that is
 * not there is -1.
 */
final class LongMap {
  static final long NONE = -1;

  private long[] keys = new long[64];
  private long[] values = filled(64);
  private int size;

  int size() {
    return size;
  }

  long get(long key) {
    return values[slot(key)];
  }

  /** Sets the value, which is not negative, of {@code key}. */
  void put(long key, long value) {
    if (size * 4 >= keys.length * 3) {
      grow();
    }
    int slot = slot(key);
    if (values[slot] == NONE) {
      size++;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  /** All pairs, ordered by key as unsigned: key, value, key, value, … */
  long[] sortedPairs() {
    // Flipping the sign bit turns the unsigned order into the signed one that sort knows.
    long[] sorted = new long[size];
    int count = 0;
    for (int slot = 0; slot < keys.length; slot++) {
      if (values[slot] != NONE) {
        sorted[count++] = keys[slot] ^ Long.MIN_VALUE;
      }
    }
    Arrays.sort(sorted);
    long[] pairs = new long[2 * size];
    for (int i = 0; i < size; i++) {
      pairs[2 * i] = sorted[i] ^ Long.MIN_VALUE;
      pairs[2 * i + 1] = get(pairs[2 * i]);
    }
    return pairs;
  }

  /**
   * Where {@code key} is or would be. Keys are parts of hashes, so their low bits are spread well
   * already.
   */
  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) key & mask;
    while (values[slot] != NONE && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = filled(keys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != NONE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }

  private static long[] filled(int size) {
    long[] values = new long[size];
    Arrays.fill(values, NONE);
    return values;
  }
}
