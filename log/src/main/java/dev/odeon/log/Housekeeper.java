package dev.odeon.log;

import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The thread for what must not hold up appends: making the next segment, writing index files. Jobs
 * run one at a time, in the order they came.
 */
final class Housekeeper {
  private final Threads threads;
  private final ArrayDeque<Runnable> jobs = new ArrayDeque<>();
  private final Pending<Boolean> ended;
  private volatile @Nullable Throwable failure;
  private boolean closing;
  private @Nullable Thread thread;

  private Housekeeper(Threads threads) {
    this.threads = threads;
    this.ended = new Pending<>(threads);
  }

  /** Starts the thread. */
  static Housekeeper start(Threads threads) {
    Housekeeper housekeeper = new Housekeeper(threads);
    housekeeper.thread = threads.start("odeon-log-housekeeper", 0, housekeeper::run);
    return housekeeper;
  }

  /** Has {@code job} run some time. */
  void later(Runnable job) {
    synchronized (this) {
      jobs.add(job);
    }
    wake();
  }

  /**
   * Does nothing while all jobs went well.
   *
   * @throws IllegalStateException if one broke: an index is not what it should be any more
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
   * A job that breaks is the committer's to weigh; the others still run, for somebody may wait for
   * them.
   */
  private void run(Runnable job) {
    try {
      job.run();
    } catch (RuntimeException | Error cause) {
      failure = cause;
    }
  }
}
