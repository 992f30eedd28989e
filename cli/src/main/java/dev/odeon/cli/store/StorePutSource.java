package dev.odeon.cli.store;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.cli.Console;
import dev.odeon.cli.ContentSender;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Values;
import dev.odeon.protocol.ProgressListener;
import dev.odeon.protocol.StorePut;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a person wants stored: a plain file, or what can be read once. */
sealed interface StorePutSource extends AutoCloseable {
  /** Has it stored. */
  StorePut.Result put(ContentSender sender, ProgressListener progress);

  @Override
  void close();

  /**
   * Opens the file {@code path}, or standard input for {@code -}.
   *
   * @throws Failure if it cannot be read
   */
  static StorePutSource open(Console console, String path) {
    if (path.equals("-")) {
      return new OfStream(console.in(), "standard input");
    }
    return open(Values.path(path));
  }

  private static StorePutSource open(Path file) {
    if (Files.isDirectory(file)) {
      throw Failure.failed(file + " is a folder: store its files, or an archive of it");
    }
    try {
      return Files.isRegularFile(file)
          ? new OfFile(Disk.system().open(file, Disk.Mode.READ), file)
          : new OfStream(Files.newInputStream(file), file.toString());
    } catch (NoSuchFileException _) {
      throw Failure.failed("there is no file " + file + ": check the path");
    } catch (IOException | DiskException e) {
      throw Failure.failed("the file %s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  /** A plain file. */
  record OfFile(DiskFile file, Path path) implements StorePutSource {
    @Override
    public StorePut.Result put(ContentSender sender, ProgressListener progress) {
      return sender.put(file, path, progress);
    }

    @Override
    public void close() {
      file.close();
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** What can be read once, and has an end that nobody knows. */
  record OfStream(InputStream stream, String name) implements StorePutSource {
    @Override
    public StorePut.Result put(ContentSender sender, ProgressListener progress) {
      return sender.put(stream, progress);
    }

    @Override
    public void close() {
      try {
        stream.close();
      } catch (IOException _) {
        // It was read to its end, or what failed was said.
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
