package dev.odeon.execution;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import dev.odeon.engine.Cancellation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets few runs be under way at a time while all of them are short, so that they do not take the
 * processors from each other, and more of them once somebody waited for a moment: then long ones
 * are among them, and the operating system shares the processors better. Who waits is served in
 * order, but for those who find a permit free when they come.
 *
 * <p>Any thread; the queue is guarded by its own monitor, which is never held over a port call.
 */
final class Permits {
  /** How long the first who waits leaves it at {@link #few} runs. */
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

  /** How a call came in, or did not. */
  enum Entry {
    /** It has a permit, and did not wait. */
    AT_ONCE,
    /** It has a permit, and waited. */
    WAITED,
    /** It has none: it was too late, or taken back. */
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
   * Takes a permit, unless it is late; {@link #leave} gives it back.
   *
   * @param deadlineNanos when waiting is of no use any more
   * @param cancellation likewise, once it is cancelled
   * @throws ExecutionException of kind {@link ExecutionException.Kind#OVERLOADED} if too many wait,
   *     or it waited as long as it may
   */
  Entry enter(long deadlineNanos, Cancellation cancellation) {
    if (take(few)) {
      return Entry.AT_ONCE;
    }
    return await(deadlineNanos, cancellation) ? Entry.WAITED : Entry.LATE;
  }

  /** Gives the permit back. */
  void leave() {
    running.decrementAndGet();
    if (waiting > 0) {
      Thread next = first();
      if (next != null) {
        threads.unpark(next);
      }
    }
  }

  /** The runs under way. */
  int running() {
    return running.get();
  }

  /** The calls that wait. */
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

  /** Waits for a permit; false if it became too late for one. */
  private boolean await(long deadlineNanos, Cancellation cancellation) {
    Thread self = Thread.currentThread();
    enqueue(self);
    boolean interrupted = false;
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
        interrupted |= Thread.interrupted();
      }
      return true;
    } finally {
      Thread next = dequeue(self);
      if (next != null) {
        threads.unpark(next);
      }
      if (interrupted) {
        self.interrupt();
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

  /** Takes {@code self} out; the one that is first then. */
  private synchronized @Nullable Thread dequeue(Thread self) {
    queue.remove(self);
    waiting = queue.size();
    return queue.peekFirst();
  }

  private synchronized @Nullable Thread first() {
    return queue.peekFirst();
  }
}
