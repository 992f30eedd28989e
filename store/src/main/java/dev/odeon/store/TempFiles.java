package dev.odeon.store;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes files under a temporary name and renames them once they are whole. */
final class TempFiles {
  private TempFiles() {}

  /**
   * Has {@code content} write a file, syncs it and names it {@code path}; the name is not durable
   * before the folder is synced. If anything fails, there is no file. No other thread may write the
   * same file meanwhile.
   */
  static void write(Disk disk, Path path, Consumer<DiskFile> content) {
    Path temporary = StoreFolders.unfinished(path);
    try {
      try (DiskFile file = create(disk, temporary)) {
        content.accept(file);
        file.sync();
      }
      disk.rename(temporary, path);
    } catch (DiskException | StoreException e) {
      remove(disk, temporary);
      throw e;
    }
  }

  /** Creates {@code temporary}, replacing what an earlier process left there. */
  private static DiskFile create(Disk disk, Path temporary) {
    try {
      return disk.open(temporary, Disk.Mode.CREATE);
    } catch (DiskException e) {
      if (e.reason() != DiskException.Reason.EXISTS) {
        throw e;
      }
      disk.delete(temporary);
      return disk.open(temporary, Disk.Mode.CREATE);
    }
  }

  /** Removes what could not be finished; if that cannot be done either, a collection will. */
  private static void remove(Disk disk, Path temporary) {
    try {
      if (disk.exists(temporary)) {
        disk.delete(temporary);
      }
    } catch (DiskException e) {
      return;
    }
  }
}
