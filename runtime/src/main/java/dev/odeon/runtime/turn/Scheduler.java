package dev.odeon.runtime.turn;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives work its turns on guest threads: platform threads with a chosen stack, as many as guests
 * may run at a time, and more while some of them wait for something else. Who is next is the
 * tenant's turn that has had the least time for its weight, and of its work that which has had the
 * least ({@link ReadyQueue}); what a guest waits for that is parked in a host call goes first. What
 * has more to do than one slice queues up again, so nobody starves.
 *
 * <p>Any thread may hand work in. The two queues are guarded by this object's monitor, which is
 * never held over a port call.
 */
public final class Scheduler {
  /** How many there are at most, those that wait for a module included, parked ones not. */
  private static final int THREADS_MAX = 256;

  private final Clock clock;
  private final Threads threads;
  private final ReadyQueue ready = new ReadyQueue();
  private final List<Thread> idle = new ArrayList<>();

  /** The guest threads, and those in the place of one. */
  private final Map<Thread, Absence> workers = new LinkedHashMap<>();

  private final long stackBytes;
  private volatile boolean closed;
  private int running;

  /** How many of those that run are to end, since one whose place they took is back. */
  private int surplus;

  private int parked;

  /** The time that a guest thread spent away from its place, in the slice that it runs. */
  private static final class Absence {
    private long nanos;
    private long since;
  }

  private Scheduler(Clock clock, Threads threads, long stackBytes) {
    this.clock = clock;
    this.threads = threads;
    this.stackBytes = stackBytes;
  }

  /** Starts {@code count} guest threads with stacks of {@code stackBytes}. */
  public static Scheduler start(Clock clock, Threads threads, int count, long stackBytes) {
    Scheduler scheduler = new Scheduler(clock, threads, stackBytes);
    scheduler.running = count;
    for (int i = 0; i < count; i++) {
      var _ = threads.start("odeon-guest-" + i, stackBytes, scheduler::work);
    }
    return scheduler;
  }

  /** From now on {@code tenant} gets {@code weight} times the time of one of weight 1. */
  public synchronized void weight(String tenant, int weight) {
    ready.weight(tenant, weight);
  }

  /**
   * Does what waits for something other than guests. If that is on a guest thread, another takes
   * its place meanwhile.
   */
  <T> T waiting(Supplier<T> wait) {
    boolean replaced = isWorker() && replace(false);
    try {
      return wait.get();
    } finally {
      if (replaced) {
        returned(false);
      }
    }
  }

  /** Whether this is a guest thread, or in the place of one. */
  synchronized boolean isWorker() {
    return workers.containsKey(Thread.currentThread());
  }

  /**
   * Gives the place of this guest thread to another, until {@link #unpark}. False, and nothing is
   * done, if there is no thread to give it to: then what this one waits for might never run.
   */
  boolean park() {
    return replace(true);
  }

  /** The thread that gave its place away takes it again. */
  void unpark() {
    returned(true);
  }

  /** Starts a thread in the place of this one; false if there is none. */
  private boolean replace(boolean parks) {
    long now = clock.nanos();
    synchronized (this) {
      if (closed || !parks && running - parked >= THREADS_MAX) {
        return false;
      }
      running++;
      parked += parks ? 1 : 0;
      absence().since = now;
    }
    try {
      var _ = threads.start("odeon-guest-spare", stackBytes, this::work);
      return true;
    } catch (RuntimeException | Error e) {
      // The system has no thread to give now: this one keeps its place.
      synchronized (this) {
        running--;
        parked -= parks ? 1 : 0;
      }
      return false;
    }
  }

  /** Of this guest thread. */
  private Absence absence() {
    return Objects.requireNonNull(workers.get(Thread.currentThread()), "no guest thread");
  }

  private void returned(boolean parks) {
    long now = clock.nanos();
    Thread wake;
    synchronized (this) {
      Absence absence = absence();
      absence.nanos += now - absence.since;
      surplus++;
      parked -= parks ? 1 : 0;
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
  public boolean ready(GuestWork work) {
    return ready(() -> ready.add(work));
  }

  /** The same for work that a parked guest waits for: it goes before all other. */
  public boolean readyFirst(GuestWork work) {
    return ready(() -> ready.addUrgent(work));
  }

  private boolean ready(BooleanSupplier queues) {
    Thread wake;
    synchronized (this) {
      if (running == 0) {
        return false;
      }
      wake = queues.getAsBoolean() && !idle.isEmpty() ? idle.removeLast() : null;
    }
    if (wake != null) {
      threads.unpark(wake);
    }
    return true;
  }

  /**
   * A parked guest waits for {@code work}, which is ready perhaps: it goes before all other then.
   */
  public synchronized void hasten(GuestWork work) {
    ready.hasten(work);
  }

  /**
   * Runs {@code slice}, one of {@code work}, on the calling thread, in the place of a guest thread
   * that has nothing to do: that spares who waits for it a hand-over. False, and nothing is done,
   * if the thread has not the stack of a guest thread, or all of those are busy.
   */
  public boolean runHere(GuestWork work, Runnable slice) {
    if (threads.stackBytes() < stackBytes) {
      return false;
    }
    Thread idler;
    synchronized (this) {
      if (closed
          || idle.isEmpty()
          || workers.containsKey(Thread.currentThread())
          || !ready.begin(work)) {
        return false;
      }
      idler = idle.removeLast();
      running++;
      workers.put(Thread.currentThread(), new Absence());
    }
    try {
      run(work, slice);
    } finally {
      leave(idler);
    }
    return true;
  }

  /** Gives {@code idler} its place back, which looks for work then if there may be some. */
  private void leave(Thread idler) {
    GuestWork left = lastPlace();
    while (left != null) {
      run(left, left);
      left = lastPlace();
    }
    boolean wake;
    synchronized (this) {
      running--;
      workers.remove(Thread.currentThread());
      wake = closed || surplus > 0 || !ready.isEmpty();
      if (!wake && !idle.contains(idler)) {
        idle.add(idler);
      }
    }
    if (wake) {
      threads.unpark(idler);
    }
  }

  /** What nobody but this thread is left to run; null if nothing. */
  private synchronized @Nullable GuestWork lastPlace() {
    return closed && running == 1 ? ready.poll() : null;
  }

  /**
   * Wakes the guests that are parked, lets the work that is ready finish, then ends the threads;
   * false if some still run at {@code deadlineNanos}. These end once what they do is done, or the
   * next time they look for work.
   */
  public boolean close(Clock clock, long deadlineNanos) {
    closed = true;
    List<Thread> all;
    synchronized (this) {
      all = List.copyOf(workers.keySet());
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

  /** Whether it closes: who is parked goes no further. */
  boolean isClosed() {
    return closed;
  }

  /** How many guests are parked on guest threads. */
  public synchronized int parked() {
    return parked;
  }

  private synchronized boolean anyRunning() {
    return running > 0;
  }

  /** How many threads there are, those that wait included. */
  synchronized int threads() {
    return running;
  }

  private void work() {
    synchronized (this) {
      workers.put(Thread.currentThread(), new Absence());
    }
    boolean ended = false;
    try {
      for (GuestWork next = take(); next != null; next = take()) {
        run(next, next);
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
      if (surplus == 0 || closed) {
        // Those that close end once nothing is ready.
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
   * Runs a slice, and notes what it took. There are as many guest threads as guests may run: one
   * that ends for want of memory, or of a class, is missed for ever.
   */
  private void run(GuestWork work, Runnable slice) {
    long began = clock.nanos();
    try {
      slice.run();
    } catch (VirtualMachineError | LinkageError e) {
      System.getLogger(Scheduler.class.getPackageName())
          .log(System.Logger.Level.ERROR, "a guest thread failed, and goes on: " + e);
    } finally {
      long ended = clock.nanos();
      synchronized (this) {
        Absence absence = absence();
        boolean _ = ready.ended(work, ended - began - absence.nanos);
        absence.nanos = 0;
      }
    }
  }

  private synchronized void endedEarly() {
    running--;
  }

  private @Nullable GuestWork take() {
    while (true) {
      if (leaves()) {
        return null;
      }
      synchronized (this) {
        GuestWork next = ready.poll();
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
