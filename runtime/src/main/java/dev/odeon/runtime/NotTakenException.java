package dev.odeon.runtime;

/** Nothing was run, and the same may be asked again: the message says what was in the way. */
public final class NotTakenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotTakenException(String reason) {
    super(reason);
  }
}
