package dev.odeon.engine;

import dev.odeon.base.Outcome;
import org.jspecify.annotations.Nullable;

/** Takes a run back from another thread. It serves one run. */
public final class Cancellation {
  private @Nullable Call call;
  private boolean cancelled;

  /**
   * Ends the run as {@link Outcome.Cancelled}: at once if it is in guest code, else when it goes
   * there. After its end: nothing.
   */
  public void cancel() {
    Call running;
    synchronized (this) {
      cancelled = true;
      running = call;
    }
    if (running != null) {
      running.stop(new Outcome.Cancelled());
    }
  }

  /** Whether {@link #cancel} was called. */
  public synchronized boolean cancelled() {
    return cancelled;
  }

  void begin(Call run) {
    boolean already;
    synchronized (this) {
      if (call != null) {
        throw new IllegalStateException("a cancellation serves one run");
      }
      call = run;
      already = cancelled;
    }
    if (already) {
      run.stop(new Outcome.Cancelled());
    }
  }
}
