package dev.odeon.execution;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import dev.odeon.engine.Cancellation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Limits the runs at a time. While all of them are short, few run, so that they do not compete for
 * the processors. Once a call has waited for a moment, some must be long, and more may run: then
 * the operating system shares the processors better. Waiting calls are served in order; a new call
 * may take a permit that happens to be free.
 *
 * <p>Thread-safe. The queue is guarded by this object's monitor, which is never held over a port
 * call.
 */
final class Permits {
  /** How long the first waiting call keeps to {@link #few} runs. */
  private static final long MOMENT_NANOS = 2_000_000;

  private final Clock clock;
  private final Threads threads;
  private final int few;
  private final int most;
  private final int waitingMax;
  private final long waitingNanos;
  private final AtomicInteger running = new AtomicInteger();
  private final Deque<Thread> queue = new ArrayDeque<>();
  private volatile int waiting;

  /** The result of asking for a permit. */
  enum Entry {
    /** Has a permit, without waiting. */
    AT_ONCE,
    /** Has a permit, after waiting. */
    WAITED,
    /** Has no permit: its deadline passed or it was cancelled. */
    LATE
  }

  Permits(Clock clock, Threads threads, ExecutionConfig config) {
    this.clock = clock;
    this.threads = threads;
    this.few = config.runsAtATime();
    this.most = config.runsMax();
    this.waitingMax = config.waitingMax();
    this.waitingNanos = config.waitingTime().toNanos();
  }

  /**
   * Takes a permit, waiting if need be; {@link #leave} returns it.
   *
   * @param deadlineNanos when to give up, on the monotonic clock
   * @param cancellation ends the wait too
   * @throws ExecutionException of kind {@link ExecutionException.Kind#OVERLOADED} if too many calls
   *     wait, or this one has waited for the longest time allowed
   */
  Entry enter(long deadlineNanos, Cancellation cancellation) {
    if (take(few)) {
      return Entry.AT_ONCE;
    }
    return await(deadlineNanos, cancellation) ? Entry.WAITED : Entry.LATE;
  }

  /** Returns the permit. */
  void leave() {
    running.decrementAndGet();
    if (waiting > 0) {
      Thread next = first();
      if (next != null) {
        threads.unpark(next);
      }
    }
  }

  /** Whether calls wait, and none is let in before a run leaves. */
  boolean isFull() {
    return waiting > 0 && running.get() >= most;
  }

  /** The number of runs that have a permit. */
  int running() {
    return running.get();
  }

  /** The number of waiting calls. */
  int waiting() {
    return waiting;
  }

  private boolean take(int limit) {
    int now = running.get();
    while (now < limit) {
      if (running.compareAndSet(now, now + 1)) {
        return true;
      }
      now = running.get();
    }
    return false;
  }

  /** Waits for a permit; returns false if the deadline passed or the call was cancelled. */
  private boolean await(long deadlineNanos, Cancellation cancellation) {
    Thread self = Thread.currentThread();
    enqueue(self);
    try {
      long begun = clock.nanos();
      while (first() != self || !take(clock.nanos() - begun < MOMENT_NANOS ? few : most)) {
        long now = clock.nanos();
        if (now - deadlineNanos >= 0 || cancellation.cancelled()) {
          return false;
        }
        if (now - begun >= waitingNanos) {
          throw new ExecutionException(
              ExecutionException.Kind.OVERLOADED,
              "%d runs are running and did not end in time: try again later"
                  .formatted(running.get()));
        }
        threads.parkNanos(
            Math.min(MOMENT_NANOS, Math.min(deadlineNanos - now, waitingNanos - (now - begun))));
      }
      return true;
    } finally {
      Thread next = dequeue(self);
      if (next != null) {
        threads.unpark(next);
      }
    }
  }

  private synchronized void enqueue(Thread self) {
    if (queue.size() >= waitingMax) {
      throw new ExecutionException(
          ExecutionException.Kind.OVERLOADED,
          "%d calls wait already: try again later".formatted(queue.size()));
    }
    queue.addLast(self);
    waiting = queue.size();
  }

  /** Removes {@code self} from the queue and returns the new first; null if the queue is empty. */
  private synchronized @Nullable Thread dequeue(Thread self) {
    queue.remove(self);
    waiting = queue.size();
    return queue.peekFirst();
  }

  private synchronized @Nullable Thread first() {
    return queue.peekFirst();
  }
}
