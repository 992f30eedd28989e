package dev.odeon.engine;

import dev.odeon.base.Clock;
import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sets the flags of runs at their deadline, on one thread of its own. The thread sleeps to the
 * nearest deadline it knew when it last looked, so that runs which end in time, nearly all, cost it
 * nothing. Arming wakes it only if the new deadline is the nearest, and else writes nothing that
 * other threads look at: it takes the lock of a lane that few threads share.
 *
 * <p>No deadline is missed: who arms enters the run first and looks at {@link #wakeNanos} then; the
 * thread sets that to never first and looks for runs then. So either it finds the run, or its sleep
 * is cut short.
 */
final class Watchdog implements AutoCloseable {
  private static final long NEVER = Long.MAX_VALUE;
  private static final int LANES = 16;

  private final Clock clock;
  private final Threads threads;
  private final long originNanos;
  private final List<Lane> lanes = Stream.generate(Lane::new).limit(LANES).toList();
  private final AtomicLong wakeNanos = new AtomicLong(NEVER);
  private final Thread thread;
  private volatile boolean closed;

  /** The runs of some threads, as a list that goes through them. Guarded by itself. */
  static final class Lane {
    private @Nullable Call newest;

    // A processor's cache has it to itself: else the threads of two lanes would wait for each
    // other.
    long p0;
    long p1;
    long p2;
    long p3;
    long p4;
    long p5;
    long p6;
    long p7;

    synchronized void add(Call call) {
      Call next = newest;
      call.earlier = next;
      if (next != null) {
        next.later = call;
      }
      newest = call;
      call.lane = this;
    }

    synchronized void remove(Call call) {
      if (call.lane == this) {
        unlink(call);
      }
    }

    /**
     * Moves what is due at {@code now} to {@code due} and answers when the next one is; both times
     * since {@code origin}.
     */
    synchronized long collect(long now, long origin, List<Call> due) {
      long nearest = NEVER;
      for (Call call = newest; call != null; ) {
        Call next = call.earlier;
        long at = call.deadlineNanos() - origin;
        if (at <= now) {
          unlink(call);
          due.add(call);
        } else {
          nearest = Math.min(nearest, at);
        }
        call = next;
      }
      return nearest;
    }

    private void unlink(Call call) {
      Call before = call.earlier;
      Call after = call.later;
      if (before != null) {
        before.later = after;
      }
      if (after != null) {
        after.earlier = before;
      } else {
        newest = before;
      }
      call.earlier = null;
      call.later = null;
      call.lane = null;
    }
  }

  private Watchdog(Clock clock, Threads threads) {
    this.clock = clock;
    this.threads = threads;
    this.originNanos = clock.nanos();
    this.thread = threads.start("odeon-deadlines", 0, this::watch);
  }

  /** Starts the thread. */
  static Watchdog start(Clock clock, Threads threads) {
    return new Watchdog(clock, threads);
  }

  /** Stops {@code call}, a run on this thread, at its deadline unless it is disarmed before. */
  void arm(Call call) {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    lanes.get((int) Thread.currentThread().threadId() & LANES - 1).add(call);
    look(call);
  }

  /** The deadline of {@code call}, which is armed, has come nearer. */
  void look(Call call) {
    long due = call.deadlineNanos() - originNanos;
    if (due < wakeNanos.get() && due < wakeNanos.getAndAccumulate(due, Math::min)) {
      threads.unpark(thread);
    }
  }

  /** Forgets {@code call}, a run on this thread. */
  void disarm(Call call) {
    Lane lane = call.lane;
    if (lane != null) {
      lane.remove(call);
    }
  }

  /** Ends the thread; runs under way are no longer stopped. */
  @Override
  public void close() {
    closed = true;
    threads.unpark(thread);
  }

  private void watch() {
    while (!closed) {
      try {
        watchWhileThereIsMemory();
      } catch (OutOfMemoryError e) {
        // Nobody else stops what runs too long.
        threads.parkNanos(1_000_000);
      }
    }
  }

  private void watchWhileThereIsMemory() {
    List<Call> due = new ArrayList<>();
    while (!closed) {
      long left = collect(due);
      for (Call call : due) {
        call.stop(new Outcome.Exhausted(Outcome.Limit.TIME));
      }
      due.clear();
      if (left == NEVER) {
        threads.park();
      } else if (left > 0) {
        threads.parkNanos(left);
      }
    }
  }

  /** Moves what is due to {@code due} and answers how long the next one has, in nanoseconds. */
  private long collect(List<Call> due) {
    wakeNanos.set(NEVER);
    long now = clock.nanos() - originNanos;
    long nearest = NEVER;
    for (Lane lane : lanes) {
      nearest = Math.min(nearest, lane.collect(now, originNanos, due));
    }
    wakeNanos.accumulateAndGet(nearest, Math::min);
    return nearest == NEVER ? NEVER : nearest - now;
  }
}
