package dev.odeon.host;

import dev.odeon.base.Bytes;
import java.util.Arrays;

/** The last bytes of a text of any length. Used by one thread. */
public final class TailBuffer {
  /** So much of a log or of standard error is given back. */
  public static final int BYTES_MAX = 1 << 16;

  /** The most bytes of one character in UTF-8 behind its first. */
  private static final int CONTINUATION_MAX = 3;

  private byte[] content = {};
  private int size;
  private boolean cut;

  /** Adds {@code bytes}, before which those that are too many go. */
  public void append(Bytes bytes) {
    int added = Math.min(bytes.size(), BYTES_MAX);
    if (size + added > 2 * BYTES_MAX) {
      keepLast(BYTES_MAX - added);
    }
    cut |= added < bytes.size();
    if (size + added > content.length) {
      content = Arrays.copyOf(content, room(size + added));
    }
    bytes.slice(bytes.size() - added, bytes.size()).copyTo(content, size);
    size += added;
  }

  private int room(int wanted) {
    return Math.min(2 * BYTES_MAX, Math.max(256, 2 * wanted));
  }

  private void keepLast(int kept) {
    System.arraycopy(content, size - kept, content, 0, kept);
    cut = true;
    size = kept;
  }

  /** Whether nothing was added. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The last {@value #BYTES_MAX} bytes, from the first whole character on. */
  public Bytes content() {
    int from = Math.max(0, size - BYTES_MAX);
    int end = from + CONTINUATION_MAX;
    if (cut || from > 0) {
      while (from < Math.min(end, size) && (content[from] & 0xC0) == 0x80) {
        from++;
      }
    }
    return Bytes.copyOf(content, from, size - from);
  }
}
