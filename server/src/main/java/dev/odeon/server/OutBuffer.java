package dev.odeon.server;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes on their way out. One thread owns it. What goes beyond its first {@value #FREE} bytes comes
 * from the budget; where there is nothing left, the rest is dropped and {@link #isRefused} holds.
 */
final class OutBuffer extends OutputStream {
  static final int FREE = 4096;

  /** A buffer that was larger than this is not kept. */
  private static final int KEPT = 1 << 16;

  private static final int SIZE_MAX = Integer.MAX_VALUE - 8;

  private final Budget budget;
  private byte[] bytes = {};
  private int size;
  private boolean refused;

  OutBuffer(Budget budget) {
    this.budget = budget;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether bytes were dropped since the last {@link #truncate}. */
  boolean isRefused() {
    return refused;
  }

  /** Drops what came after the first {@code length} bytes. */
  void truncate(int length) {
    size = length;
    refused = false;
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  /** Appends all of {@code other}; false, and nothing, if there is no room. */
  boolean append(OutBuffer other) {
    if (!reserve(other.size)) {
      return false;
    }
    System.arraycopy(other.bytes, 0, bytes, size, other.size);
    size += other.size;
    return true;
  }

  @Override
  public void write(int b) {
    if (!refused && reserve(1)) {
      bytes[size++] = (byte) b;
    } else {
      refused = true;
    }
  }

  @Override
  public void write(byte[] source, int from, int count) {
    if (!refused && reserve(count)) {
      System.arraycopy(source, from, bytes, size, count);
      size += count;
    } else {
      refused = true;
    }
  }

  /** Empties it, and gives back what is much. */
  void clear() {
    size = 0;
    refused = false;
    if (bytes.length > KEPT) {
      release();
    }
  }

  /** Gives everything back. */
  void release() {
    budget.give(charged(bytes.length));
    bytes = new byte[0];
    size = 0;
  }

  private boolean reserve(int more) {
    long wanted = (long) size + more;
    if (wanted <= bytes.length) {
      return true;
    }
    if (wanted > SIZE_MAX) {
      return false;
    }
    int length = Math.clamp(Math.max(2L * bytes.length, wanted), FREE, SIZE_MAX);
    if (!budget.take(charged(length) - charged(bytes.length))) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, length);
    return true;
  }

  private static long charged(int length) {
    return Math.max(0, length - FREE);
  }
}
