package dev.odeon.bench;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import dev.odeon.base.FileStatus;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The machine's disk, and a record of how many bytes were written to a segment of the log before
 * each sync: the sizes of the batches. What happens to a segment counts from its second sync on,
 * for the first one is for the zeros it is filled with.
 */
final class RecordingDisk implements Disk {
  private final Disk disk = Disk.system();
  private final List<Integer> sizes = new ArrayList<>();

  /** The sizes in bytes since the last call, in order. */
  synchronized int[] take() {
    int[] taken = sizes.stream().mapToInt(Integer::intValue).toArray();
    sizes.clear();
    return taken;
  }

  private synchronized void add(int size) {
    sizes.add(size);
  }

  @Override
  public DiskFile open(Path file, Mode mode) {
    DiskFile opened = disk.open(file, mode);
    return isSegment(file) ? new RecordedFile(opened, mode == Mode.CREATE) : opened;
  }

  private static boolean isSegment(Path file) {
    Path folder = file.getParent();
    return folder != null && folder.endsWith("log");
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
  public void syncFolder(Path folder) {
    disk.syncFolder(folder);
  }

  @Override
  public AutoCloseable lock(Path file) {
    return disk.lock(file);
  }

  /** Each file is written by one thread at a time. */
  private final class RecordedFile implements DiskFile {
    private final DiskFile file;
    private boolean filling;
    private int unsynced;

    RecordedFile(DiskFile file, boolean filling) {
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
      file.sync();
      if (!filling && unsynced > 0) {
        add(unsynced);
      }
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
