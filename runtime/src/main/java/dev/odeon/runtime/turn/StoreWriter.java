package dev.odeon.runtime.turn;

import dev.odeon.base.DiskException;
import dev.odeon.base.Threads;
import dev.odeon.host.capability.StoreChange;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.HomeStore;
import dev.odeon.store.GuestPosition;
import dev.odeon.store.Store;
import dev.odeon.store.StoreException;
import dev.odeon.store.StoreName;
import org.jspecify.annotations.Nullable;

/**
 * Makes the changes that guests asked of the store, in the order of the log, on one thread of its
 * own: neither the committer nor a guest waits for the disk of a label. The thread starts with the
 * first change. A change is durable before it is forgotten here, and the store passes over one that
 * was made before, so after a crash the log is asked again.
 */
final class StoreWriter implements AutoCloseable {
  private final Threads threads;
  private final HomeStore store;
  private final PendingChanges pending;
  // Guarded by this.
  private boolean started;
  private @Nullable Thread thread;
  private volatile boolean closing;
  private volatile boolean ended;

  StoreWriter(Threads threads, HomeStore store, PendingChanges pending) {
    this.threads = threads;
    this.store = store;
    this.pending = pending;
  }

  /** Sees that there is a thread. */
  void start() {
    synchronized (this) {
      if (started || closing) {
        return;
      }
      started = true;
    }
    try {
      Thread _ = threads.start("odeon-store", 0, this::work);
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        started = false;
      }
      throw e;
    }
  }

  /** There may be something to do. Never blocks. */
  void wake() {
    Thread sleeping;
    synchronized (this) {
      sleeping = thread;
    }
    if (sleeping != null) {
      threads.unpark(sleeping);
    }
  }

  /**
   * Waits until at most {@code left} changes wait; false if none can be made for now, because of
   * the disk.
   */
  boolean awaitLeft(int left) {
    if (pending.count() <= left) {
      return true;
    }
    var waited = pending.whenLeft(left);
    wake();
    if (ended) {
      pending.stalled(); // by a thread that would have been told of this one
    }
    return waited.await();
  }

  private void work() {
    synchronized (this) {
      thread = Thread.currentThread();
    }
    try {
      while (true) {
        // In this order: what was due before the closing began is made.
        boolean last = closing;
        makeAll();
        if (last) {
          return;
        }
        threads.park();
      }
    } finally {
      ended = true;
      pending.stalled();
    }
  }

  private void makeAll() {
    for (PendingChanges.Due due = pending.next(); due != null; due = pending.next()) {
      try {
        make(store.get(), due.at(), due.change());
      } catch (StoreException.Refused | StoreException.Damaged e) {
        // The label is damaged, or somebody removed the store: whoever reads it is told so. Other
        // labels do not wait for that.
      } catch (StoreException | DiskException | ActorException e) {
        pending.stalled();
        return;
      } catch (VirtualMachineError | LinkageError e) {
        // A moment without memory: the next change, or who waits for one, tries again.
        pending.stalled();
        return;
      }
      pending.madeNext();
    }
  }

  private static void make(Store store, GuestPosition at, StoreChange change) {
    boolean _ =
        switch (change) {
          case StoreChange.Created(StoreName name) -> store.apply(at, name);
          case StoreChange.Labelled(StoreName name, var labelChange) ->
              store.apply(at, name, labelChange);
        };
  }

  /** Makes what is due, as far as the disk lets it, and ends the thread. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      if (!started) {
        return;
      }
    }
    while (!ended) {
      wake();
      threads.parkNanos(1_000_000);
    }
  }
}
