package dev.odeon.base;

import java.nio.file.Path;
import java.util.List;

/**
 * The port to a folder that its users cannot leave. A path is a list of names, walked from the
 * folder name by name, each opened within the one before it, and no symbolic link is ever followed:
 * so neither {@code ..}, nor a link, nor a process that puts a link in the place of a folder
 * meanwhile leads out. Only regular files are opened.
 *
 * <p>Every method throws {@link DiskException}; a name that is empty, {@code .} or {@code ..}, or
 * has a slash or a zero in it is an {@link IllegalArgumentException}. May be used by many threads.
 */
public interface Folder extends AutoCloseable {
  /** What a name stands for. */
  enum Kind {
    FILE,
    FOLDER,
    LINK,
    OTHER
  }

  /** What becomes of a file that is there, or is not, when it is opened. */
  enum Creation {
    /** It must be there. */
    NEVER,
    /** It is made if it is missing. */
    IF_MISSING,
    /** It is made, and must not be there. */
    ALWAYS
  }

  /**
   * What is known of a file or folder.
   *
   * @param size in bytes
   * @param modifiedNanos when it was changed last, in nanoseconds since 1970 UTC
   * @param identity which file or folder it is: equal to that of another name if both are the same
   */
  record Status(Kind kind, long size, long modifiedNanos, Object identity) {}

  /** A name in a folder. */
  record Entry(String name, Kind kind) {}

  /** Opens a file for reading, and for writing if {@code writable}. */
  DiskFile open(List<String> path, boolean writable, Creation creation);

  /** What is known of {@code path}; of the folder itself if that is empty. */
  Status status(List<String> path);

  /** What is in the folder {@code path}, by name. */
  List<Entry> list(List<String> path);

  /** Makes a folder; that above it must be there. */
  void createFolder(List<String> path);

  /** Removes a file or a link. */
  void deleteFile(List<String> path);

  /** Removes an empty folder. */
  void deleteFolder(List<String> path);

  /** Renames a file or folder in one step, replacing a file that had the new name. */
  void rename(List<String> from, List<String> to);

  @Override
  void close();

  /**
   * Opens the folder {@code path}. That path itself is trusted: links in it are followed.
   *
   * @throws DiskException if there is none, or this system has no way to keep anyone inside
   */
  static Folder open(Path path) {
    return SecureFolder.open(path);
  }
}
