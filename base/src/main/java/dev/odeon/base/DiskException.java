package dev.odeon.base;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The world of files failed: a reason to decide on, the path, and a line for people. */
public final class DiskException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What a caller may decide on. */
  public enum Reason {
    /** No space left, or over the quota. */
    FULL,
    /** The file system or the file is read-only. */
    READ_ONLY,
    /** There is no such file or folder. */
    MISSING,
    /** There is one already. */
    EXISTS,
    /** The operating system does not allow it. */
    DENIED,
    /** Another process, or another part of this one, has the lock. */
    LOCKED,
    /** It is a folder, and a file is wanted. */
    FOLDER,
    /** It is not a folder, and one is needed. */
    NOT_A_FOLDER,
    /** The folder is not empty. */
    NOT_EMPTY,
    /** It is a symbolic link, or leads through one, where none is followed. */
    LINK,
    /** The process or the machine has no file descriptor left: the same may work a moment later. */
    TOO_MANY_OPEN,
    /** A sync failed: nothing is known of what was written since the last one. */
    SYNC,
    /**
     * Anything else. What the failed operation wrote may be lost; what was written before is not.
     */
    IO
  }

  private final Reason reason;
  private final transient @Nullable Path path;

  /** A failure at {@code path}; {@code what} follows the path in the message. */
  public DiskException(Reason reason, Path path, String what) {
    this(reason, path, what, null);
  }

  /**
   * A failure at {@code path} caused by {@code cause}; {@code what} follows the path in the
   * message.
   */
  public DiskException(Reason reason, Path path, String what, @Nullable Throwable cause) {
    super(path + " " + what, cause);
    this.reason = reason;
    this.path = path;
  }

  /** A failure whose path the caller knows. */
  public DiskException(Reason reason, String what) {
    super(what);
    this.reason = reason;
    this.path = null;
  }

  /** What happened. */
  public Reason reason() {
    return reason;
  }

  /** Where, if known. */
  public @Nullable Path path() {
    return path;
  }

  /**
   * Says in words why an operation failed, such as {@code No space left on device}: what the
   * operating system said, without the path and without the name of a Java class.
   */
  public static String words(IOException cause) {
    String message =
        cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
    return switch (cause) {
      case NoSuchFileException _ -> "no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "it exists already";
      case DirectoryNotEmptyException _ -> "the folder is not empty";
      case NotDirectoryException _ -> "it is not a folder";
      case FileSystemLoopException _ -> "its symbolic links lead in a circle";
      case ClosedChannelException _ -> "it was closed";
      default -> message == null || message.isBlank() ? "input or output failed" : message;
    };
  }
}
