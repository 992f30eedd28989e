package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskFile;
import java.nio.ByteBuffer;

/**
 * Content that can be read more than once, such as a file: what is known already is found by
 * hashing it, before anything is done. Reads name their offset.
 */
public interface Source {
  /** The size in bytes. */
  long size();

  /**
   * Reads into {@code target} from {@code offset}; returns the bytes read, perhaps fewer than
   * asked, -1 at the end.
   */
  int read(long offset, ByteBuffer target);

  /** An open file, which stays open. */
  static Source of(DiskFile file) {
    return new Source() {
      @Override
      public long size() {
        return file.size();
      }

      @Override
      public int read(long offset, ByteBuffer target) {
        return file.read(offset, target);
      }
    };
  }

  /** Bytes in memory. */
  static Source of(Bytes bytes) {
    return new Source() {
      @Override
      public long size() {
        return bytes.size();
      }

      @Override
      public int read(long offset, ByteBuffer target) {
        if (offset >= bytes.size()) {
          return -1;
        }
        int from = (int) offset;
        int count = Math.min(target.remaining(), bytes.size() - from);
        target.put(bytes.slice(from, from + count).buffer());
        return count;
      }
    };
  }
}
