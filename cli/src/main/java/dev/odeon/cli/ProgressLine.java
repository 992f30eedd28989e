package dev.odeon.cli;

import dev.odeon.protocol.ProgressListener;
import java.io.PrintStream;

/** One line on standard error that is written over as work goes on; nothing if nobody watches. */
public final class ProgressLine implements ProgressListener, AutoCloseable {
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream err;
  private final boolean shown;
  private final String what;
  private long shownPermille = -1;

  /** A line about {@code what} on {@code err}; nothing unless it is {@code shown}. */
  public ProgressLine(PrintStream err, boolean shown, String what) {
    this.err = err;
    this.shown = shown;
    this.what = what;
  }

  /** {@code done} of {@code all} is done; {@code all} 0 if nobody knows how much that is. */
  @Override
  public void at(long done, long all) {
    if (!shown) {
      return;
    }
    long permille = all > 0 ? done * 1000 / all : done / 1000;
    if (permille != shownPermille) {
      shownPermille = permille;
      String part = all > 0 ? " (" + permille / 10 + " %)" : "";
      err.print(CLEAR + what + " … " + TextFormat.count(done) + part);
      err.flush();
    }
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (shownPermille >= 0) {
      err.print(CLEAR);
      err.flush();
    }
  }
}
