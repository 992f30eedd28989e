package dev.odeon.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The LZ4 block format, as its specification (lz4_Block_format.md) has it. Whatever is decompressed
 * may come from a damaged disk: nothing outside the arrays is touched. One thread at a time.
 */
final class Lz4 {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int HASH_BITS = 13;
  private static final int MATCH_MIN = 4;
  private static final int DISTANCE_MAX = 0xFFFF;

  /** The last bytes are literals, and no match begins in the last twelve. */
  private static final int LITERALS_LAST = 5;

  private static final int MATCH_LIMIT = 12;

  /** After 2^6 places without a match the steps get longer. */
  private static final int PATIENCE = 6;

  private final int[] table = new int[1 << HASH_BITS];

  /**
   * Compresses {@code size} bytes of {@code in} from {@code from} into {@code out}; returns the
   * bytes written, or -1 if there would be more than {@code outMax}.
   */
  int compress(byte[] in, int from, int size, byte[] out, int outMax) {
    Arrays.fill(table, 0);
    int end = from + size;
    int limit = end - MATCH_LIMIT;
    int anchor = from;
    int written = 0;
    int tries = 1 << PATIENCE;
    for (int at = from; at < limit; ) {
      int word = (int) INT.get(in, at);
      int slot = word * -1640531535 >>> 32 - HASH_BITS;
      int match = from + table[slot] - 1;
      table[slot] = at - from + 1;
      if (match < from || at - match > DISTANCE_MAX || (int) INT.get(in, match) != word) {
        at += tries++ >>> PATIENCE;
        continue;
      }
      while (at > anchor && match > from && in[at - 1] == in[match - 1]) {
        at--;
        match--;
      }
      int matched = MATCH_MIN + common(in, match + MATCH_MIN, at + MATCH_MIN, end - LITERALS_LAST);
      written = literals(in, anchor, at - anchor, matched - MATCH_MIN, out, written, outMax);
      if (written < 0 || written + 2 + lengthBytes(matched - MATCH_MIN) > outMax) {
        return -1;
      }
      out[written++] = (byte) (at - match);
      out[written++] = (byte) (at - match >>> 8);
      written = length(matched - MATCH_MIN, out, written);
      at += matched;
      anchor = at;
      tries = 1 << PATIENCE;
    }
    return literals(in, anchor, end - anchor, 0, out, written, outMax);
  }

  /** Writes a token and the literals; -1 if they do not fit. */
  private static int literals(
      byte[] in, int from, int count, int matchCode, byte[] out, int at, int outMax) {
    if (at + 1 + lengthBytes(count) + count > outMax) {
      return -1;
    }
    out[at] = (byte) (Math.min(count, 15) << 4 | Math.min(matchCode, 15));
    int next = length(count, out, at + 1);
    System.arraycopy(in, from, out, next, count);
    return next + count;
  }

  private static int lengthBytes(int length) {
    return length < 15 ? 0 : (length - 15) / 255 + 1;
  }

  private static int length(int length, byte[] out, int at) {
    if (length < 15) {
      return at;
    }
    int next = at;
    int rest = length - 15;
    for (; rest >= 255; rest -= 255) {
      out[next++] = (byte) 255;
    }
    out[next++] = (byte) rest;
    return next;
  }

  /** How many bytes from {@code first} and {@code second} on are the same, up to {@code end}. */
  private static int common(byte[] in, int first, int second, int end) {
    int a = first;
    int b = second;
    while (b <= end - Long.BYTES) {
      long difference = (long) LONG.get(in, a) ^ (long) LONG.get(in, b);
      if (difference != 0) {
        return b - second + (Long.numberOfTrailingZeros(difference) >>> 3);
      }
      a += Long.BYTES;
      b += Long.BYTES;
    }
    while (b < end && in[a] == in[b]) {
      a++;
      b++;
    }
    return b - second;
  }

  /**
   * Decompresses {@code size} bytes of {@code in}, from its first, into the whole of {@code out};
   * false if they do not say exactly that many.
   */
  static boolean decompress(byte[] in, int size, byte[] out) {
    try {
      return decompressed(in, size, out) == out.length;
    } catch (IndexOutOfBoundsException e) {
      return false;
    }
  }

  private static int decompressed(byte[] in, int size, byte[] out) {
    int at = 0;
    int made = 0;
    while (at < size) {
      int token = in[at++] & 0xFF;
      int literals = token >>> 4;
      if (literals == 15) {
        int more;
        do {
          more = in[at++] & 0xFF;
          literals = Math.addExact(literals, more);
        } while (more == 255);
      }
      if (literals > size - at) {
        return -1;
      }
      if (literals <= 16 && at + 16 <= size && made + 16 <= out.length) {
        // What is copied too much is overwritten by what comes next.
        LONG.set(out, made, (long) LONG.get(in, at));
        LONG.set(out, made + 8, (long) LONG.get(in, at + 8));
      } else {
        System.arraycopy(in, at, out, made, literals);
      }
      at += literals;
      made += literals;
      if (at == size) {
        return made;
      }
      int distance = in[at] & 0xFF | (in[at + 1] & 0xFF) << 8;
      at += 2;
      int matched = token & 15;
      if (matched == 15) {
        int more;
        do {
          more = in[at++] & 0xFF;
          matched = Math.addExact(matched, more);
        } while (more == 255);
      }
      matched += MATCH_MIN;
      if (distance == 0 || distance > made || matched > out.length - made) {
        return -1;
      }
      repeat(out, made, distance, matched);
      made += matched;
    }
    return -1;
  }

  private static void repeat(byte[] out, int at, int distance, int count) {
    int done = 0;
    if (distance >= Long.BYTES && at + count + Long.BYTES <= out.length) {
      for (; done < count; done += Long.BYTES) {
        LONG.set(out, at + done, (long) LONG.get(out, at + done - distance));
      }
      return;
    }
    // A match may reach into what it makes: each copy doubles what is there.
    while (done < count) {
      int piece = Math.min(count - done, distance + done);
      System.arraycopy(out, at - distance, out, at + done, piece);
      done += piece;
    }
  }
}
