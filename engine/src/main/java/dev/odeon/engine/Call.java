package dev.odeon.engine;

import dev.odeon.base.Clock;
import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One run, from its start to its outcome, and the interrupt rule: another thread may interrupt the
 * guest's thread only while it is inside guest code.
 *
 * <p>The state says where the guest's thread is. Only that thread moves it between {@link #OUTSIDE}
 * and {@link #INSIDE}; whoever stops the run moves it from INSIDE to {@link #STRIKING}, interrupts,
 * and moves it back. So a thread that has left guest code, by the CAS to OUTSIDE, knows that no
 * interrupt is on its way and clears the one that may have come. A stop that finds the thread
 * outside only leaves its reason, which the next {@link #enter} reads after its own CAS: of the
 * two, one sees the other.
 */
final class Call {
  private static final int OUTSIDE = 0;
  private static final int INSIDE = 1;
  private static final int STRIKING = 2;

  private static final int SPINS = 1_000;
  private static final long PAUSE_NANOS = 50_000;

  private final Thread thread = Thread.currentThread();
  private final AtomicInteger state = new AtomicInteger(OUTSIDE);
  private final AtomicReference<@Nullable Outcome> stop = new AtomicReference<>();
  private final Limits limits;
  private final long deadlineNanos;
  private final Clock clock;
  private final Threads threads;

  /** Written by the striker while STRIKING, read by the guest's thread after that. */
  private boolean struck;

  private Outcome.@Nullable Limit refused;
  private @Nullable Throwable hostFailure;
  private boolean overflown;

  // The watchdog's list, guarded by the lane it is in.
  @Nullable Call earlier;
  @Nullable Call later;

  /** Null if it is in none; written under the lane's lock alone. */
  volatile Watchdog.@Nullable Lane lane;

  Call(Limits limits, Clock clock, Threads threads) {
    this.limits = limits;
    this.clock = clock;
    this.threads = threads;
    this.deadlineNanos = clock.nanos() + limits.time().toNanos();
  }

  Limits limits() {
    return limits;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  /** The time that is left, in nanoseconds; negative if it is over. */
  long nanosLeft() {
    return deadlineNanos - clock.nanos();
  }

  /** Goes into guest code, or throws if the run is to stop. */
  void enter() {
    if (Thread.currentThread() != thread || !state.compareAndSet(OUTSIDE, INSIDE)) {
      throw new IllegalStateException(
          "an instance is used by two threads, or from within its own guest code");
    }
    if (stop.get() != null) {
      leave();
      throw stopped();
    }
  }

  /**
   * Comes out of guest code, if the thread is there; when it returns, the thread is not interrupted
   * and will not be. (It may be outside already: a guest that used up the stack can break off
   * anywhere.)
   */
  void leave() {
    for (int tries = 0; state.get() != OUTSIDE && !state.compareAndSet(INSIDE, OUTSIDE); tries++) {
      if (tries < SPINS) {
        threads.spin();
      } else {
        threads.parkNanos(PAUSE_NANOS);
      }
    }
    if (struck) {
      struck = false;
      Thread.interrupted();
    }
  }

  /** Ends the run with {@code reason}, from any thread, unless another reason came first. */
  void stop(Outcome reason) {
    if (!stop.compareAndSet(null, reason)) {
      return;
    }
    if (state.compareAndSet(INSIDE, STRIKING)) {
      struck = true;
      thread.interrupt();
      state.set(INSIDE);
    }
  }

  /** Whether the run is to stop. */
  boolean stopping() {
    return stop.get() != null || late();
  }

  /**
   * Throws if the run is to stop: bulk operations ask between their slices, and code whenever a
   * slice of fuel is used up.
   */
  void checkStop() {
    if (stopping()) {
      throw stopped();
    }
  }

  /** Whether the time is over, which the watchdog may be late to say where much else runs. */
  private boolean late() {
    boolean over = nanosLeft() <= 0;
    if (over) {
      stop.compareAndSet(null, new Outcome.Exhausted(Outcome.Limit.TIME));
    }
    return over;
  }

  /**
   * The outcome of an interrupt: why the run was stopped; if nobody did, somebody outside wants the
   * thread back.
   */
  Outcome reason() {
    Outcome reason = stop.get();
    return reason == null ? new Outcome.Cancelled() : reason;
  }

  Stop stopped() {
    return new Stop(reason());
  }

  /**
   * Notes that the guest was answered -1 because of {@code limit}: if it traps, the limit is why.
   */
  void refuse(Outcome.Limit limit) {
    refused = limit;
  }

  /** Whether a limit was felt as a -1. */
  boolean refused() {
    return refused != null;
  }

  /** The outcome of a trap of this run. */
  Outcome trapped(String kind, String where) {
    Outcome.Limit limit = refused;
    return limit == null
        ? new Outcome.Trapped(kind, OneLine.of(where))
        : new Outcome.Exhausted(limit);
  }

  /** Notes what a host function threw, to tell it from what the library throws. */
  void hostFailure(Throwable failure) {
    hostFailure = failure;
  }

  @Nullable Throwable hostFailure() {
    return hostFailure;
  }

  /** Notes that the JVM's stack ended. */
  void overflow() {
    overflown = true;
  }

  /** Whether the JVM's stack ended in this run. */
  boolean overflown() {
    return overflown;
  }
}
