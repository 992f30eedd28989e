package dev.odeon.base;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The port to files. Production is {@link #system()}; tests use one that loses what was not synced.
 * Every method throws {@link DiskException}, which says what, where and why. Files and folders made
 * through it are their owner's alone (0600, 0700).
 */
public interface Disk {
  /** How a file is opened. */
  enum Mode {
    /** For reading; it must exist. */
    READ,
    /**
     * For reading; it must exist and be a plain file. A symbolic link in its place, a pipe or a
     * device is refused: for folders in which another user may have planted one.
     */
    READ_PLAIN,
    /** For reading and writing; it must exist. */
    WRITE,
    /** For reading and writing; it must not exist. Durable only after {@link #syncFolder}. */
    CREATE
  }

  /** Opens {@code file}. The handle may be shared between threads. */
  DiskFile open(Path file, Mode mode);

  /** Whether there is a file or folder of that name. */
  boolean exists(Path path);

  /** What {@code path} stands for, a symbolic link not followed; empty if it is nothing. */
  Optional<FileStatus> status(Path path);

  /** Which file or folder {@code path} leads to, links followed; empty if there is none. */
  Optional<FileIdentity> identity(Path path);

  /** The path of what {@code path} leads to, absolute and without links; it must exist. */
  default Path realPath(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /**
   * Whose {@code path} is and who may use it, a symbolic link not followed; empty if it is nothing,
   * or if this disk knows no users.
   */
  default Optional<FileAccess> access(Path path) {
    return Optional.empty();
  }

  /**
   * Takes all rights to a file or folder from everyone but its owner; a symbolic link is not
   * followed.
   */
  default void makePrivate(Path path) {}

  /**
   * Whether {@code path} is a Unix socket that belongs to the user of this process; a symbolic link
   * is not.
   */
  default boolean isOwnSocket(Path path) {
    return false;
  }

  /** The names in {@code folder}, sorted; a folder that does not exist is refused. */
  List<String> list(Path folder);

  /**
   * Gives the names in {@code folder} to {@code visitor} in no order, without holding all of them.
   * A name that is added or removed meanwhile may be missing or present.
   */
  void visit(Path folder, Consumer<String> visitor);

  /**
   * Makes {@code folder} and those above it that are missing, each synced into its parent. So is
   * the lowest that is there already, when it is first asked for: the process that made it may have
   * ended before it synced.
   */
  void createFolders(Path folder);

  /**
   * Renames a file in one step, replacing what had the new name. Durable after {@link #syncFolder}.
   */
  void rename(Path from, Path to);

  /** Sets when {@code file} was last modified; perhaps lost in a power cut. */
  void touch(Path file, long millis);

  /** Removes a file or an empty folder. Durable after {@link #syncFolder}. */
  void delete(Path path);

  /**
   * Makes the names in {@code folder} durable. Where the sync itself fails, and not only the way to
   * it, the reason is {@link DiskException.Reason#SYNC}.
   */
  void syncFolder(Path folder);

  /**
   * Takes the exclusive lock of {@code file}, making the file if needed; closing the result gives
   * it back, and so does the end of the process. The file is for the lock alone: while it is held,
   * this process cannot open it, and its folder, even if removed, gives its identity to no other.
   *
   * @throws DiskException with {@link DiskException.Reason#LOCKED} if another has it, another part
   *     of this process included
   */
  AutoCloseable lock(Path file);

  /**
   * How many files, sockets among them, this process may have open at a time; empty if that is
   * unknown.
   */
  default OptionalLong openFilesMax() {
    return OptionalLong.empty();
  }

  /** How many bytes can still be written where {@code path} is; empty if that is unknown. */
  default OptionalLong freeBytes(Path path) {
    return OptionalLong.empty();
  }

  /**
   * Lets the members of {@code group} use a socket or file of this user: it gets that group and the
   * mode 0660. A symbolic link is followed: the folder must be this user's alone.
   *
   * @throws DiskException if there is no such group, or this user is not in it
   */
  default void shareWithGroup(Path path, String group) {
    throw new DiskException(DiskException.Reason.IO, path, "is on a disk that knows no groups");
  }

  /** The whole of {@code file}. */
  default Bytes readAll(Path file) {
    return readAll(file, Mode.READ, Integer.MAX_VALUE - 8);
  }

  /**
   * The whole of {@code file}, opened in that mode.
   *
   * @throws DiskException if it is larger than {@code bytesMax}, too
   */
  default Bytes readAll(Path file, Mode mode, int bytesMax) {
    try (DiskFile open = open(file, mode)) {
      long size = open.size();
      if (size > bytesMax) {
        throw new DiskException(DiskException.Reason.IO, file, "is too large to be read at once");
      }
      ByteBuffer all = ByteBuffer.allocate((int) size);
      open.readFully(0, all);
      return Bytes.wrap(all.array());
    }
  }

  /**
   * Writes {@code content} as the whole of {@code file}, in one step: beside it, synced, renamed,
   * folder synced. A crash leaves the old content or the new one, and perhaps a file that ends in
   * {@code .tmp}; a failure leaves none, if the disk can still delete.
   */
  default void writeAtomically(Path file, Bytes content) {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    if (exists(temporary)) {
      delete(temporary);
    }
    try {
      try (DiskFile open = open(temporary, Mode.CREATE)) {
        open.writeFully(0, content.buffer());
        open.sync();
      }
      rename(temporary, file);
    } catch (DiskException e) {
      try {
        if (exists(temporary)) {
          delete(temporary);
        }
      } catch (DiskException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    syncFolder(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder"));
  }

  /** The machine's files. */
  static Disk system() {
    return SystemDisk.INSTANCE;
  }
}
