package dev.odeon.log;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The files of derived data, one a segment and index. They are never synced: one that a crash left
 * in pieces has a wrong checksum, and is written again.
 *
 * <pre>
 *    0  magic "ODEONIDX"        8
 *    8  format, 1               4
 *   12  zero                    4
 *   16  home id                16
 *   32  salt of the segment    16
 *   48  segment id              8
 *   56  end of the segment      8   an offset
 *   64  size of the body        8
 *   72  zero                    4
 *   76  CRC32C(bytes 0..76 | body)   4
 *   80  body: its owner's
 * </pre>
 */
final class IndexFiles implements AutoCloseable {
  private static final int HEADER_SIZE = 80;
  private static final int CRC_AT = 76;
  private static final int FORMAT = 1;
  private static final long MAGIC = 0x4F44454F_4E494458L;

  private final Disk disk;
  private final Path folder;
  private final Queue<DiskFile> open = new ConcurrentLinkedQueue<>();

  IndexFiles(Disk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /**
   * The file of {@code name} for a segment that ends at {@code end}; null if it is missing, damaged
   * or another's.
   */
  @Nullable IndexFile open(SegmentHeader segment, long end, String name) {
    Path path = path(segment, name);
    try {
      if (!disk.exists(path)) {
        return null;
      }
      DiskFile file = disk.open(path, Disk.Mode.READ);
      ByteBuffer expected = header(segment, end, file.size() - HEADER_SIZE);
      if (matches(file, expected)) {
        open.add(file);
        return new OnDisk(file, file.size() - HEADER_SIZE);
      }
      file.close();
    } catch (DiskException e) {
      // Derived data that cannot be read is derived again.
    }
    return null;
  }

  /** Writes the file, and returns it; or {@code body} itself if the disk does not take it now. */
  IndexFile write(SegmentHeader segment, long end, String name, Bytes body) {
    try {
      disk.createFolders(folder);
      Path path = path(segment, name);
      Path beside = path.resolveSibling(path.getFileName() + ".tmp");
      if (disk.exists(beside)) {
        disk.delete(beside);
      }
      try (DiskFile file = disk.open(beside, Disk.Mode.CREATE)) {
        ByteBuffer header = header(segment, end, body.size());
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, CRC_AT);
        crc.update(body.buffer());
        file.writeFully(0, header.putInt(CRC_AT, (int) crc.getValue()));
        file.writeFully(HEADER_SIZE, body.buffer());
      }
      disk.rename(beside, path);
      DiskFile file = disk.open(path, Disk.Mode.READ);
      open.add(file);
      return new OnDisk(file, body.size());
    } catch (DiskException e) {
      return new InMemory(body);
    }
  }

  @Override
  public void close() {
    open.forEach(DiskFile::close);
    open.clear();
  }

  private Path path(SegmentHeader segment, String name) {
    return folder.resolve(SegmentHeader.stem(segment.id()) + "." + name);
  }

  private static ByteBuffer header(SegmentHeader segment, long end, long size) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_SIZE);
    header.putLong(MAGIC).putInt(FORMAT).putInt(0);
    header.put(segment.home().buffer()).put(segment.salt().buffer());
    return header.putLong(segment.id()).putLong(end).putLong(size).clear();
  }

  /** Whether {@code file} begins with {@code expected} and its checksum is right. */
  private static boolean matches(DiskFile file, ByteBuffer expected) {
    long size = file.size();
    if (size < HEADER_SIZE) {
      return false;
    }
    ByteBuffer window = ByteBuffer.allocateDirect((int) Math.min(size, 1 << 20));
    file.readFully(0, window);
    window.flip();
    if (!window.slice(0, CRC_AT).equals(expected.slice(0, CRC_AT))) {
      return false;
    }
    int checksum = window.getInt(CRC_AT);
    CRC32C crc = new CRC32C();
    crc.update(window.slice(0, CRC_AT));
    crc.update(window.position(HEADER_SIZE));
    for (long at = window.capacity(); at < size; at += window.limit()) {
      window.clear().limit((int) Math.min(window.capacity(), size - at));
      file.readFully(at, window);
      crc.update(window.flip());
    }
    return (int) crc.getValue() == checksum;
  }

  /** A file that is not written: of a segment that is damaged, or in a home that is only read. */
  static IndexFile inMemory(Bytes body) {
    return new InMemory(body);
  }

  private record OnDisk(DiskFile file, long size) implements IndexFile {
    @Override
    public Bytes read(long offset, int count) {
      if (offset < 0 || count < 0 || count > size - offset) {
        throw new IndexOutOfBoundsException(
            "bytes " + offset + "+" + count + " of " + size + " do not exist");
      }
      byte[] target = new byte[count];
      file.readFully(HEADER_SIZE + offset, ByteBuffer.wrap(target));
      return Bytes.wrap(target);
    }
  }

  private record InMemory(Bytes body) implements IndexFile {
    @Override
    public long size() {
      return body.size();
    }

    @Override
    public Bytes read(long offset, int count) {
      int from = (int) Math.min(offset, Integer.MAX_VALUE);
      return body.slice(from, from + count);
    }
  }
}
