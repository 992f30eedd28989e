package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskFile;
import java.nio.ByteBuffer;

/**
 * Content that can be read more than once, such as a file: what is known already is found by
 * hashing it, before anything is done. Reads name their offset.
 */
public interface Source {
  /** The size in bytes; 0 if that is not known before all is read. */
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

  /** The first {@code size} bytes of {@code whole}, or all of it if it has fewer. */
  static Source first(long size, Source whole) {
    return new Source() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public int read(long offset, ByteBuffer target) {
        long left = size - offset;
        if (left <= 0) {
          return -1;
        }
        int limit = target.limit();
        target.limit(target.position() + (int) Math.min(left, target.remaining()));
        try {
          return whole.read(offset, target);
        } finally {
          target.limit(limit);
        }
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
