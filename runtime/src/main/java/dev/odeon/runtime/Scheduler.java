package dev.odeon.runtime;

import dev.odeon.base.Threads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives work its turns on guest threads: platform threads with a chosen stack, as many as guests
 * may run at a time. First come, first served; what has more to do than one slice queues up again,
 * so nobody starves.
 *
 * <p>Any thread may hand work in. The two queues are guarded by this object's monitor, which is
 * never held over a port call.
 */
final class Scheduler implements AutoCloseable {
  private final Threads threads;
  private final Deque<Runnable> ready = new ArrayDeque<>();
  private final List<Thread> idle = new ArrayList<>();
  private final List<Thread> workers = new ArrayList<>();
  private volatile boolean closed;
  private int running;

  private Scheduler(Threads threads) {
    this.threads = threads;
  }

  /** Starts {@code count} guest threads with stacks of {@code stackBytes}. */
  static Scheduler start(Threads threads, int count, long stackBytes) {
    Scheduler scheduler = new Scheduler(threads);
    scheduler.running = count;
    for (int i = 0; i < count; i++) {
      scheduler.workers.add(threads.start("odeon-guest-" + i, stackBytes, scheduler::work));
    }
    return scheduler;
  }

  /**
   * Queues {@code work} for one slice on a guest thread. It must not throw.
   *
   * @return whether it will run; false once the threads have ended
   */
  boolean ready(Runnable work) {
    Thread wake;
    synchronized (this) {
      if (running == 0) {
        return false;
      }
      ready.addLast(work);
      wake = idle.isEmpty() ? null : idle.removeLast();
    }
    if (wake != null) {
      threads.unpark(wake);
    }
    return true;
  }

  /** Lets the work that is ready finish, then ends the threads. */
  @Override
  public void close() {
    closed = true;
    workers.forEach(threads::unpark);
    while (anyRunning()) {
      threads.parkNanos(1_000_000);
    }
  }

  private synchronized boolean anyRunning() {
    return running > 0;
  }

  private void work() {
    boolean ended = false;
    try {
      for (Runnable next = take(); next != null; next = take()) {
        next.run();
      }
      ended = true;
    } finally {
      if (!ended) {
        endedEarly();
      }
    }
  }

  private synchronized void endedEarly() {
    running--;
  }

  private @Nullable Runnable take() {
    while (true) {
      synchronized (this) {
        Runnable next = ready.pollFirst();
        if (next != null) {
          idle.remove(Thread.currentThread());
          return next;
        }
        if (closed) {
          // In one step with finding nothing: what is queued until then is run.
          running--;
          return null;
        }
        if (!idle.contains(Thread.currentThread())) {
          idle.add(Thread.currentThread());
        }
      }
      threads.park();
    }
  }
}
