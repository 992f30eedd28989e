package dev.odeon.store;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes the names in one folder durable, many threads' names in one sync: callers that arrive
 * during a sync share the next one. After a failed sync it is unknown what is durable, so nothing
 * more is acknowledged until the store is opened again. A sync that could not begin, because the
 * folder could not be opened, fails its caller only: the next one makes up for it.
 */
final class FolderSync {
  private final Disk disk;
  private final Path folder;
  private final Threads threads;
  private @Nullable Pending<Boolean> current;
  private @Nullable Pending<Boolean> next;
  private StoreException.@Nullable Broken broken;

  /** Whether names that were changed may be durable or not, since a sync could not begin. */
  private boolean owing;

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
      requireSound();
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

  /**
   * Throws if a sync has failed. When it returns, all names that were changed by callers whom a
   * sync has answered are durable, be it with a failure.
   */
  void check() {
    boolean owes;
    synchronized (this) {
      requireSound();
      owes = owing;
    }
    if (owes) {
      sync();
    }
  }

  private synchronized void requireSound() {
    if (broken != null) {
      throw broken;
    }
  }

  /** Who comes first to a round leads it, once the one before has ended. */
  private void lead(Pending<Boolean> round, @Nullable Pending<Boolean> before) {
    if (before != null) {
      try {
        var _ = before.await();
      } catch (StoreException.Broken | DiskException e) {
        // Told to those it concerns; this round fails below.
      }
    }
    synchronized (this) {
      current = round;
      next = null;
    }
    try {
      requireSound();
      owe(true);
      disk.syncFolder(folder);
      owe(false);
    } catch (DiskException e) {
      if (e.reason() != DiskException.Reason.SYNC) {
        round.fail(e);
        return;
      }
      StoreException.Broken cause = new StoreException.Broken(e);
      synchronized (this) {
        broken = cause;
      }
      round.fail(cause);
      return;
    } catch (StoreException.Broken e) {
      round.fail(e);
      return;
    } catch (Error e) {
      // Otherwise callers that share the round would wait for ever.
      round.fail(new IllegalStateException("a sync of names failed: " + e, e));
      throw e;
    }
    round.complete(true);
  }

  private synchronized void owe(boolean owes) {
    owing = owes;
  }
}
