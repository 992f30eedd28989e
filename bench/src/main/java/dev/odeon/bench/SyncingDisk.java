package dev.odeon.bench;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import dev.odeon.base.ForwardingDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The machine's disk, where somebody decides about each sync. */
final class SyncingDisk implements ForwardingDisk {
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
  public Disk target() {
    return disk;
  }

  @Override
  public void syncFolder(Path folder) {
    syncs.folder(() -> disk.syncFolder(folder));
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
