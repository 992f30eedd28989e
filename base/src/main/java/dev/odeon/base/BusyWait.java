package dev.odeon.base;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Busy waiting, one thread at a time so that the others keep the cores, and shorter the less it
 * pays: a wait that ends in time doubles what the next one may take, one in vain halves it.
 */
final class BusyWait {
  private static final int TURNS_MIN = 64;

  /** At some 10 to 40 ns a turn: about as long as a sync of a fast disk takes. */
  private static final int TURNS_MAX = 8192;

  private static final boolean POSSIBLE = Runtime.getRuntime().availableProcessors() > 1;
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  /** Changed by who has the place. */
  private static int turns = TURNS_MAX;

  private BusyWait() {}

  /** Waits a moment for {@code done}; returns whether it holds. */
  static boolean until(BooleanSupplier done) {
    // A virtual thread that spins keeps its carrier from the others.
    if (!POSSIBLE || Thread.currentThread().isVirtual() || !TAKEN.compareAndSet(false, true)) {
      return false;
    }
    try {
      return spin(done);
    } finally {
      TAKEN.set(false);
    }
  }

  private static boolean spin(BooleanSupplier done) {
    for (int left = turns; left > 0; left--) {
      Thread.onSpinWait();
      if (done.getAsBoolean()) {
        turns = Math.min(turns * 2, TURNS_MAX);
        return true;
      }
    }
    turns = Math.max(turns / 2, TURNS_MIN);
    return false;
  }
}
