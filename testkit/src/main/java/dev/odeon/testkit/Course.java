package dev.odeon.testkit;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Chooses the next thread to run. The seed picks one of two strategies, since each finds bugs that
 * the other rarely does: coin flips with some preference for the running thread, or priorities that
 * rarely change (Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees of
 * Finding Bugs", 2010), which starve a thread for long stretches.
 */
final class Course {
  private static final int[] STAY_PERCENT = {0, 30, 60, 90, 97};

  private final SplittableRandom random;
  private final boolean byPriority;
  private final int stayPercent;

  Course(SplittableRandom random) {
    this.random = random;
    this.byPriority = random.nextInt(3) == 0;
    this.stayPercent = STAY_PERCENT[random.nextInt(STAY_PERCENT.length)];
  }

  /**
   * Returns the thread of {@code runnable} to run after {@code last}, which may not be in the list;
   * {@code yields} if {@code last} lets others go first.
   */
  SimThread next(List<SimThread> runnable, SimThread last, boolean yields) {
    if (!byPriority) {
      return !yields && runnable.contains(last) && random.nextInt(100) < stayPercent
          ? last
          : runnable.get(random.nextInt(runnable.size()));
    }
    if (yields) {
      last.priority = random.nextInt(1 << 20) + Integer.MIN_VALUE;
    } else if (random.nextInt(64) == 0) {
      last.priority = random.nextInt();
    }
    SimThread first = runnable.getFirst();
    for (SimThread thread : runnable) {
      first = thread.priority > first.priority ? thread : first;
    }
    return first;
  }

  int priority() {
    return random.nextInt();
  }

  /** Whether a park returns spuriously, as its contract allows. */
  boolean wakesForNoReason() {
    return random.nextInt(64) == 0;
  }

  /** The duration of a port call in nanoseconds. */
  long tickNanos() {
    return 200 + random.nextInt(4_000);
  }
}
