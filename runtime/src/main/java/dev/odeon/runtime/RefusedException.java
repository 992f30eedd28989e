package dev.odeon.runtime;

/** Nothing was run, and the same may be asked again: the message says what was in the way. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What was in the way, in one line. */
  public RefusedException(String reason) {
    super(reason);
  }
}
