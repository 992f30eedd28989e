package dev.odeon.engine;

import dev.odeon.base.Clock;
import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stops runs at their deadline, on one thread of its own. Arming costs an uncontended lock and
 * wakes that thread only if the new deadline is the nearest; the thread sleeps to the nearest
 * deadline it knew when it last looked, so that runs which end in time, nearly all, cost it
 * nothing.
 */
final class Watchdog implements AutoCloseable {
  private static final long NEVER = Long.MAX_VALUE;

  private final Clock clock;
  private final Threads threads;
  private final long originNanos;
  private final Thread thread;

  private @Nullable Call newest;
  private long wakeNanos = NEVER;
  private boolean closed;

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

  /** Stops {@code call} at its deadline unless it is disarmed before. */
  void arm(Call call) {
    boolean nearest;
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the engine is closed");
      }
      Call next = newest;
      call.earlier = next;
      if (next != null) {
        next.later = call;
      }
      newest = call;
      call.watched = true;
      long due = sinceOrigin(call);
      nearest = due < wakeNanos;
      if (nearest) {
        wakeNanos = due;
      }
    }
    if (nearest) {
      threads.unpark(thread);
    }
  }

  /** Forgets {@code call}. */
  synchronized void disarm(Call call) {
    if (call.watched) {
      unlink(call);
    }
  }

  /** Ends the thread; runs under way are no longer stopped. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    threads.unpark(thread);
  }

  private void watch() {
    List<Call> due = new ArrayList<>();
    while (true) {
      long left;
      synchronized (this) {
        if (closed) {
          return;
        }
        left = collect(due);
      }
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
    long now = clock.nanos() - originNanos;
    long nearest = NEVER;
    for (Call call = newest; call != null; ) {
      Call next = call.earlier;
      long at = sinceOrigin(call);
      if (at <= now) {
        unlink(call);
        due.add(call);
      } else {
        nearest = Math.min(nearest, at);
      }
      call = next;
    }
    wakeNanos = nearest;
    return nearest == NEVER ? NEVER : nearest - now;
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
    call.watched = false;
  }

  private long sinceOrigin(Call call) {
    return call.deadlineNanos() - originNanos;
  }
}
