package dev.odeon.log;

import java.nio.ByteBuffer;

/** Runs of zero bytes: what a segment holds ahead of use. */
final class Zeros {
  private static final ByteBuffer RUN = ByteBuffer.allocateDirect(1 << 20).asReadOnlyBuffer();

  private Zeros() {}

  /** At most {@code size} zeros, at least one. */
  static ByteBuffer run(long size) {
    return RUN.slice(0, (int) Math.min(size, RUN.capacity()));
  }

  /** How many zeros {@code buffer} begins with, from 0 to its limit. */
  static int count(ByteBuffer buffer) {
    int at = 0;
    while (at < buffer.limit()) {
      int size = Math.min(buffer.limit() - at, RUN.capacity());
      int mismatch = buffer.slice(at, size).mismatch(RUN.slice(0, size));
      if (mismatch >= 0) {
        return at + mismatch;
      }
      at += size;
    }
    return at;
  }

  /** Where the zeros begin that {@code buffer} ends with: after its last byte that is not zero. */
  static int tail(ByteBuffer buffer) {
    int end = buffer.limit();
    while (end >= Long.BYTES && buffer.getLong(end - Long.BYTES) == 0) {
      end -= Long.BYTES;
    }
    while (end > 0 && buffer.get(end - 1) == 0) {
      end--;
    }
    return end;
  }
}
