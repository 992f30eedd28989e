package dev.odeon.bench;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import dev.odeon.base.FileStatus;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The machine's disk, where a sync is not waited for: for what is laid out before a measurement.
 */
final class UnsyncedDisk implements Disk {
  private final Disk disk = Disk.system();

  @Override
  public DiskFile open(Path file, Mode mode) {
    return new UnsyncedFile(disk.open(file, mode));
  }

  @Override
  public boolean exists(Path path) {
    return disk.exists(path);
  }

  @Override
  public Optional<FileStatus> status(Path path) {
    return disk.status(path);
  }

  @Override
  public List<String> list(Path folder) {
    return disk.list(folder);
  }

  @Override
  public void visit(Path folder, Consumer<String> visitor) {
    disk.visit(folder, visitor);
  }

  @Override
  public void createFolders(Path folder) {
    disk.createFolders(folder);
  }

  @Override
  public void rename(Path from, Path to) {
    disk.rename(from, to);
  }

  @Override
  public void touch(Path file, long millis) {
    disk.touch(file, millis);
  }

  @Override
  public void delete(Path path) {
    disk.delete(path);
  }

  @Override
  public void syncFolder(Path folder) {}

  @Override
  public AutoCloseable lock(Path file) {
    return disk.lock(file);
  }

  private record UnsyncedFile(DiskFile file) implements DiskFile {
    @Override
    public int read(long offset, ByteBuffer target) {
      return file.read(offset, target);
    }

    @Override
    public int write(long offset, ByteBuffer source) {
      return file.write(offset, source);
    }

    @Override
    public void sync() {}

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public void truncate(long size) {
      file.truncate(size);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
