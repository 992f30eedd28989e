package dev.odeon.testkit;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A call of the disk port, as a {@link Fault} sees it just before it takes effect.
 *
 * @param index the 0-based number of the operation since the disk was booted
 * @param kind the method
 * @param path the absolute path of the file or folder
 * @param target the new path of a rename, else null
 * @param offset where a read or write begins, the new size of a truncation, else 0
 * @param size the number of bytes to read or write, else 0
 */
public record DiskOperation(
    long index, Kind kind, Path path, @Nullable Path target, long offset, int size) {
  /** The methods of the port. */
  public enum Kind {
    OPEN(false),
    OPEN_FOR_WRITING(false),
    CREATE(true),
    READ(false),
    WRITE(true),
    SYNC(true),
    SIZE(false),
    TRUNCATE(true),
    EXISTS(false),
    STATUS(false),
    LIST(false),
    CREATE_FOLDER(true),
    RENAME(true),
    TOUCH(true),
    DELETE(true),
    SYNC_FOLDER(true),
    LOCK(false);

    private final boolean change;

    Kind(boolean change) {
      this.change = change;
    }

    /** Whether the operation can change the disk, so that a power cut during it matters. */
    public boolean change() {
      return change;
    }

    /** Whether the system needs a file descriptor for it. */
    public boolean opens() {
      return switch (this) {
        case OPEN, OPEN_FOR_WRITING, CREATE, LIST, SYNC_FOLDER, LOCK -> true;
        default -> false;
      };
    }

    /** Whether it makes earlier changes durable. */
    public boolean durability() {
      return this == SYNC || this == SYNC_FOLDER;
    }
  }

  /** Whether the file name ends in {@code suffix}. */
  public boolean on(String suffix) {
    return path.toString().endsWith(suffix);
  }

  /**
   * Whether it reads or writes any byte from {@code from} (inclusive) to {@code to} (exclusive).
   */
  public boolean touches(long from, long to) {
    return offset < to && offset + size > from;
  }
}
