package dev.odeon.base;

import java.nio.ByteBuffer;
import java.util.Arrays;

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

  /**
   * Everything to the end of the file, which may be further than {@link #size} says: of files that
   * Linux makes when they are read, and of those that grow meanwhile. Of a file with more than
   * {@code bytesMax} bytes, one byte more than that.
   */
  default Bytes readToEnd(int bytesMax) {
    int limit = Math.min(bytesMax, Integer.MAX_VALUE - 9) + 1;
    byte[] all = new byte[(int) Math.min(limit, Math.max(size() + 1, 4096))];
    int have = 0;
    for (int read = 0; read >= 0 && have < limit; have += Math.max(0, read)) {
      if (have == all.length) {
        all = Arrays.copyOf(all, (int) Math.min(limit, 2L * have));
      }
      read = read(have, ByteBuffer.wrap(all, have, all.length - have));
    }
    return Bytes.wrap(all, 0, have);
  }

  /** Writes all of {@code source} at {@code offset}. */
  default void writeFully(long offset, ByteBuffer source) {
    long at = offset;
    while (source.hasRemaining()) {
      at += write(at, source);
    }
  }
}
