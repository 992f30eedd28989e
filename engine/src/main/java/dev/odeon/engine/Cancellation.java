package dev.odeon.engine;

import dev.odeon.base.Outcome;
import org.jspecify.annotations.Nullable;

/** Takes runs back from another thread: one, or several of one undertaking, one after the other. */
public final class Cancellation {
  private @Nullable Call call;
  private @Nullable Runnable action;
  private boolean cancelled;

  /**
   * Ends the run as {@link Outcome.Cancelled}: if it is in guest code, within its present slice of
   * fuel, else when it goes there. Between two runs: the next one, before it begins. After the
   * last: nothing.
   */
  public void cancel() {
    Call running;
    Runnable also;
    synchronized (this) {
      cancelled = true;
      running = call;
      also = action;
      action = null;
    }
    if (running != null) {
      running.stop(new Outcome.Cancelled());
    }
    if (also != null) {
      also.run();
    }
  }

  /**
   * Calls {@code also}, which is short, once {@link #cancel} is called, on that thread; at once if
   * it was called already. There is one such action at a time: the last one counts.
   */
  public void whenCancelled(Runnable also) {
    synchronized (this) {
      if (!cancelled) {
        action = also;
        return;
      }
    }
    also.run();
  }

  /** Whether {@link #cancel} was called. */
  public synchronized boolean cancelled() {
    return cancelled;
  }

  void begin(Call run) {
    boolean already;
    synchronized (this) {
      if (call != null) {
        throw new IllegalStateException("a cancellation serves one run at a time");
      }
      call = run;
      already = cancelled;
    }
    if (already) {
      run.stop(new Outcome.Cancelled());
    }
  }

  /** {@code run} came to its end. */
  synchronized void end(Call run) {
    if (call == run) {
      call = null;
    }
  }
}
