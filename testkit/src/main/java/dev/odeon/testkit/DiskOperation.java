package dev.odeon.testkit;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One call of the disk port, as a {@link Fault} sees it just before it takes effect.
 *
 * @param index counts all operations since the disk was booted, from 0
 * @param kind which method
 * @param path the absolute path of the file or folder
 * @param target the new path of a rename, else null
 * @param offset where a read or write begins, the new size of a truncation, else 0
 * @param size the bytes asked for by a read or write, else 0
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

    /** Whether the disk may differ after it: the places where a power cut makes a difference. */
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
   * Whether any of the bytes {@code from} (inclusive) to {@code to} (exclusive) are read or
   * written.
   */
  public boolean touches(long from, long to) {
    return offset < to && offset + size > from;
  }
}
