package dev.odeon.store;

/**
 * Cuts content where its bytes say so (FastCDC, Xia et al., 2016): the same bytes are cut at the
 * same places, whatever stands before them, so that versions of a file share most of their chunks.
 * Where the cuts are decides what is shared and nothing else; any cuts can be read.
 */
final class Chunker {
  /** The least size of a chunk in bytes, except the last of a blob. */
  static final int SIZE_MIN = 16 << 10;

  /** The size in bytes that most chunks are near. */
  static final int SIZE_TARGET = 64 << 10;

  /** The most bytes of a chunk. */
  static final int SIZE_MAX = 256 << 10;

  // Rarer cuts before the target and commoner ones after it keep the sizes near it. The high bits
  // are those that the last 64 bytes have reached.
  private static final long RARE = -1L << 64 - 18;
  private static final long COMMON = -1L << 64 - 14;

  private static final long[] GEAR = gear();

  private Chunker() {}

  /**
   * The size of the first chunk of {@code bytes} from {@code from} to {@code to}. The bytes go on
   * for {@value #SIZE_MAX} at least, or the content ends with them.
   */
  static int cut(byte[] bytes, int from, int to) {
    int size = Math.min(to - from, SIZE_MAX);
    if (size <= SIZE_MIN) {
      return size;
    }
    long print = 0;
    int at = from + SIZE_MIN;
    int target = from + Math.min(size, SIZE_TARGET);
    for (; at < target; at++) {
      print = (print << 1) + GEAR[bytes[at] & 0xFF];
      if ((print & RARE) == 0) {
        return at + 1 - from;
      }
    }
    int end = from + size;
    for (; at < end; at++) {
      print = (print << 1) + GEAR[bytes[at] & 0xFF];
      if ((print & COMMON) == 0) {
        return at + 1 - from;
      }
    }
    return size;
  }

  /** The first 256 numbers of SplitMix64 from 0: any would do, as long as they stay the same. */
  private static long[] gear() {
    long[] gear = new long[256];
    long state = 0;
    for (int i = 0; i < gear.length; i++) {
      state += 0x9E3779B97F4A7C15L;
      long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
      z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
      gear[i] = z ^ z >>> 31;
    }
    return gear;
  }
}
