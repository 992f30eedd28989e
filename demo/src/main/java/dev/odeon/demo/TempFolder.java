package dev.odeon.demo;

import dev.odeon.base.ErrorText;
import dev.odeon.cli.Failure;
import dev.odeon.cli.FileTree;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/** A temporary folder that is removed when it is closed, unless it is to be kept. */
final class TempFolder implements AutoCloseable {
  private static final int TRIES = 1000;

  private final Path folder;
  private volatile boolean kept;

  private TempFolder(Path folder, boolean kept) {
    this.folder = folder;
    this.kept = kept;
  }

  /** Makes the folder. */
  static TempFolder create(boolean kept) {
    try {
      return new TempFolder(Files.createTempDirectory("odeon-demo-"), kept);
    } catch (IOException e) {
      throw Failure.failed(
          "cannot make a temporary folder: " + ErrorText.of(e) + "; set TMPDIR to one that works");
    }
  }

  /** The folder. */
  Path folder() {
    return folder;
  }

  /** Leaves the folder where it is. */
  void keep() {
    kept = true;
  }

  /** Writes a file into the folder. */
  Path write(String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw failed("write", e);
    }
  }

  /** Copies a folder with all that is in it to {@code name} in this one. */
  Path copy(Path from, String name) {
    Path to = folder.resolve(name);
    walk(from, file -> copyFile(file, to.resolve(from.relativize(file))));
    return to;
  }

  /** Copies a file, or a folder with all that is in it, into {@code folder} under its name. */
  void copyInto(Path from, Path folder) {
    walk(
        from,
        file ->
            copyFile(file, folder.resolve(from.resolveSibling(".").normalize().relativize(file))));
  }

  /** What the files below {@code folder} take, in bytes of disk as the file sizes say. */
  static long size(Path folder) {
    long[] size = new long[1];
    walk(folder, file -> size[0] += Files.size(file));
    return size[0];
  }

  @Override
  public void close() {
    if (!kept) {
      removeAll();
    }
  }

  /**
   * Removes the folder while others may still write into it, unless it is kept: they end with the
   * process. Returns whether it is gone.
   */
  boolean removeAtLast() {
    for (int i = 0; i < TRIES && !kept && Files.exists(folder); i++) {
      try {
        FileTree.remove(folder);
      } catch (IOException _) {
        // Something came in meanwhile.
      }
    }
    return !Files.exists(folder);
  }

  private static void copyFile(Path from, Path to) throws IOException {
    Files.createDirectories(to.resolveSibling("."));
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private interface FileWork {
    void on(Path file) throws IOException;
  }

  private static void walk(Path folder, FileWork work) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              work.on(file);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  private void removeAll() {
    try {
      FileTree.remove(folder);
    } catch (IOException e) {
      throw failed("remove", e);
    }
  }

  private static Failure failed(String verb, IOException e) {
    return Failure.failed("cannot " + verb + " the demo's files: " + e);
  }
}
