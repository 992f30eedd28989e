package dev.odeon.bench;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import dev.odeon.base.FileIdentity;
import dev.odeon.base.FileStatus;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The machine's disk, where somebody decides about each sync. */
final class SyncingDisk implements Disk {
  private final Disk disk = Disk.system();
  private final Syncs syncs;

  /** Decides about syncs. A file is synced by one thread at a time. */
  interface Syncs {
    /** Asked to sync {@code file}. */
    void file(Unsynced file);

    /** Asked to sync a folder, which {@code sync} does. */
    void folder(Runnable sync);
  }

  /**
   * A file before a sync.
   *
   * @param path where it is
   * @param filling whether it was made new, and never synced
   * @param bytes how many were written since the last sync
   * @param file what can be synced
   */
  record Unsynced(Path path, boolean filling, int bytes, DiskFile file) {}

  SyncingDisk(Syncs syncs) {
    this.syncs = syncs;
  }

  @Override
  public DiskFile open(Path file, Mode mode) {
    return new SyncingFile(file, disk.open(file, mode), mode == Mode.CREATE);
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
  public Optional<FileIdentity> identity(Path path) {
    return disk.identity(path);
  }

  @Override
  public Path realPath(Path path) {
    return disk.realPath(path);
  }

  @Override
  public boolean isOwnSocket(Path path) {
    return disk.isOwnSocket(path);
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
  public void syncFolder(Path folder) {
    syncs.folder(() -> disk.syncFolder(folder));
  }

  @Override
  public AutoCloseable lock(Path file) {
    return disk.lock(file);
  }

  /** Each file is written by one thread at a time. */
  private final class SyncingFile implements DiskFile {
    private final Path path;
    private final DiskFile file;
    private boolean filling;
    private int unsynced;

    SyncingFile(Path path, DiskFile file, boolean filling) {
      this.path = path;
      this.file = file;
      this.filling = filling;
    }

    @Override
    public int read(long offset, ByteBuffer target) {
      return file.read(offset, target);
    }

    @Override
    public int write(long offset, ByteBuffer source) {
      int written = file.write(offset, source);
      unsynced += written;
      return written;
    }

    @Override
    public void sync() {
      syncs.file(new Unsynced(path, filling, unsynced, file));
      filling = false;
      unsynced = 0;
    }

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
