package dev.odeon.bench;

import dev.odeon.cli.Failure;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A bound on how much of something is in flight: one thread enters, any thread leaves. Once full,
 * it lets the thread in again when an eighth is free, so that a wake-up is paid for many.
 */
final class Window {
  private static final int NOBODY = -1;

  private final int most;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile @Nullable Thread waiter;
  private volatile int wakeAt = NOBODY;
  private volatile @Nullable String problem;

  /** A window of {@code most}. */
  Window(int most) {
    this.most = most;
  }

  /** Takes a place, once there is one. */
  void enter() {
    if (inFlight.get() == most) {
      await(most - most / 8);
    }
    inFlight.incrementAndGet();
  }

  /** Gives a place back. Any thread; does not block. */
  void leave() {
    if (inFlight.decrementAndGet() == wakeAt) {
      LockSupport.unpark(waiter);
    }
  }

  /** Gives a place back for something that ended as it should not have. */
  void leave(String why) {
    problem = why;
    leave();
  }

  /**
   * Waits until nothing is in flight.
   *
   * @throws Failure if something ended as it should not have
   */
  void awaitEmpty() {
    await(0);
    String why = problem;
    if (why != null) {
      throw Failure.failed(why);
    }
  }

  private void await(int count) {
    waiter = Thread.currentThread();
    wakeAt = count;
    while (inFlight.get() > count) {
      LockSupport.park(this);
    }
    wakeAt = NOBODY;
  }
}
