package dev.odeon.log;

import dev.odeon.base.Bytes;
import java.util.Objects;

/**
 * The sealed bytes of a {@link SegmentIndex} for one segment. Any thread may read, none of them
 * interruptible.
 */
public interface IndexFile {
  /** How many bytes there are. */
  long size();

  /**
   * The {@code size} bytes from {@code offset}. Their checksum was checked when the file was
   * opened.
   *
   * @throws IndexOutOfBoundsException if there are not as many
   */
  Bytes read(long offset, int size);

  /**
   * The {@code size} bytes from {@code offset} on as a file.
   *
   * @throws IndexOutOfBoundsException if there are not as many
   */
  default IndexFile slice(long offset, long size) {
    IndexFile whole = this;
    Objects.checkFromIndexSize(offset, size, size());
    return new IndexFile() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public Bytes read(long from, int count) {
        Objects.checkFromIndexSize(from, count, size);
        return whole.read(offset + from, count);
      }
    };
  }
}
