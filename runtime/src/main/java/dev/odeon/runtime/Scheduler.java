package dev.odeon.runtime;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives work its turns on guest threads: platform threads with a chosen stack, as many as guests
 * may run at a time, and more while some of them wait for something else. First come, first served;
 * what has more to do than one slice queues up again, so nobody starves.
 *
 * <p>Any thread may hand work in. The two queues are guarded by this object's monitor, which is
 * never held over a port call.
 */
final class Scheduler {
  /** How many there are at most, those that wait included. */
  private static final int THREADS_MAX = 256;

  private final Threads threads;
  private final Deque<Runnable> ready = new ArrayDeque<>();
  private final List<Thread> idle = new ArrayList<>();
  private final List<Thread> workers = new ArrayList<>();
  private final long stackBytes;
  private volatile boolean closed;
  private int running;

  /** How many of those that run are to end, since one whose place they took is back. */
  private int surplus;

  private Scheduler(Threads threads, long stackBytes) {
    this.threads = threads;
    this.stackBytes = stackBytes;
  }

  /** Starts {@code count} guest threads with stacks of {@code stackBytes}. */
  static Scheduler start(Threads threads, int count, long stackBytes) {
    Scheduler scheduler = new Scheduler(threads, stackBytes);
    scheduler.running = count;
    for (int i = 0; i < count; i++) {
      scheduler.workers.add(threads.start("odeon-guest-" + i, stackBytes, scheduler::work));
    }
    return scheduler;
  }

  /**
   * Does what waits for something other than guests. If that is on a guest thread, another takes
   * its place meanwhile.
   */
  <T> T waiting(Supplier<T> wait) {
    boolean replaced = replace();
    try {
      return wait.get();
    } finally {
      if (replaced) {
        returned();
      }
    }
  }

  /** Starts a thread in the place of this one; false if this is no guest thread. */
  private boolean replace() {
    synchronized (this) {
      if (closed || running >= THREADS_MAX || !workers.contains(Thread.currentThread())) {
        return false;
      }
      running++;
    }
    try {
      var _ = threads.start("odeon-guest-spare", stackBytes, this::workInPlace);
      return true;
    } catch (RuntimeException | Error e) {
      // The system has no thread to give now: this one keeps its place.
      synchronized (this) {
        running--;
      }
      return false;
    }
  }

  private void workInPlace() {
    synchronized (this) {
      workers.add(Thread.currentThread());
    }
    work();
  }

  private void returned() {
    Thread wake;
    synchronized (this) {
      surplus++;
      wake = idle.isEmpty() ? null : idle.removeLast();
    }
    if (wake != null) {
      threads.unpark(wake);
    }
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

  /**
   * Lets the work that is ready finish, then ends the threads; false if some still run at {@code
   * deadlineNanos}. These end once what they do is done, or the next time they look for work.
   */
  boolean close(Clock clock, long deadlineNanos) {
    closed = true;
    List<Thread> all;
    synchronized (this) {
      all = List.copyOf(workers);
    }
    all.forEach(threads::unpark);
    while (anyRunning()) {
      if (deadlineNanos - clock.nanos() <= 0) {
        return false;
      }
      threads.parkNanos(1_000_000);
    }
    return true;
  }

  private synchronized boolean anyRunning() {
    return running > 0;
  }

  /** How many threads there are, those that wait included. */
  synchronized int threads() {
    return running;
  }

  private void work() {
    boolean ended = false;
    try {
      for (Runnable next = take(); next != null; next = take()) {
        run(next);
      }
      ended = true;
    } finally {
      if (!ended) {
        endedEarly();
      }
    }
  }

  /** Ends this thread if there is one too many; what it was woken for is another's then. */
  private boolean leaves() {
    Thread wake;
    synchronized (this) {
      if (surplus == 0) {
        return false;
      }
      surplus--;
      running--;
      workers.remove(Thread.currentThread());
      idle.remove(Thread.currentThread());
      wake = idle.isEmpty() ? null : idle.removeLast();
    }
    if (wake != null) {
      threads.unpark(wake);
    }
    return true;
  }

  /**
   * There are as many guest threads as guests may run: one that ends for want of memory, or of a
   * class, is missed for ever.
   */
  private static void run(Runnable work) {
    try {
      work.run();
    } catch (VirtualMachineError | LinkageError e) {
      System.getLogger(Scheduler.class.getPackageName())
          .log(System.Logger.Level.ERROR, "a guest thread failed, and goes on: " + e);
    }
  }

  private synchronized void endedEarly() {
    running--;
  }

  private @Nullable Runnable take() {
    while (true) {
      if (leaves()) {
        return null;
      }
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
