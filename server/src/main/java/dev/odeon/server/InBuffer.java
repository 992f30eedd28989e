package dev.odeon.server;

import java.nio.ByteBuffer;

/**
 * The received bytes of a connection that are not yet consumed. One thread owns it. Bytes beyond
 * the first {@value #FREE} count against the budget.
 */
final class InBuffer {
  static final int FREE = 4096;
  private static final int READ_MAX = 1 << 16;

  private final Budget budget;
  private byte[] bytes = new byte[FREE];
  private int from;
  private int scanned;
  private int to;

  InBuffer(Budget budget) {
    this.budget = budget;
  }

  byte[] array() {
    return bytes;
  }

  /** The index of the next line. */
  int from() {
    return from;
  }

  /** The number of bytes from there. */
  int size() {
    return to - from;
  }

  /** The size of the next line without its newline; -1 if it is incomplete. */
  int line() {
    byte[] array = bytes;
    int end = to;
    for (int i = scanned; i < end; i++) {
      if (array[i] == '\n') {
        scanned = i;
        return i - from;
      }
    }
    scanned = end;
    return -1;
  }

  /** Skips a line of {@code size} bytes and its newline. */
  void consume(int size) {
    from += size + 1;
    scanned = from;
  }

  /** Discards everything. */
  void drop() {
    from = 0;
    scanned = 0;
    to = 0;
    if (bytes.length > READ_MAX) {
      budget.give(bytes.length - FREE);
      bytes = new byte[FREE];
    }
  }

  /** Makes room for {@code more} bytes that were received already, beyond the budget if need be. */
  void forceRoom(int more) {
    if (!makeRoom(more)) {
      int length = size() + more;
      boolean _ = budget.force(length - bytes.length);
      move(new byte[length]);
    }
  }

  /**
   * Makes room for up to {@code more} bytes.
   *
   * @return false if the budget has no room
   */
  boolean makeRoom(int more) {
    if (from == to) {
      drop();
    }
    if (bytes.length - to >= more) {
      return true;
    }
    int size = to - from;
    if (bytes.length - size >= Math.max(more, bytes.length / 4)) {
      move(bytes);
      return true;
    }
    long length = Math.max(2L * bytes.length, (long) size + more);
    if (length > Integer.MAX_VALUE - 8 || !budget.take(length - bytes.length)) {
      return false;
    }
    move(new byte[(int) length]);
    return true;
  }

  private void move(byte[] target) {
    System.arraycopy(bytes, from, target, 0, to - from);
    bytes = target;
    scanned -= from;
    to -= from;
    from = 0;
  }

  /** The free room after the received bytes, for one read. */
  ByteBuffer room() {
    return ByteBuffer.wrap(bytes, to, Math.min(bytes.length - to, READ_MAX));
  }

  /** Accepts {@code count} bytes that a read put into the {@link #room()}. */
  void filled(int count) {
    to += count;
  }

  /** Copies {@code count} bytes, for which there is room. */
  void take(byte[] source, int count) {
    System.arraycopy(source, 0, bytes, to, count);
    to += count;
  }

  /** Releases the buffer. */
  void release() {
    budget.give(bytes.length - FREE);
    bytes = new byte[FREE];
    from = 0;
    scanned = 0;
    to = 0;
  }
}
