package dev.odeon.log;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folder of the segments: finds them, makes them ahead of use, removes them. */
final class SegmentFolder {
  /** How much is zero-filled between two syncs, so that appends beside it do not wait for long. */
  private static final int SLICE_BYTES = 4 << 20;

  /**
   * A file that is named like a segment.
   *
   * @param header null if it was never used
   */
  record Entry(long id, Path path, long size, @Nullable SegmentHeader header) {}

  private final Disk disk;
  private final Path folder;

  SegmentFolder(Disk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  Path path(long id) {
    return folder.resolve(SegmentHeader.fileName(id));
  }

  /** The segment with this header, whose file is open. */
  Segment segment(SegmentHeader header, DiskFile file) {
    return new Segment(disk, path(header.id()), header, file);
  }

  /** The segments there are, in order of their ids. */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (String name : disk.list(folder)) {
      long id = SegmentHeader.idOf(name);
      if (id != 0) {
        entries.add(entry(id));
      }
    }
    return entries;
  }

  private Entry entry(long id) {
    Path path = path(id);
    try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
      long size = file.size();
      ByteBuffer page = ByteBuffer.allocate(SegmentHeader.PAGE);
      if (size >= SegmentHeader.PAGE) {
        file.readFully(0, page);
      }
      return new Entry(id, path, size, SegmentHeader.decode(path, page.clear()));
    }
  }

  /**
   * Makes the file of segment {@code id}, or makes one anew that was never used: {@code size}
   * zeros, durable, the name too.
   */
  DiskFile make(long id, long size) {
    Path path = path(id);
    DiskFile file = disk.open(path, disk.exists(path) ? Disk.Mode.WRITE : Disk.Mode.CREATE);
    try {
      fill(file, Math.max(size, file.size()));
      disk.syncFolder(folder);
      return file;
    } catch (DiskException e) {
      giveBack(file, path);
      throw e;
    }
  }

  /** Removes the segments after {@code id}. Durable with the next folder sync. */
  void removeAfter(long id) {
    for (String name : disk.list(folder)) {
      if (Long.compareUnsigned(SegmentHeader.idOf(name), id) > 0) {
        disk.delete(folder.resolve(name));
      }
    }
  }

  private static void fill(DiskFile file, long size) {
    long unsynced = 0;
    for (long at = 0; at < size; ) {
      ByteBuffer zeros = Zeros.run(size - at);
      int count = zeros.remaining();
      file.writeFully(at, zeros);
      at += count;
      unsynced += count;
      if (unsynced >= SLICE_BYTES || at == size) {
        file.sync();
        unsynced = 0;
      }
    }
  }

  /** A segment that could not be made must not take the space that others may need. */
  private void giveBack(DiskFile file, Path path) {
    try {
      file.close();
      disk.delete(path);
    } catch (DiskException e) {
      // It stays as a file of zeros, which the next attempt uses.
    }
  }
}
