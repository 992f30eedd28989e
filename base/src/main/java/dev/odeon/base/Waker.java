package dev.odeon.base;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that wakes others on behalf of one whose time is dear. Waking a sleeping platform thread
 * takes some microseconds, which 64 times over is as much as a sync of the disk.
 */
final class Waker {
  /** As many are woken sooner by who gathered them than by waking the waker. */
  private static final int FEW = 2;

  private static final ThreadLocal<@Nullable List<Thread>> GATHERED = new ThreadLocal<>();

  private static volatile @Nullable Waker started;

  /** The one waker, started with its first use; null while there is no thread for it. */
  private static @Nullable Waker started() {
    Waker known = started;
    if (known != null) {
      return known;
    }
    synchronized (Waker.class) {
      if (started == null) {
        try {
          Waker made = new Waker();
          made.thread.start();
          started = made;
        } catch (OutOfMemoryError e) {
          return null;
        }
      }
      return started;
    }
  }

  private final ConcurrentLinkedQueue<List<Thread>> asked = new ConcurrentLinkedQueue<>();
  private final Thread thread =
      Thread.ofPlatform().name("odeon-waker").daemon().unstarted(this::run);
  private volatile boolean asleep;

  private Waker() {}

  /** Runs {@code body}, and has those woken afterwards that it unparks. */
  static void gather(Runnable body) {
    if (GATHERED.get() != null) {
      body.run();
      return;
    }
    List<Thread> gathered = new ArrayList<>();
    GATHERED.set(gathered);
    try {
      body.run();
    } finally {
      GATHERED.remove();
      wakeAll(gathered);
    }
  }

  private static void wakeAll(List<Thread> gathered) {
    if (gathered.size() > FEW && gathered.getFirst().isVirtual()) {
      // From a carrier it is a push to its own queue, from here a hand-over for each.
      Thread.startVirtualThread(() -> gathered.forEach(LockSupport::unpark));
      return;
    }
    Waker waker = gathered.size() > FEW ? started() : null;
    if (waker == null) {
      gathered.forEach(LockSupport::unpark);
    } else {
      waker.wake(gathered);
    }
  }

  /**
   * Notes {@code sleeper} if the calling thread gathers; virtual ones cost little and are not
   * gathered.
   */
  static boolean isGathering(Thread sleeper) {
    List<Thread> gathered = GATHERED.get();
    return gathered != null && gathered.add(sleeper);
  }

  private void wake(List<Thread> sleepers) {
    asked.add(sleepers);
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (true) {
      List<Thread> next = asked.poll();
      if (next != null) {
        next.forEach(LockSupport::unpark);
        continue;
      }
      asleep = true;
      if (asked.isEmpty()) {
        LockSupport.park(this);
      }
      asleep = false;
    }
  }
}
