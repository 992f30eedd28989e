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
 * has more to do than one slice queues up again, so nobody starves; and a run whose tenant has had
 * more than its share gives way in the middle of one ({@link #giveWay}).
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
  private final Map<Thread, Slice> workers = new LinkedHashMap<>();

  private final long stackBytes;
  private volatile boolean closed;
  private int running;

  /** How many of those that run are to end, since one whose place they took is back. */
  private int surplus;

  private int parked;

  /** Whether something is ready that no thread has yet; written under the monitor alone. */
  private volatile boolean waits;

  /** What a guest thread runs. */
  private static final class Slice {
    private @Nullable GuestWork work;

    /** When it began, or went on after it gave way. */
    private long begunNanos;

    /** The time since then that the thread spent away from its place. */
    private long awayNanos;

    /** When the thread left its place. */
    private long leftNanos;

    /** Whether another thread has its place. */
    private boolean isAway;

    /** The time on the thread's place that is not charged yet. */
    private long took(long now) {
      return now - begunNanos - awayNanos;
    }
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

  /** From now on {@code tenant} has at most {@code most} runs at a time; parked ones are none. */
  public void runsMax(String tenant, int most) {
    changeLimits(() -> ready.runsMax(tenant, most));
  }

  /** From now on nobody's runs are limited. */
  public void lift() {
    changeLimits(ready::lift);
  }

  private void changeLimits(Runnable change) {
    List<Thread> wake;
    synchronized (this) {
      change.run();
      noteReady();
      wake = ready.isEmpty() ? List.of() : List.copyOf(idle);
    }
    wake.forEach(threads::unpark);
  }

  /** How many runs {@code tenant} has. */
  public synchronized long running(String tenant) {
    return ready.running(tenant);
  }

  /**
   * A run of {@code tenant} begins on a thread that is no guest thread; {@link #ended} ends it.
   * False if the tenant has as many as it may.
   */
  public synchronized boolean begins(String tenant) {
    return ready.beginBesides(tenant);
  }

  /** Such a run ended. */
  public void ended(String tenant) {
    wakingOne(() -> ready.endBesides(tenant));
  }

  /** After {@code change}, a tenant may have a run more. */
  private void wakingOne(Runnable change) {
    Thread wake;
    synchronized (this) {
      change.run();
      noteReady();
      wake = ready.isEmpty() || idle.isEmpty() ? null : idle.removeLast();
    }
    if (wake != null) {
      threads.unpark(wake);
    }
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
    boolean parks = replace(true);
    if (parks) {
      wakingOne(() -> parks(1));
    }
    return parks;
  }

  /** Under the monitor: this thread's run is parked, or no more. */
  private void parks(int more) {
    GuestWork work = slice().work;
    if (work != null) {
      ready.parked(work, more);
    }
  }

  /** The thread that gave its place away takes it again. */
  void unpark() {
    synchronized (this) {
      parks(-1);
      noteReady();
    }
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
      Slice slice = slice();
      slice.leftNanos = now;
      slice.isAway = true;
    }
    if (startsSpare()) {
      return true;
    }
    synchronized (this) {
      running--;
      parked -= parks ? 1 : 0;
      slice().isAway = false;
    }
    return false;
  }

  /** Starts one more guest thread; false if the system has none to give now. */
  private boolean startsSpare() {
    try {
      var _ = threads.start("odeon-guest-spare", stackBytes, this::work);
      return true;
    } catch (RuntimeException | Error e) {
      return false;
    }
  }

  /** Of this guest thread. */
  private Slice slice() {
    return Objects.requireNonNull(workers.get(Thread.currentThread()), "no guest thread");
  }

  private void returned(boolean parks) {
    long now = clock.nanos();
    Thread wake;
    synchronized (this) {
      Slice slice = slice();
      slice.awayNanos += now - slice.leftNanos;
      slice.isAway = false;
      surplus++;
      parked -= parks ? 1 : 0;
      wake = idle.isEmpty() ? null : idle.removeLast();
    }
    if (wake != null) {
      threads.unpark(wake);
    }
  }

  /**
   * Whether the slice of this thread is over its tenant's share while another tenant's work waits.
   * Quick if none does, or if this is no guest thread.
   */
  boolean mustGiveWay() {
    if (!waits || closed) {
      return false;
    }
    long now = clock.nanos();
    synchronized (this) {
      Slice slice = workers.get(Thread.currentThread());
      return slice != null
          && slice.work != null
          && !slice.isAway
          && ready.isOverShare(slice.work, slice.took(now));
    }
  }

  /** The same for work that this thread, which is no guest thread, did for {@code nanos}. */
  boolean isOverShare(GuestWork work, long nanos) {
    if (!waits || closed) {
      return false;
    }
    synchronized (this) {
      return ready.isOverShare(work, nanos);
    }
  }

  /** Charges {@code nanos} to {@code work}, which took them on another thread. */
  synchronized void took(GuestWork work, long nanos) {
    if (ready.begin(work)) {
      boolean _ = ready.ended(work, nanos);
    }
  }

  /**
   * Gives the place of this guest thread to another, and blocks until it is the turn of its tenant
   * again, or {@code stops}: whoever makes that true wakes the thread. The wait counts for nobody's
   * share. If there is no thread for the place, nothing is done.
   */
  void giveWay(BooleanSupplier stops) {
    if (!replace(true)) {
      return;
    }
    ReadyQueue.PausedRun rest;
    Thread wake;
    synchronized (this) {
      Slice slice = slice();
      GuestWork work = Objects.requireNonNull(slice.work);
      rest = ready.giveWay(work, Thread.currentThread(), slice.took(slice.leftNanos));
      wake = idle.isEmpty() ? null : idle.removeLast();
      noteReady();
    }
    if (wake != null) {
      threads.unpark(wake);
    }
    while (!stops.getAsBoolean() && !closed && isAway()) {
      threads.park();
    }
    long now = clock.nanos();
    synchronized (this) {
      Slice slice = slice();
      if (slice.isAway) {
        ready.goesOn(rest);
        handOver(rest);
        noteReady();
      }
      slice.begunNanos = now;
      slice.awayNanos = 0;
    }
  }

  private synchronized boolean isAway() {
    return slice().isAway;
  }

  /** The run that gave way has a place again, which another thread leaves; under the monitor. */
  private void handOver(ReadyQueue.PausedRun rest) {
    Objects.requireNonNull(workers.get(rest.thread())).isAway = false;
    parked--;
    surplus++;
  }

  /** Under the monitor, whenever what is ready may have changed. */
  private void noteReady() {
    boolean now = !ready.isEmpty();
    if (waits != now) {
      waits = now;
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
      noteReady();
    }
    if (wake != null) {
      threads.unpark(wake);
    }
    return true;
  }

  /**
   * A parked guest waits for {@code work}, which is ready perhaps: it goes before all other then.
   */
  public void hasten(GuestWork work) {
    // Its tenant may have as many runs as it may: then nobody has been woken for it yet.
    boolean _ = ready(() -> ready.hasten(work));
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
    Slice here = new Slice();
    synchronized (this) {
      if (closed
          || idle.isEmpty()
          || workers.containsKey(Thread.currentThread())
          || !ready.mayRun(work)
          || !ready.begin(work)) {
        return false;
      }
      idler = idle.removeLast();
      running++;
      workers.put(Thread.currentThread(), here);
    }
    try {
      run(here, work, slice);
    } finally {
      leave(here, idler);
    }
    return true;
  }

  /** Gives {@code idler} its place back, which looks for work then if there may be some. */
  private void leave(Slice here, Thread idler) {
    GuestWork left = lastPlace();
    while (left != null) {
      run(here, left, left);
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
    Slice place = new Slice();
    synchronized (this) {
      workers.put(Thread.currentThread(), place);
    }
    boolean ended = false;
    try {
      for (GuestWork next = take(); next != null; next = take()) {
        run(place, next, next);
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
  private void run(Slice place, GuestWork work, Runnable slice) {
    place.work = work;
    place.begunNanos = clock.nanos();
    place.awayNanos = 0;
    try {
      slice.run();
    } catch (VirtualMachineError | LinkageError e) {
      System.getLogger(Scheduler.class.getPackageName())
          .log(System.Logger.Level.ERROR, "a guest thread failed, and goes on: " + e);
    } finally {
      long ended = clock.nanos();
      synchronized (this) {
        boolean _ = ready.ended(work, place.took(ended));
        place.work = null;
        noteReady();
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
      Thread goesOn;
      synchronized (this) {
        GuestWork next = ready.poll();
        noteReady();
        if (next == null) {
          if (closed) {
            // In one step with finding nothing: what is queued until then is run.
            running--;
            return null;
          }
          if (!idle.contains(Thread.currentThread())) {
            idle.add(Thread.currentThread());
          }
          goesOn = null;
        } else if (next instanceof ReadyQueue.PausedRun rest) {
          handOver(rest);
          goesOn = rest.thread();
        } else {
          idle.remove(Thread.currentThread());
          return next;
        }
      }
      if (goesOn == null) {
        threads.park();
      } else {
        threads.unpark(goesOn);
      }
    }
  }
}
