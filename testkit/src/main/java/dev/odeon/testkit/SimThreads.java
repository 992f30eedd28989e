package dev.odeon.testkit;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import dev.odeon.testkit.World.End;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that run one at a time, in an order that follows from a seed. Each is a real thread, but
 * runs only while it holds the baton; at every port call, here or on the disk, the baton may pass
 * to another. All state belongs to the thread that holds the baton, so the same seed gives the same
 * run.
 *
 * <p>A parked thread resumes when it is unparked, at its deadline, or spuriously; nobody
 * interrupts. When no thread can run, the clock jumps to the first deadline; without a deadline
 * that is a deadlock, and the boot fails. Threads are virtual, whatever stack size is requested:
 * {@code -Xss} limits their depth.
 */
public final class SimThreads implements Threads, Gate {
  /** The most port calls of a thread after its end, before it is stopped by force. */
  private static final int CALLS_AFTER_END_MAX = 10_000;

  private final SimClock clock;
  private final Course course;
  private final long stepsMax;
  private final Thread watcher = Thread.currentThread();
  private final Map<Thread, SimThread> known = new IdentityHashMap<>();
  private final List<SimThread> alive = new ArrayList<>();
  private final List<SimThread> runnable = new ArrayList<>();
  private long endAtStep = Long.MAX_VALUE;
  private End endThen = End.POWER_CUT;
  private long fingerprint = 1;
  private int callsAfterEnd;
  private volatile @Nullable SimThread running;
  private volatile long steps;
  private volatile @Nullable End end;
  private volatile @Nullable SimulationFailure failure;
  private volatile boolean abandoned;
  private volatile boolean done;

  SimThreads(SimClock clock, SplittableRandom random, long stepsMax) {
    this.clock = clock;
    this.course = new Course(random);
    this.stepsMax = stepsMax;
  }

  void endAt(long step, End how) {
    endAtStep = step;
    endThen = how;
  }

  // The threads port.

  @Override
  public Thread start(String name, long stackBytes, Runnable body) {
    step();
    return add(name, body).thread;
  }

  @Override
  public long stackBytes() {
    return Long.MAX_VALUE; // a virtual thread's stack grows
  }

  @Override
  public void park() {
    sleepUntil(SimThread.NEVER);
  }

  @Override
  public void parkNanos(long nanos) {
    if (nanos <= 0) {
      step();
    } else {
      sleepUntil(clock.nanos() + Math.min(nanos, SimThread.NEVER / 2));
    }
  }

  @Override
  public void unpark(Thread thread) {
    step();
    SimThread found = known.get(thread);
    if (found != null) {
      found.permit = true;
    }
  }

  @Override
  public void spin() {
    pass(true);
  }

  // For tests.

  /** The number of port calls so far. */
  public long steps() {
    return steps;
  }

  /** A hash of the schedule: different for runs that took different courses. */
  public long fingerprint() {
    return fingerprint;
  }

  void join(Thread thread) {
    SimThread awaited = known.get(thread);
    if (awaited == null) {
      throw new IllegalArgumentException(thread + " is not a thread of this boot");
    }
    await(() -> awaited.ended);
  }

  void await(BooleanSupplier condition) {
    SimThread me = begin();
    me.condition = condition;
    block(me);
  }

  void awaitIdle() {
    SimThread me = current();
    me.awaitsIdle = true;
    await(() ->
        alive.stream().noneMatch(other -> !other.awaitsIdle && other.isRunnable(clock.nanos())));
    me.awaitsIdle = false;
  }

  void sleep(long nanos) {
    long until = clock.nanos() + nanos;
    await(() -> clock.nanos() >= until, until);
  }

  private void await(BooleanSupplier condition, long deadline) {
    SimThread me = begin();
    me.condition = condition;
    me.deadline = deadline;
    block(me);
  }

  void end(End how) {
    step();
    finish(how);
    throw new PowerCut();
  }

  // Passing the baton.

  @Override
  public void step() {
    pass(false);
  }

  @Override
  public void cut() {
    if (isOurs()) {
      finish(End.POWER_CUT);
    }
  }

  private void pass(boolean yields) {
    if (!isOurs()) {
      return;
    }
    SimThread me = begin();
    handOver(me, choose(me, yields));
    checkPower();
  }

  private void sleepUntil(long deadline) {
    SimThread me = begin();
    if (me.permit || course.wakesForNoReason()) {
      me.permit = false;
      handOver(me, choose(me, false));
      checkPower();
    } else {
      me.deadline = deadline;
      block(me);
      me.permit = false;
    }
  }

  private void block(SimThread me) {
    me.parked = true;
    SimThread next = chooseOrWait(me);
    if (next == null) {
      throw new PowerCut();
    }
    handOver(me, next);
    me.parked = false;
    me.condition = null;
    me.deadline = SimThread.NEVER;
    checkPower();
  }

  /** Begins a port call: checks the power, counts the step and advances the clock. */
  private SimThread begin() {
    SimThread me = current();
    checkPower();
    long step = steps + 1;
    steps = step;
    if (step >= endAtStep) {
      finish(endThen);
      throw new PowerCut();
    }
    if (step > stepsMax) {
      fail("no end after " + stepsMax + " steps: a loop that waits without parking?", null);
      throw new PowerCut();
    }
    clock.advanceNanos(course.tickNanos());
    return me;
  }

  private SimThread current() {
    SimThread me = running;
    if (me != null && me.thread == Thread.currentThread()) {
      return me;
    }
    if (end != null) {
      throw new PowerCut();
    }
    throw new IllegalStateException(
        Thread.currentThread() + " is not a thread of the simulation, or runs out of turn");
  }

  private boolean isOurs() {
    SimThread me = running;
    return me != null && me.thread == Thread.currentThread();
  }

  private void checkPower() {
    if (end == null) {
      return;
    }
    if (abandoned || ++callsAfterEnd > CALLS_AFTER_END_MAX) {
      stopForGood();
    }
    throw new PowerCut();
  }

  /**
   * Parks the thread forever, since a thread cannot be ended from outside; it then costs only its
   * stack.
   */
  private void stopForGood() {
    if (!abandoned) {
      fail(currentName() + " goes on calling ports without power", null);
      SimThread me = current();
      retire(me);
    }
    while (true) {
      LockSupport.park(this);
    }
  }

  private String currentName() {
    return "thread '" + Thread.currentThread().getName() + "'";
  }

  private SimThread choose(SimThread last, boolean yields) {
    collectRunnable();
    return course.next(runnable, last, yields);
  }

  /**
   * Returns the thread to run next now that {@code last} cannot, after advancing the clock if need
   * be; null after a deadlock.
   */
  private @Nullable SimThread chooseOrWait(SimThread last) {
    collectRunnable();
    if (runnable.isEmpty()) {
      long first =
          alive.stream().mapToLong(thread -> thread.deadline).min().orElse(SimThread.NEVER);
      if (first == SimThread.NEVER) {
        fail("deadlock: no thread can go on", null);
        return null;
      }
      clock.advanceNanos(first - clock.nanos());
      collectRunnable();
    }
    return course.next(runnable, last, false);
  }

  private void collectRunnable() {
    runnable.clear();
    long now = clock.nanos();
    for (SimThread thread : alive) {
      if (thread.isRunnable(now)) {
        runnable.add(thread);
      }
    }
  }

  private void handOver(SimThread me, SimThread next) {
    fingerprint = fingerprint * 31 + next.index;
    if (next != me) {
      running = next;
      next.giveBaton();
      me.awaitBaton();
    }
  }

  private SimThread add(String name, Runnable body) {
    SimThread thread = new SimThread(name, known.size(), me -> live(me, body));
    thread.priority = course.priority();
    known.put(thread.thread, thread);
    alive.add(thread);
    return thread;
  }

  private void live(SimThread me, Runnable body) {
    me.takeFirstBaton();
    try {
      body.run();
    } catch (PowerCut e) {
      if (end == null) {
        fail(currentName() + " used something of an earlier boot", e);
      }
    } catch (Throwable e) {
      if (end == null) {
        fail(currentName() + " failed: " + e, e);
      }
    }
    retire(me);
  }

  /** Ends a thread: passes the baton to another, and touches nothing here afterwards. */
  private void retire(SimThread me) {
    if (abandoned) {
      return;
    }
    me.ended = true;
    alive.remove(me);
    if (me.index == 0) {
      finish(End.RETURNED);
    }
    callsAfterEnd = 0;
    SimThread next = end == null ? chooseOrWait(me) : null;
    if (next == null) {
      alive.removeIf(thread -> !thread.started);
      next = alive.isEmpty() ? null : alive.getFirst();
    }
    running = next;
    if (next == null) {
      done = true;
      LockSupport.unpark(watcher);
    } else {
      next.giveBaton();
    }
  }

  private void finish(End how) {
    if (end == null) {
      end = how;
    }
  }

  private void fail(String what, @Nullable Throwable cause) {
    if (failure == null) {
      String states =
          alive.stream()
              .map(thread -> "  " + thread.state(clock.nanos()))
              .reduce("", (all, state) -> all + System.lineSeparator() + state);
      String text = what + " (step " + steps + ")" + states;
      failure = cause == null ? new SimulationFailure(text) : new SimulationFailure(text, cause);
    }
    finish(End.KILLED);
  }

  // The watcher: the thread that runs the boot.

  /**
   * Runs {@code main} and all threads that it starts until every one has ended; returns how the
   * boot ended.
   */
  End run(Runnable main, long stallNanos) {
    SimThread first = add("main", main);
    running = first;
    first.giveBaton();
    Clock wall = Clock.system();
    long seen = -1;
    long since = wall.nanos();
    while (!done) {
      LockSupport.parkNanos(this, stallNanos / 4);
      long now = wall.nanos();
      if (steps != seen) {
        seen = steps;
        since = now;
      } else if (!done && now - since > stallNanos) {
        abandon();
      }
    }
    SimulationFailure found = failure;
    if (found != null) {
      throw found;
    }
    End how = end;
    return how == null ? End.RETURNED : how;
  }

  /**
   * Abandons the boot, because the baton does not come back: a thread waits for something other
   * than a port.
   */
  private void abandon() {
    SimThread stuck = running;
    abandoned = true;
    String who = stuck == null ? "a thread" : stuck.state(clock.nanos());
    failure =
        new SimulationFailure(
            "a thread blocks outside the ports, or computes too long (step %d)%n  %s"
                .formatted(steps, who));
    finish(End.KILLED);
    done = true;
  }
}
