package dev.odeon.store;

import dev.odeon.base.Hash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A table from hashes to a fixed count of longs, in one array: a million entries would be a burden
 * as objects. One thread at a time. No content has the hash of zeros, which marks what is free.
 */
final class HashTable {
  private static final int KEY = 4;

  private final int width;
  private long[] slots;
  private int count;

  /** An empty table of {@code values} longs an entry. */
  HashTable(int values) {
    this.width = KEY + values;
    this.slots = new long[16 * width];
  }

  int count() {
    return count;
  }

  /** Sets the values of {@code hash}. */
  void put(Hash hash, long... values) {
    if (count * 3 >= slots.length / width * 2) {
      grow();
    }
    int slot = slot(slots, hash.a(), hash.b(), hash.c(), hash.d());
    if (isFree(slots, slot)) {
      slots[slot] = hash.a();
      slots[slot + 1] = hash.b();
      slots[slot + 2] = hash.c();
      slots[slot + 3] = hash.d();
      count++;
    }
    System.arraycopy(values, 0, slots, slot + KEY, width - KEY);
  }

  /** The values of {@code hash}, or null. */
  long @Nullable [] get(Hash hash) {
    int slot = slot(slots, hash.a(), hash.b(), hash.c(), hash.d());
    return isFree(slots, slot) ? null : Arrays.copyOfRange(slots, slot + KEY, slot + width);
  }

  /** All entries, key and values one after the other, by hash, ascending. */
  long[][] sorted() {
    long[][] entries = new long[count][];
    int next = 0;
    for (int slot = 0; slot < slots.length; slot += width) {
      if (!isFree(slots, slot)) {
        entries[next++] = Arrays.copyOfRange(slots, slot, slot + width);
      }
    }
    Arrays.sort(entries, HashTable::compare);
    return entries;
  }

  /** Compares the hashes that two entries begin with. */
  static int compare(long[] one, long[] other) {
    for (int i = 0; i < KEY; i++) {
      int order = Long.compareUnsigned(one[i], other[i]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private int slot(long[] in, long a, long b, long c, long d) {
    int capacity = in.length / width;
    int at = (int) (a & capacity - 1) * width;
    while (!isFree(in, at)
        && (in[at] != a || in[at + 1] != b || in[at + 2] != c || in[at + 3] != d)) {
      at += width;
      if (at == in.length) {
        at = 0;
      }
    }
    return at;
  }

  private static boolean isFree(long[] in, int slot) {
    return (in[slot] | in[slot + 1] | in[slot + 2] | in[slot + 3]) == 0;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    for (int slot = 0; slot < slots.length; slot += width) {
      if (!isFree(slots, slot)) {
        int target = slot(larger, slots[slot], slots[slot + 1], slots[slot + 2], slots[slot + 3]);
        System.arraycopy(slots, slot, larger, target, width);
      }
    }
    slots = larger;
  }
}
