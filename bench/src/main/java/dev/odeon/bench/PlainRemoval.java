package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import dev.odeon.cli.Failure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongFunction;

/** As many plain files in one folder as a store has small contents, of which half is removed. */
final class PlainRemoval {
  private final Path folder;

  /** Files in {@code folder}, which is empty. */
  PlainRemoval(Path folder) {
    this.folder = folder;
  }

  /** Writes {@code count} files, each named by its hash; nothing is synced. */
  void fill(long count, LongFunction<Bytes> content) {
    try {
      for (long i = 0; i < count; i++) {
        Bytes each = content.apply(i);
        Files.write(folder.resolve(Hash.of(each).hex()), each.toArray());
      }
    } catch (IOException e) {
      throw Failure.failed("cannot write plain files for a benchmark: " + DiskException.words(e));
    }
  }

  /** Removes every other file, and syncs the folder once. How long that took, in seconds. */
  double seconds() {
    long begun = System.nanoTime();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      boolean kept = true;
      for (Path file : files) {
        if (!kept) {
          Files.delete(file);
        }
        kept = !kept;
      }
    } catch (IOException e) {
      throw Failure.failed("cannot remove plain files for a benchmark: " + DiskException.words(e));
    }
    Disk.system().syncFolder(folder);
    return (System.nanoTime() - begun) / 1e9;
  }
}
