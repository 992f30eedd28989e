package dev.odeon.log;

import dev.odeon.base.Bytes;
import dev.odeon.base.MalformedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a sealed segment in its file, ordered by key and then by value, both unsigned. In
 * memory are every 128th of them, so that one read finds a key, and a filter of the keys if the
 * file has one. Big-endian:
 *
 * <pre>
 *    0  format, 1                              4
 *    4  version: the owner's                   4
 *    8  first and end of the numbers that the owner counts by  8 each
 *   24  time of the newest in milliseconds     8
 *   32  count of entries                       4
 *   36  size of a value, 0 to 8                4
 *   40  least value                            8
 *   48  size of the filter, 0 or a power of 2 from 64 on  4
 *   52  size of the heap                       4
 *   56  filter
 *       fences: key and value of every 128th entry  8 each
 *       entries: key                           8
 *                value, less the least one     as the header says
 *                begin of its payload in the heap  4, if there is a heap
 *       heap: the payloads, in the order of the entries
 * </pre>
 *
 * <p>A filter of n bytes has for each key k three bits set, all in the 64 bytes from 64 * (k mod (n
 * / 64)): the bits (k >>> 32) mod 512, (k >>> 41) mod 512 and (k >>> 50) mod 512 of those; bit b is
 * in byte b / 8 and has the value {@code 1 << (b mod 8)}. It is good for keys that are spread
 * evenly.
 */
public final class EntryRun implements SegmentEntries {
  private static final int FORMAT = 1;
  private static final int HEADER = 56;
  private static final int FENCE = 128;
  private static final int FENCE_SIZE = 16;
  private static final int BEGIN_SIZE = 4;
  private static final int FILTER_LINE = 64;

  private final IndexFile file;
  private final long first;
  private final long end;
  private final long newestMillis;
  private final int count;
  private final int valueSize;
  private final long least;
  private final int heapSize;
  private final int entrySize;
  private final Bytes filter;
  private final long[] fences;
  private final long entriesAt;

  private EntryRun(IndexFile file, int version) {
    this.file = file;
    ByteBuffer header = file.read(0, HEADER).buffer();
    int format = header.getInt();
    int written = header.getInt();
    if (format != FORMAT || written != version) {
      throw new MalformedException(
          "an index of format %d and version %d, expected format %d and version %d"
              .formatted(format, written, FORMAT, version));
    }
    first = header.getLong();
    end = header.getLong();
    newestMillis = header.getLong();
    count = header.getInt();
    valueSize = header.getInt();
    least = header.getLong();
    int filterSize = header.getInt();
    heapSize = header.getInt();
    entrySize = entrySize(valueSize, heapSize);
    filter = file.read(HEADER, filterSize);
    int fenceCount = fences(count);
    fences = new long[2 * fenceCount];
    file.read(HEADER + filterSize, FENCE_SIZE * fenceCount).buffer().asLongBuffer().get(fences);
    entriesAt = HEADER + filterSize + (long) FENCE_SIZE * fenceCount;
    if (valueSize < 0
        || valueSize > Long.BYTES
        || filterSize % FILTER_LINE != 0
        || entriesAt + (long) count * entrySize + heapSize != file.size()) {
      throw new MalformedException("an index of " + file.size() + " bytes does not add up");
    }
  }

  /**
   * The entries in {@code file}.
   *
   * @throws MalformedException if they are of another format or version
   */
  public static EntryRun open(IndexFile file, int version) {
    try {
      return new EntryRun(file, version);
    } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new MalformedException("an index ends early: " + e.getMessage());
    }
  }

  /** The bytes of the file of {@code table}, which ended. */
  public static Bytes encode(
      EntryTable table, int version, long first, long end, boolean filtered) {
    EntryTable.View view = table.view();
    int[] order = view.order();
    long least = order.length == 0 ? 0 : -1;
    long greatest = 0;
    long heapSize = 0;
    for (int entry : order) {
      long value = view.values()[entry];
      least = Long.compareUnsigned(value, least) < 0 ? value : least;
      greatest = Long.compareUnsigned(value, greatest) > 0 ? value : greatest;
      heapSize += view.payload(entry).size();
    }
    int valueSize = (Long.SIZE - Long.numberOfLeadingZeros(greatest - least) + 7) / Byte.SIZE;
    byte[] filter = filtered ? filter(view) : new byte[0];
    long size = HEADER + filter.length + (long) FENCE_SIZE * fences(order.length);
    size += (long) order.length * entrySize(valueSize, heapSize) + heapSize;
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size));
    out.putInt(FORMAT).putInt(version).putLong(first).putLong(end).putLong(view.newestMillis());
    out.putInt(order.length).putInt(valueSize).putLong(least);
    out.putInt(filter.length).putInt((int) heapSize).put(filter);
    for (int i = 0; i < order.length; i += FENCE) {
      out.putLong(view.keys()[order[i]]).putLong(view.values()[order[i]]);
    }
    int begin = 0;
    for (int entry : order) {
      out.putLong(view.keys()[entry]);
      putValue(out, view.values()[entry] - least, valueSize);
      if (heapSize > 0) {
        out.putInt(begin);
        begin += view.payload(entry).size();
      }
    }
    if (heapSize > 0) {
      for (int entry : order) {
        out.put(view.payload(entry).buffer());
      }
    }
    return Bytes.wrap(out.array());
  }

  private static void putValue(ByteBuffer out, long value, int size) {
    for (int shift = (size - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      out.put((byte) (value >>> shift));
    }
  }

  /** 16 to 32 bits a key, three of them set: fewer than one false answer in a hundred. */
  private static byte[] filter(EntryTable.View view) {
    byte[] filter =
        new byte[Integer.highestOneBit(Math.max(FILTER_LINE / 2, view.count() * 2)) * 2];
    for (int i = 0; i < view.count(); i++) {
      long key = view.keys()[i];
      int line = line(key, filter.length);
      for (int shift = 32; shift <= 50; shift += 9) {
        int bit = bit(key, shift);
        filter[line + (bit >>> 3)] |= (byte) (1 << (bit & 7));
      }
    }
    return filter;
  }

  /** Where in a filter the bits of a key are: in one line of the processor's cache. */
  private static int line(long key, int filterSize) {
    return (int) (key & (filterSize / FILTER_LINE - 1)) * FILTER_LINE;
  }

  private static int bit(long key, int shift) {
    return (int) (key >>> shift) & (FILTER_LINE * 8 - 1);
  }

  private static int fences(int count) {
    return (count + FENCE - 1) / FENCE;
  }

  private static int entrySize(int valueSize, long heapSize) {
    return Long.BYTES + valueSize + (heapSize == 0 ? 0 : BEGIN_SIZE);
  }

  /** The first of the numbers that its owner counts by: for blocks, their sequences. */
  public long first() {
    return first;
  }

  /** One past the last of those numbers. */
  public long end() {
    return end;
  }

  /** The time of the newest that has an entry, in milliseconds. */
  @Override
  public long newestMillis() {
    return newestMillis;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public <T> @Nullable T newest(long key, EntryMatch<T> match) {
    if (!isPossible(key)) {
      return null;
    }
    for (int fence = fencesBefore(key, -1L, true) - 1; fence >= 0; fence--) {
      Window window = new Window(fence);
      for (int i = window.size - 1; i >= 0; i--) {
        int order = Long.compareUnsigned(window.key(i), key);
        if (order < 0) {
          return null;
        }
        T found = order == 0 ? match.of(window.value(i), window.payload(i)) : null;
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  @Override
  public boolean oldest(long key, long from, EntryVisitor visitor) {
    boolean[] more = {true};
    if (isPossible(key)) {
      visit(
          key,
          from,
          (found, value, payload) -> {
            boolean is = found == key;
            more[0] = !is || visitor.visit(found, value, payload);
            return is && more[0];
          });
    }
    return more[0];
  }

  @Override
  public boolean scan(long from, EntryVisitor visitor) {
    return visit(from, 0, visitor);
  }

  /** Visits the entries from {@code key} and {@code value} on; whether more is wanted. */
  private boolean visit(long key, long value, EntryVisitor visitor) {
    for (int fence = Math.max(0, fencesBefore(key, value, false) - 1);
        fence < fences.length / 2;
        fence++) {
      Window window = new Window(fence);
      window.readPayloads();
      for (int i = 0; i < window.size; i++) {
        if (compare(window.key(i), window.value(i), key, value) >= 0
            && !visitor.visit(window.key(i), window.value(i), window.payload(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** How many fences are before an entry of {@code key} and {@code value}, or {@code at} it. */
  private int fencesBefore(long key, long value, boolean at) {
    int low = 0;
    int high = fences.length / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = compare(fences[2 * middle], fences[2 * middle + 1], key, value);
      if (order < 0 || order == 0 && at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int compare(long key, long value, long otherKey, long otherValue) {
    int order = Long.compareUnsigned(key, otherKey);
    return order != 0 ? order : Long.compareUnsigned(value, otherValue);
  }

  private boolean isPossible(long key) {
    if (filter.isEmpty()) {
      return true;
    }
    int line = line(key, filter.size());
    return isSet(line, bit(key, 32)) && isSet(line, bit(key, 41)) && isSet(line, bit(key, 50));
  }

  private boolean isSet(int line, int bit) {
    return (filter.at(line + (bit >>> 3)) & 1 << (bit & 7)) != 0;
  }

  /** The entries from one fence to the next, read at once. */
  private final class Window {
    private final int first;
    private final int size;
    private final ByteBuffer entries;
    private @Nullable Bytes payloads;

    Window(int fence) {
      first = fence * FENCE;
      size = Math.min(FENCE, count - first);
      // With payloads one more, where the last one of these ends.
      int read = heapSize == 0 ? size : Math.min(size + 1, count - first);
      entries = file.read(entriesAt + (long) first * entrySize, read * entrySize).buffer();
    }

    long key(int index) {
      return entries.getLong(index * entrySize);
    }

    long value(int index) {
      int at = index * entrySize + Long.BYTES;
      long value = 0;
      for (int i = 0; i < valueSize; i++) {
        value = value << Byte.SIZE | (entries.get(at + i) & 0xFF);
      }
      return least + value;
    }

    Bytes payload(int index) {
      if (heapSize == 0) {
        return Bytes.empty();
      }
      Bytes all = payloads;
      return all == null
          ? heap(begin(index), begin(index + 1))
          : all.slice(begin(index) - begin(0), begin(index + 1) - begin(0));
    }

    void readPayloads() {
      payloads = heapSize == 0 ? null : heap(begin(0), begin(size));
    }

    private int begin(int index) {
      return first + index == count
          ? heapSize
          : entries.getInt(index * entrySize + Long.BYTES + valueSize);
    }

    private Bytes heap(int begin, int end) {
      return file.read(entriesAt + (long) count * entrySize + begin, end - begin);
    }
  }
}
