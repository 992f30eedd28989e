package dev.odeon.log;

import dev.odeon.base.Bytes;

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
}
