package dev.odeon.cli;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Source;
import dev.odeon.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is to be put: a file, which can be hashed before anything is done, or a stream. */
sealed interface PutInput extends AutoCloseable {
  /** Puts it. */
  ContentRef put(Store store);

  @Override
  void close();

  /**
   * Opens the file {@code path}, or standard input for {@code -}.
   *
   * @throws Failure if it cannot be read
   */
  static PutInput open(Console console, String path) {
    if (path.equals("-")) {
      return new OfStream(console.in(), console.progress("putting standard input"));
    }
    try {
      return open(console, Path.of(path));
    } catch (java.nio.file.InvalidPathException e) {
      throw Failure.usage("'%s' is no path".formatted(Shown.brief(path, 80)));
    }
  }

  private static PutInput open(Console console, Path file) {
    if (Files.isDirectory(file)) {
      throw Failure.failed(file + " is a folder: put its files, or an archive of it");
    }
    Progress progress = console.progress("putting " + file);
    try {
      return Files.isRegularFile(file)
          ? new OfFile(Disk.system().open(file, Disk.Mode.READ), progress)
          : new OfStream(Files.newInputStream(file), progress);
    } catch (NoSuchFileException _) {
      throw Failure.failed("there is no file " + file + ": check the path");
    } catch (IOException | DiskException e) {
      throw Failure.failed("the file %s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  /** A plain file. */
  record OfFile(DiskFile file, Progress progress) implements PutInput {
    @Override
    public ContentRef put(Store store) {
      long size = file.size();
      return store.put(Source.of(file), done -> progress.at(done, size));
    }

    @Override
    public void close() {
      progress.close();
      file.close();
    }
  }

  /** What can be read once, and has an end that nobody knows. */
  record OfStream(InputStream stream, Progress progress) implements PutInput {
    @Override
    public ContentRef put(Store store) {
      return store.put(stream, done -> progress.at(done, 0));
    }

    @Override
    public void close() {
      progress.close();
      try {
        stream.close();
      } catch (IOException _) {
        // It was read to its end, or what failed was said.
      }
    }
  }
}
