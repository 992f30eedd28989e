package dev.odeon.bench;

import dev.odeon.base.DiskException;
import dev.odeon.cli.Failure;
import dev.odeon.cli.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A temporary folder on the disk that is measured, removed when closed or when the process ends.
 */
final class Scratch implements AutoCloseable {
  private final Path folder;
  private final Thread remover;

  private Scratch(Path folder) {
    this.folder = folder;
    this.remover = new Thread(this::removeAll);
    Runtime.getRuntime().addShutdownHook(remover);
  }

  /** Makes one in {@code parent}. */
  static Scratch in(Path parent) {
    try {
      return new Scratch(Files.createTempDirectory(parent, "odeon-bench-"));
    } catch (IOException e) {
      throw Failure.failed(
          "cannot make a folder in %s (%s): name another with --home-parent"
              .formatted(parent, DiskException.words(e)));
    }
  }

  /** A new folder in it. */
  Path folder(String name) {
    try {
      return Files.createDirectory(folder.resolve(name));
    } catch (IOException e) {
      throw failed("make", e);
    }
  }

  /** The kind of file system it lies on, such as {@code ext4}. */
  String fileSystem() {
    try {
      return Files.getFileStore(folder).type();
    } catch (IOException e) {
      throw failed("look at", e);
    }
  }

  /** Removes {@code path} and all below it. */
  static void remove(Path path) {
    try {
      FileTree.remove(path);
    } catch (IOException e) {
      throw failed("remove", e);
    }
  }

  @Override
  public void close() {
    removeAll();
    Runtime.getRuntime().removeShutdownHook(remover);
  }

  private void removeAll() {
    if (Files.exists(folder)) {
      remove(folder);
    }
  }

  private static Failure failed(String verb, IOException e) {
    return Failure.failed("cannot " + verb + " the benchmark's files: " + DiskException.words(e));
  }
}
