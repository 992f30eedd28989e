package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Files that are read at once. */
final class SmallFile {
  private SmallFile() {}

  /**
   * The whole of {@code file}, which is not a link.
   *
   * @throws DiskException with {@link DiskException.Reason#IO} if it has more than {@code sizeMax}
   *     bytes
   */
  static Bytes read(Disk disk, Path file, int sizeMax) {
    try (DiskFile open = disk.open(file, Disk.Mode.READ_PLAIN)) {
      long size = open.size();
      if (size > sizeMax) {
        throw new DiskException(
            DiskException.Reason.IO, file, "has " + size + " bytes, more than " + sizeMax);
      }
      ByteBuffer all = ByteBuffer.allocate((int) size);
      open.readFully(0, all);
      return Bytes.wrap(all.array());
    }
  }
}
