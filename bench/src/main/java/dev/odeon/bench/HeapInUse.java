package dev.odeon.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.concurrent.locks.LockSupport;

/** How much of this process's heap is in use once all that can go is gone. */
final class HeapInUse {
  private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();
  private static final int LOOKS_MAX = 100;

  /** So many looks in a row that find no less end it. */
  private static final int SAME = 4;

  /** What is less than noise. */
  private static final double LESS = 0.999;

  private static final long PAUSE_NANOS = 250_000_000;

  private HeapInUse() {}

  /**
   * Collects until the heap shrinks no more: what leaves memory when it is idle needs a while. In
   * bytes.
   */
  static long settled() {
    long least = Long.MAX_VALUE;
    int same = 0;
    for (int i = 0; i < LOOKS_MAX && same < SAME; i++) {
      System.gc();
      long used = MEMORY.getHeapMemoryUsage().getUsed();
      same = used < least * LESS ? 0 : same + 1;
      least = Math.min(least, used);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return least;
  }
}
