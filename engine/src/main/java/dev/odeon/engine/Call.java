package dev.odeon.engine;

import dev.odeon.base.Clock;
import dev.odeon.base.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One run, from its start to its outcome, and the flag that stops it: the reason to, set once, by
 * any thread. The guest's thread reads it at each refill of its slice of fuel, where a host call
 * begins and ends, and between the slices of what takes long in one instruction. Nothing else of
 * the thread is touched, and the flag goes with the run: a stop that comes late is read by nobody.
 */
final class Call {
  /** So far away is the deadline of a run that gives way. */
  private static final long AWAY_NANOS = Duration.ofDays(365).toNanos();

  private static final long SLICE_NANOS = RunPacing.SLICE.toNanos();

  /** How long a run that need not give way is left alone. */
  private static final long ASK_AGAIN_NANOS = 1_000_000;

  private final Thread thread = Thread.currentThread();
  private final AtomicReference<@Nullable Outcome> stop = new AtomicReference<>();
  private final Limits limits;

  /**
   * Read by the watchdog, too. It comes nearer, and moves away only by the time for which the run
   * gave way.
   */
  private volatile long deadlineNanos;

  private final Clock clock;
  private final RunPacing pacing;

  /** With how much time left it is next asked whether the run must give way. */
  private long askAtNanosLeft;

  /** Whether the thread is inside guest code. */
  private boolean inside;

  /** What wakes a host function that blocks; null before there was one. */
  private volatile @Nullable Runnable wake;

  private Outcome.@Nullable Limit refused;
  private @Nullable Throwable hostFailure;
  private boolean overflown;

  // The watchdog's list, guarded by the lane it is in.
  @Nullable Call earlier;
  @Nullable Call later;

  /** Null if it is in none; written under the lane's lock alone. */
  volatile Watchdog.@Nullable Lane lane;

  Call(Limits limits, Clock clock, RunPacing pacing) {
    this.limits = limits;
    this.clock = clock;
    this.pacing = pacing;
    this.deadlineNanos = clock.nanos() + limits.time().toNanos();
    this.askAtNanosLeft = limits.time().toNanos() - SLICE_NANOS;
  }

  Limits limits() {
    return limits;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  /** The run has at most so much time from now on. On its thread. */
  void atMost(long nanos) {
    if (nanos < nanosLeft()) {
      deadlineNanos = clock.nanos() + nanos;
    }
  }

  /** The time that is left, in nanoseconds; negative if it is over. */
  long nanosLeft() {
    return deadlineNanos - clock.nanos();
  }

  /** Goes into guest code, or throws if the run is to stop. */
  void enter() {
    if (Thread.currentThread() != thread || inside) {
      throw new IllegalStateException(
          "an instance is used by two threads, or from within its own guest code");
    }
    checkFlag();
    inside = true;
  }

  /**
   * Comes out of guest code, if the thread is there: a guest that used up the stack can break off
   * anywhere.
   */
  void leave() {
    inside = false;
  }

  /** Ends the run with {@code reason}, from any thread, unless another reason came first. */
  void stop(Outcome reason) {
    Runnable sleeper = stop.compareAndSet(null, reason) ? wake : null;
    if (sleeper != null) {
      sleeper.run();
    }
  }

  /** Has {@code sleeper} run when the run is to stop; at once if it is to already. */
  void onStop(Runnable sleeper) {
    // First written, then looked: a stop in between is seen by one of the two.
    wake = sleeper;
    if (stop.get() != null) {
      sleeper.run();
    }
  }

  /** Whether the run is to stop. */
  boolean stopping() {
    return stop.get() != null || late();
  }

  /** Throws if the flag is set: what a host call can afford to ask. */
  void checkFlag() {
    if (stop.get() != null) {
      throw stopped();
    }
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

  /**
   * What code does whenever a slice of fuel is used up: it throws if the run is to stop, and gives
   * way if others come first.
   *
   * @param run null if it never gives way
   */
  void refill(@Nullable GuestRun run, Engine engine) {
    checkFlag();
    long left = nanosLeft();
    if (over(left)) {
      throw stopped();
    }
    if (left <= askAtNanosLeft && run != null && inside) {
      giveWay(run, left, engine);
    }
  }

  private void giveWay(GuestRun run, long left, Engine engine) {
    if (!pacing.mustGiveWay(run)) {
      askAtNanosLeft = left - ASK_AGAIN_NANOS;
      return;
    }
    deadlineNanos = clock.nanos() + AWAY_NANOS;
    try {
      pacing.giveWay(run);
    } finally {
      deadlineNanos = clock.nanos() + left;
      askAtNanosLeft = left - SLICE_NANOS;
      engine.watchdog().look(this);
    }
    checkStop();
  }

  /** Whether the time is over, which the watchdog may be late to say where much else runs. */
  private boolean late() {
    return over(nanosLeft());
  }

  private boolean over(long nanosLeft) {
    boolean over = nanosLeft <= 0;
    if (over) {
      stop.compareAndSet(null, new Outcome.Exhausted(Outcome.Limit.TIME));
    }
    return over;
  }

  /**
   * Ends the run for the reason that the flag gives; as cancelled if it gives none, since somebody
   * outside wants the thread back.
   */
  Stop stopped() {
    Outcome reason = stop.get();
    return new Stop(reason == null ? new Outcome.Cancelled() : reason);
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
