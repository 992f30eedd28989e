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

  /** Started with its first use. */
  private static final class Started {
    static final Waker WAKER = new Waker();
  }

  private final ConcurrentLinkedQueue<List<Thread>> asked = new ConcurrentLinkedQueue<>();
  private final Thread thread =
      Thread.ofPlatform().name("odeon-waker").daemon().unstarted(this::run);
  private volatile boolean asleep;

  private Waker() {
    thread.start();
  }

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
      if (gathered.size() <= FEW) {
        gathered.forEach(LockSupport::unpark);
      } else if (gathered.getFirst().isVirtual()) {
        // From a carrier it is a push to its own queue, from here a hand-over for each.
        Thread.startVirtualThread(() -> gathered.forEach(LockSupport::unpark));
      } else {
        Started.WAKER.wake(gathered);
      }
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
