package dev.odeon.log;

import dev.odeon.base.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a segment in memory, in the order in which they were put: two arrays, and a third
 * if there are payloads. A table that finds the newest entry of a key, and from each entry the one
 * before it of the same key, is made as far as somebody asks.
 *
 * <p>One thread puts, any asks. This object's monitor guards the arrays while they grow; entries
 * that are counted never change, so what was asked for is visited without it.
 */
public final class EntryTable implements SegmentEntries {
  private static final int FIRST_SIZE = 16;

  private long[] keys = new long[FIRST_SIZE];
  private long[] values = new long[FIRST_SIZE];
  private Bytes @Nullable [] payloads;
  private int count;
  private long newestMillis;

  /** By open addressing: one more than the newest entry of a key; 0 where there is none. */
  private int[] slots = new int[2 * FIRST_SIZE];

  /** One more than the entry before of the same key; 0 if there is none. */
  private int[] older = new int[FIRST_SIZE];

  private int keyCount;
  private int indexedCount;

  /** The entries at one moment. */
  record View(
      long[] keys, long[] values, Bytes @Nullable [] payloads, int count, long newestMillis) {
    Bytes payload(int entry) {
      return payloads == null ? Bytes.empty() : payloads[entry];
    }

    /**
     * The entries ordered by key, unsigned; those of one key stay as they were put. A radix sort,
     * which skips the bytes that all keys share.
     */
    int[] order() {
      int[] order = new int[count];
      Arrays.setAll(order, entry -> entry);
      int[] sorted = new int[count];
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        int[] starts = new int[257];
        for (int i = 0; i < count; i++) {
          starts[digit(i, shift) + 1]++;
        }
        if (count > 0 && starts[digit(0, shift) + 1] == count) {
          continue;
        }
        for (int digit = 0; digit < 256; digit++) {
          starts[digit + 1] += starts[digit];
        }
        for (int entry : order) {
          sorted[starts[digit(entry, shift)]++] = entry;
        }
        int[] unsorted = order;
        order = sorted;
        sorted = unsorted;
      }
      return order;
    }

    private int digit(int entry, int shift) {
      return (int) (keys[entry] >>> shift) & 0xFF;
    }
  }

  /** The entries of one key, from the newest back. */
  private record Chain(View view, int[] older, int newest) {}

  /**
   * Adds an entry.
   *
   * @param value no smaller than those of the key before, unsigned
   * @param payload whatever belongs to it
   * @param millis the time of what it is about
   */
  public synchronized void put(long key, long value, Bytes payload, long millis) {
    if (count == keys.length) {
      grow();
    }
    if (!payload.isEmpty()) {
      payloads()[count] = payload.compact();
    }
    keys[count] = key;
    values[count] = value;
    count++;
    newestMillis = Math.max(newestMillis, millis);
  }

  private void grow() {
    int size = 2 * keys.length;
    keys = Arrays.copyOf(keys, size);
    values = Arrays.copyOf(values, size);
    if (payloads != null) {
      payloads = withPayloads(payloads, size);
    }
  }

  private Bytes[] payloads() {
    if (payloads == null) {
      payloads = withPayloads(new Bytes[0], keys.length);
    }
    return payloads;
  }

  private static Bytes[] withPayloads(Bytes[] before, int size) {
    Bytes[] after = Arrays.copyOf(before, size);
    Arrays.fill(after, before.length, size, Bytes.empty());
    return after;
  }

  synchronized View view() {
    return new View(keys, values, payloads, count, newestMillis);
  }

  @Override
  public synchronized long newestMillis() {
    return newestMillis;
  }

  @Override
  public synchronized int count() {
    return count;
  }

  @Override
  public <T> @Nullable T newest(long key, EntryMatch<T> match) {
    Chain chain = chain(key);
    for (int entry = chain.newest; entry >= 0; entry = chain.older[entry] - 1) {
      T found = match.of(chain.view.values[entry], chain.view.payload(entry));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  @Override
  public boolean oldest(long key, long from, EntryVisitor visitor) {
    Chain chain = chain(key);
    View view = chain.view;
    int[] entries = new int[8];
    int found = 0;
    for (int entry = chain.newest;
        entry >= 0 && Long.compareUnsigned(view.values[entry], from) >= 0;
        entry = chain.older[entry] - 1) {
      if (found == entries.length) {
        entries = Arrays.copyOf(entries, 2 * found);
      }
      entries[found++] = entry;
    }
    while (found > 0) {
      int entry = entries[--found];
      if (!visitor.visit(key, view.values[entry], view.payload(entry))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean scan(long from, EntryVisitor visitor) {
    View view = view();
    for (int entry : view.order()) {
      if (Long.compareUnsigned(view.keys[entry], from) >= 0
          && !visitor.visit(view.keys[entry], view.values[entry], view.payload(entry))) {
        return false;
      }
    }
    return true;
  }

  private synchronized Chain chain(long key) {
    if (older.length < keys.length) {
      older = Arrays.copyOf(older, keys.length);
    }
    while (indexedCount < count) {
      index(indexedCount++);
    }
    return new Chain(view(), older, slots[slot(key)] - 1);
  }

  private void index(int entry) {
    if (keyCount * 4 >= slots.length * 3) {
      growSlots();
    }
    int slot = slot(keys[entry]);
    if (slots[slot] == 0) {
      keyCount++;
    }
    older[entry] = slots[slot];
    slots[slot] = entry + 1;
  }

  private void growSlots() {
    int[] before = slots;
    slots = new int[2 * before.length];
    for (int newest : before) {
      if (newest > 0) {
        slots[slot(keys[newest - 1])] = newest;
      }
    }
  }

  /** Where {@code key} is or would be. */
  private int slot(long key) {
    int mask = slots.length - 1;
    // Keys may be numbers that follow each other, or the beginnings of hashes.
    int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & mask;
    while (slots[slot] > 0 && keys[slots[slot] - 1] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
