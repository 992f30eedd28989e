package dev.odeon.bench;

import dev.odeon.base.Disk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How many bytes were written to a segment of the log before each sync: the sizes of the batches.
 * What happens to a segment counts from its second sync on, for the first one is for the zeros it
 * is filled with.
 */
final class BatchSizes implements SyncingDisk.Syncs {
  private final List<Integer> sizes = new ArrayList<>();

  /** The machine's disk, whose batches are noted here. */
  Disk disk() {
    return new SyncingDisk(this);
  }

  /** The sizes in bytes since the last call, in order. */
  synchronized int[] take() {
    int[] taken = sizes.stream().mapToInt(Integer::intValue).toArray();
    sizes.clear();
    return taken;
  }

  @Override
  public void file(SyncingDisk.Unsynced file) {
    file.file().sync();
    if (isSegment(file.path()) && !file.filling() && file.bytes() > 0) {
      add(file.bytes());
    }
  }

  @Override
  public void folder(Runnable sync) {
    sync.run();
  }

  private synchronized void add(int size) {
    sizes.add(size);
  }

  private static boolean isSegment(Path file) {
    Path folder = file.getParent();
    return folder != null && folder.endsWith("log");
  }
}
