package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.log.IndexFile;
import java.nio.ByteBuffer;

/**
 * The message ids of one sealed segment of the log: a filter in memory, and on the disk the prints
 * in order with their blocks.
 *
 * <pre>
 *   0  8  count of entries, big-endian as all here
 *   8  8  newest block's time in milliseconds
 *  16  8  size of the filter in bytes, a power of two
 *  24  …  the filter: bits p mod 8n and (p >> 32) mod 8n are set for each print p, n its size
 *   …  16 each entry: print, block sequence; ordered by print, unsigned
 * </pre>
 */
final class MessageSegment {
  private static final int HEADER = 24;
  private static final int ENTRY = 16;
  private static final int WINDOW = 64;

  private final IndexFile file;
  private final long count;
  private final long newestMillis;
  private final Bytes filter;

  private MessageSegment(IndexFile file, long count, long newestMillis, Bytes filter) {
    this.file = file;
    this.count = count;
    this.newestMillis = newestMillis;
    this.filter = filter;
  }

  static Bytes encode(LongMap prints, long newestMillis) {
    long[] pairs = prints.sortedPairs();
    // 16 to 32 bits a print: two bits set for each leave about one false answer in a hundred.
    int filterSize = Integer.highestOneBit(Math.max(8, prints.size() * 2)) * 2;
    byte[] filter = new byte[filterSize];
    ByteBuffer out = ByteBuffer.allocate(HEADER + filterSize + pairs.length * Long.BYTES);
    out.putLong(prints.size()).putLong(newestMillis).putLong(filterSize);
    for (int i = 0; i < pairs.length; i += 2) {
      set(filter, pairs[i]);
      set(filter, pairs[i] >>> 32);
    }
    out.put(filter);
    for (long value : pairs) {
      out.putLong(value);
    }
    return Bytes.wrap(out.array());
  }

  static MessageSegment open(IndexFile file) {
    ByteBuffer header = file.read(0, HEADER).buffer();
    long count = header.getLong();
    long newest = header.getLong();
    int filterSize = Math.toIntExact(header.getLong());
    return new MessageSegment(file, count, newest, file.read(HEADER, filterSize));
  }

  long count() {
    return count;
  }

  long newestMillis() {
    return newestMillis;
  }

  /** The block sequence of {@code print}, or {@link LongMap#NONE}. */
  long find(long print) {
    if (!isSet(print) || !isSet(print >>> 32)) {
      return LongMap.NONE;
    }
    // Prints are spread evenly, so where one stands is known but for some places.
    long guess = (long) ((print >>> 1) / (double) Long.MAX_VALUE * count);
    for (long reach = WINDOW; ; reach *= 8) {
      long from = Math.max(0, guess - reach);
      long to = Math.min(count, guess + reach);
      ByteBuffer window = window(from, to);
      boolean within =
          (from == 0 || Long.compareUnsigned(window.getLong(0), print) <= 0)
              && (to == count
                  || Long.compareUnsigned(window.getLong(window.limit() - ENTRY), print) >= 0);
      if (within) {
        return search(window, print);
      }
    }
  }

  private ByteBuffer window(long from, long to) {
    return file.read(HEADER + filter.size() + from * ENTRY, (int) (to - from) * ENTRY).buffer();
  }

  private static long search(ByteBuffer window, long print) {
    int low = 0;
    int high = window.limit() / ENTRY - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compareUnsigned(window.getLong(middle * ENTRY), print);
      if (order == 0) {
        return window.getLong(middle * ENTRY + Long.BYTES);
      } else if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return LongMap.NONE;
  }

  private static void set(byte[] filter, long bits) {
    int bit = (int) (bits & (filter.length * 8L - 1));
    filter[bit >>> 3] |= (byte) (1 << (bit & 7));
  }

  private boolean isSet(long bits) {
    int bit = (int) (bits & (filter.size() * 8L - 1));
    return (filter.at(bit >>> 3) & 1 << (bit & 7)) != 0;
  }
}
