package dev.odeon.cli;

import dev.odeon.base.Clock;
import dev.odeon.protocol.ProgressListener;
import java.io.PrintStream;
import java.util.function.LongFunction;

/**
 * One line on standard error that is written over as work goes on, at most ten times a second: how
 * far it is, how fast, and how long it may take. Nothing if nobody watches. Any thread may report.
 */
public final class ProgressLine implements ProgressListener, AutoCloseable {
  private static final String CLEAR = "\r\u001b[K";
  private static final long REDRAW_NANOS = 100_000_000;

  /** A rate over less is chance. */
  private static final long RATE_NANOS = 1_000_000_000;

  private final PrintStream err;
  private final boolean shown;
  private final String what;
  private final LongFunction<String> amount;
  private final Clock clock;
  private final long begun;

  // Guarded by this.
  private long drawn;
  private boolean visible;
  private boolean closed;
  private boolean complete;

  /**
   * A line about {@code what} on {@code err}; nothing unless it is {@code shown}.
   *
   * @param amount how much is done, in words
   */
  public ProgressLine(
      PrintStream err, boolean shown, String what, LongFunction<String> amount, Clock clock) {
    this.err = err;
    this.shown = shown;
    this.what = TextFormat.line(what);
    this.amount = amount;
    this.clock = clock;
    this.begun = clock.nanos();
    this.drawn = begun - REDRAW_NANOS;
  }

  /** {@code done} of {@code all} is done; {@code all} 0 if nobody knows how much that is. */
  @Override
  public synchronized void at(long done, long all) {
    if (!shown || closed) {
      return;
    }
    long now = clock.nanos();
    boolean last = all > 0 && done >= all && !complete;
    if (last || now - drawn >= REDRAW_NANOS) {
      complete = last;
      drawn = now;
      visible = true;
      err.print(CLEAR + text(done, all, now - begun));
      err.flush();
    }
  }

  private String text(long done, long all, long nanos) {
    StringBuilder text = new StringBuilder(what + " … " + amount.apply(done));
    if (all > 0) {
      text.append(" (").append(done * 100 / all).append(" %)");
    }
    if (nanos >= RATE_NANOS && done > 0) {
      double rate = done / (nanos / 1e9);
      text.append(", ").append(amount.apply(Math.round(rate))).append("/s");
      if (done < all) {
        text.append(", ").append(left(Math.round((all - done) / rate))).append(" left");
      }
    }
    return text.toString();
  }

  private static String left(long seconds) {
    return seconds < 60
        ? seconds + " s"
        : seconds < 3600
            ? "%d min %d s".formatted(seconds / 60, seconds % 60)
            : "%d h %d min".formatted(seconds / 3600, seconds / 60 % 60);
  }

  /** Takes the line away, until the work goes on: something else is to be written. */
  synchronized void clear() {
    if (visible) {
      visible = false;
      err.print(CLEAR);
      err.flush();
    }
  }

  /** Takes the line away. */
  @Override
  public synchronized void close() {
    clear();
    closed = true;
  }
}
