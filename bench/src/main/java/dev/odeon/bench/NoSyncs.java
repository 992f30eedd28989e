package dev.odeon.bench;

import dev.odeon.base.Disk;

/** No sync is waited for: for what is laid out before a measurement. */
final class NoSyncs implements SyncingDisk.Syncs {
  /** The machine's disk, never synced. */
  static Disk disk() {
    return new SyncingDisk(new NoSyncs());
  }

  @Override
  public void file(SyncingDisk.Unsynced file) {}

  @Override
  public void folder(Runnable sync) {}
}
