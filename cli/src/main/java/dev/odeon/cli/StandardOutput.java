package dev.odeon.cli;

import dev.odeon.base.DiskException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Standard output. What cannot be written ends the command with a {@link Failure}, which streams of
 * the JDK around this one let through, unlike an {@link IOException}: with a line that says why, or
 * without one if whoever read it has gone, as {@code head} does. Only the first failure is thrown;
 * what is written after it is dropped.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream target;
  private final boolean ofProcess;
  private volatile @Nullable Failure failure;

  private StandardOutput(OutputStream target, boolean ofProcess) {
    this.target = target;
    this.ofProcess = ofProcess;
  }

  /** That of this process. */
  static StandardOutput ofProcess() {
    return new StandardOutput(new FileOutputStream(FileDescriptor.out), true);
  }

  /** A stream that stands for it. */
  static StandardOutput of(OutputStream target) {
    return new StandardOutput(target, false);
  }

  /** Why something was not written; null if all was. */
  @Nullable Failure failure() {
    return failure;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (failure != null) {
      return;
    }
    try {
      target.write(bytes, offset, length);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void flush() {
    if (failure != null) {
      return;
    }
    try {
      target.flush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private Failure failure(IOException e) {
    Failure first =
        hasNoReader(e)
            ? Failure.unread()
            : Failure.failed("cannot write standard output: " + DiskException.words(e));
    failure = first;
    return first;
  }

  /** The system's own words for it depend on the locale. */
  private boolean hasNoReader(IOException e) {
    String words = String.valueOf(e.getMessage());
    return words.contains("Broken pipe")
        || words.contains("Connection reset")
        || ofProcess && isPipe();
  }

  /** Writing to a pipe fails for no other reason. */
  private static boolean isPipe() {
    try {
      String opened = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return opened.startsWith("pipe:") || opened.startsWith("socket:");
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }
}
