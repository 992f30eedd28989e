package dev.odeon.cli.plugin;

import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a file has changed and is written no more: looked at ten times a second, since its
 * folder may be on a disk that reports nothing, and since what replaces a file by renaming is
 * another file. For one thread.
 */
final class FileWatch {
  private static final long PAUSE_NANOS = 100_000_000;

  /** How many times in a row a file is seen the same before it counts as written. */
  private static final int QUIET = 2;

  private final Path file;
  private final Ports ports;
  private @Nullable Seen last;

  /** One that knows {@code file} as it is now. */
  FileWatch(Path file, Ports ports) {
    this.file = file;
    this.ports = ports;
    this.last = look();
  }

  private record Seen(long size, FileTime modified, @Nullable Object key) {}

  /** Blocks until the file is there, and another than when this last returned. */
  void awaitChange() {
    Seen candidate = null;
    int same = 0;
    while (candidate == null || same < QUIET) {
      pause();
      Seen now = look();
      if (now == null || now.equals(last)) {
        candidate = null;
      } else if (now.equals(candidate)) {
        same++;
      } else {
        candidate = now;
        same = 0;
      }
    }
    last = candidate;
  }

  private void pause() {
    Pending<Boolean> never = new Pending<>(ports.threads());
    var _ = never.await(ports.clock(), PAUSE_NANOS);
  }

  private @Nullable Seen look() {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      return is.isRegularFile()
          ? new Seen(is.size(), is.lastModifiedTime(), Objects.requireNonNullElse(is.fileKey(), 0))
          : null;
    } catch (IOException _) {
      return null; // gone, perhaps only until its successor has its name
    }
  }
}
