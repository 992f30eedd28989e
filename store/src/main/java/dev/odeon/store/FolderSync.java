package dev.odeon.store;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes the names in one folder durable, many threads' names in one sync: who comes while a sync is
 * under way shares the next one. After a failed sync nobody knows what is durable, so nothing more
 * is acknowledged until the store is opened again.
 */
final class FolderSync {
  private final Disk disk;
  private final Path folder;
  private final Threads threads;
  private @Nullable Pending<Boolean> current;
  private @Nullable Pending<Boolean> next;
  private StoreException.@Nullable Broken broken;

  FolderSync(Disk disk, Path folder, Threads threads) {
    this.disk = disk;
    this.folder = folder;
    this.threads = threads;
  }

  /** Returns when all names that were changed before the call are durable. */
  void sync() {
    Pending<Boolean> round;
    Pending<Boolean> before;
    boolean first;
    synchronized (this) {
      check();
      first = next == null;
      if (next == null) {
        next = new Pending<>(threads);
      }
      round = next;
      before = current;
    }
    if (first) {
      lead(round, before);
    }
    var _ = round.await();
  }

  /** Throws if a sync has failed. */
  synchronized void check() {
    if (broken != null) {
      throw broken;
    }
  }

  /** Who comes first to a round leads it, once the one before has ended. */
  private void lead(Pending<Boolean> round, @Nullable Pending<Boolean> before) {
    if (before != null) {
      try {
        var _ = before.await();
      } catch (StoreException.Broken e) {
        // Told to those it concerns; this round fails below.
      }
    }
    synchronized (this) {
      current = round;
      next = null;
    }
    try {
      check();
      disk.syncFolder(folder);
    } catch (DiskException e) {
      fail(round, new StoreException.Broken(e));
      return;
    } catch (StoreException.Broken e) {
      fail(round, e);
      return;
    }
    round.complete(true);
  }

  private void fail(Pending<Boolean> round, StoreException.Broken cause) {
    synchronized (this) {
      broken = cause;
    }
    round.fail(cause);
  }
}
