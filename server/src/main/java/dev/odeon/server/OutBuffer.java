package dev.odeon.server;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes to be written. One thread owns it. Bytes beyond the first {@value #FREE} count against the
 * budget; if that is exhausted, the rest is dropped and {@link #isRefused} is true.
 */
final class OutBuffer extends OutputStream {
  static final int FREE = 4096;

  /** A larger array is not kept for reuse. */
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

  /** Drops everything after the first {@code length} bytes. */
  void truncate(int length) {
    size = length;
    refused = false;
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  /** Appends all of {@code other}; returns false, and appends nothing, if there is no room. */
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

  /** Empties the buffer, and releases a large array. */
  void clear() {
    size = 0;
    refused = false;
    if (bytes.length > KEPT) {
      release();
    }
  }

  /** Releases the buffer. */
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
