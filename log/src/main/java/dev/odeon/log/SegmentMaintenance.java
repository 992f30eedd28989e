package dev.odeon.log;

import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The thread for work that must not delay appends: creating the next segment and writing index
 * files. Jobs run one at a time, in order of submission.
 */
final class SegmentMaintenance {
  private final Threads threads;
  private final ArrayDeque<Runnable> jobs = new ArrayDeque<>();
  private final Pending<Boolean> ended;
  private volatile @Nullable Throwable failure;
  private boolean closing;
  private @Nullable Thread thread;

  private SegmentMaintenance(Threads threads) {
    this.threads = threads;
    this.ended = new Pending<>(threads);
  }

  /** Starts the thread. */
  static SegmentMaintenance start(Threads threads) {
    SegmentMaintenance maintenance = new SegmentMaintenance(threads);
    maintenance.thread = threads.start("odeon-log-segments", 0, maintenance::run);
    return maintenance;
  }

  /** Queues {@code job}. */
  void later(Runnable job) {
    synchronized (this) {
      jobs.add(job);
    }
    wake();
  }

  /**
   * Does nothing while all jobs have succeeded.
   *
   * @throws IllegalStateException if one failed: an index may be wrong
   */
  void check() {
    Throwable cause = failure;
    if (cause != null) {
      throw new IllegalStateException("an index could not be sealed: " + cause, cause);
    }
  }

  /** Waits until all jobs are done, and ends the thread. */
  void close() {
    synchronized (this) {
      closing = true;
    }
    wake();
    ended.await();
  }

  private void wake() {
    Thread sleeper = thread;
    if (sleeper != null) {
      threads.unpark(sleeper);
    }
  }

  private void run() {
    try {
      while (true) {
        Runnable job;
        boolean last;
        synchronized (this) {
          job = jobs.poll();
          last = closing;
        }
        if (job != null) {
          run(job);
        } else if (last) {
          break;
        } else {
          threads.park();
        }
      }
    } finally {
      ended.complete(true);
    }
  }

  /**
   * Runs a job. The committer handles a failure; the other jobs still run, since callers may wait
   * for them.
   */
  private void run(Runnable job) {
    try {
      job.run();
    } catch (RuntimeException | Error cause) {
      failure = cause;
    }
  }
}
