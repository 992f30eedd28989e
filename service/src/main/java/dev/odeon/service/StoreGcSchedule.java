package dev.odeon.service;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.store.CollectionReport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Collects the store of a home again and again while it is open, and logs what that did. The first
 * collection is one period after the start. Runs on a virtual thread of its own.
 */
public final class StoreGcSchedule implements AutoCloseable {
  private static final Logger LOG = System.getLogger(StoreGcSchedule.class.getName());

  private final Actors actors;
  private final Clock clock;
  private final Threads threads;
  private final long periodNanos;
  private volatile boolean closed;

  /** The thread that collects; null until it was started. */
  private volatile @Nullable Thread thread;

  private StoreGcSchedule(Actors actors, Duration period) {
    this.actors = actors;
    this.clock = actors.ports().clock();
    this.threads = actors.ports().threads();
    this.periodNanos = period.toNanos();
  }

  /**
   * Starts the schedule.
   *
   * @param actors the home, which stays the caller's to close
   * @param period from one collection to the next; positive
   */
  public static StoreGcSchedule start(Actors actors, Duration period) {
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("a store cannot be collected every " + period);
    }
    StoreGcSchedule schedule = new StoreGcSchedule(actors, period);
    Thread thread = actors.ports().threads().startVirtual("odeon-store-gc", schedule::run);
    schedule.thread = thread;
    return schedule;
  }

  private void run() {
    long due = clock.nanos() + periodNanos;
    while (!closed) {
      long left = due - clock.nanos();
      if (left > 0) {
        threads.parkNanos(left);
      } else {
        collect();
        due = clock.nanos() + periodNanos;
      }
    }
  }

  private void collect() {
    long begun = clock.nanos();
    try {
      CollectionReport report =
          actors
              .store()
              .collect(actors.roots(), false, actors.settings().store().grace(), _ -> {}, _ -> {});
      actors.tenants().collected();
      LOG.log(
          Level.INFO,
          "store collected removed={0} removed_bytes={1} kept={2} freed_bytes={3} ms={4}",
          report.removedCount(),
          report.removedBytes(),
          report.keptCount(),
          report.diskBytesFreed(),
          (clock.nanos() - begun) / 1_000_000);
      report
          .problems()
          .forEach(problem -> LOG.log(Level.WARNING, "store not collected reason={0}", problem));
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.log(Level.WARNING, "store not collected reason={0}", e.getMessage());
      }
    }
  }

  /** Ends the schedule; a collection that runs ends with the home. */
  @Override
  public void close() {
    closed = true;
    Thread own = thread;
    if (own != null) {
      threads.unpark(own);
    }
  }
}
