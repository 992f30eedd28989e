package dev.odeon.host;

import org.jspecify.annotations.Nullable;

/**
 * A guest that runs again did not do what was recorded, or other code asked for what was not: the
 * run is given up, and the world was not touched.
 */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int index;
  private final transient @Nullable HostCallRecord expected;
  private final transient HostCallRecord actual;

  /**
   * At the call or log line {@code index}, 0-based: {@code expected} is null where nothing more was
   * recorded.
   */
  public DivergedException(int index, @Nullable HostCallRecord expected, HostCallRecord actual) {
    super("call or log line " + index + " differs from the recorded one", null, false, false);
    this.index = index;
    this.expected = expected;
    this.actual = actual;
  }

  /** Which call or log line of the turn, 0-based. */
  public int index() {
    return index;
  }

  /** What was recorded there, or null if nothing was. */
  public @Nullable HostCallRecord expected() {
    return expected;
  }

  /** What the guest did. */
  public HostCallRecord actual() {
    return actual;
  }
}
