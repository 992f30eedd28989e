package dev.odeon.base;

import java.nio.ByteBuffer;

/**
 * An open file. Reads and writes name their offset, so threads may share it. Every method throws
 * {@link DiskException}.
 */
public interface DiskFile extends AutoCloseable {
  /**
   * Reads into {@code target} from {@code offset}; returns the bytes read, perhaps fewer than
   * asked, -1 at the end.
   */
  int read(long offset, ByteBuffer target);

  /**
   * Writes from {@code source} at {@code offset}; returns the bytes written, perhaps fewer than
   * there are.
   */
  int write(long offset, ByteBuffer source);

  /**
   * Makes all that was written durable (fdatasync). After it failed, for {@link
   * DiskException.Reason#SYNC}, nothing is known of what was written.
   */
  void sync();

  /** The size in bytes. */
  long size();

  /** Cuts the file to {@code size} bytes. */
  void truncate(long size);

  @Override
  void close();

  /**
   * Fills {@code target} from {@code offset}; an end before that is {@link
   * DiskException.Reason#IO}.
   */
  default void readFully(long offset, ByteBuffer target) {
    long at = offset;
    while (target.hasRemaining()) {
      int read = read(at, target);
      if (read < 0) {
        throw new DiskException(
            DiskException.Reason.IO, "ends at " + at + ", " + target.remaining() + " bytes early");
      }
      at += read;
    }
  }

  /** Writes all of {@code source} at {@code offset}. */
  default void writeFully(long offset, ByteBuffer source) {
    long at = offset;
    while (source.hasRemaining()) {
      at += write(at, source);
    }
  }
}
