package dev.odeon.base;

/**
 * What a name on a disk stands for, a symbolic link not followed.
 *
 * @param kind what it is
 * @param size of a file, in bytes
 * @param modifiedMillis when it was last written or touched, in milliseconds since 1970 UTC
 */
public record FileStatus(Kind kind, long size, long modifiedMillis) {
  /** The kinds of things with names. */
  public enum Kind {
    /** A plain file. */
    FILE,
    /** A folder. */
    FOLDER,
    /** A symbolic link, a pipe, a device or a socket. */
    OTHER
  }
}
