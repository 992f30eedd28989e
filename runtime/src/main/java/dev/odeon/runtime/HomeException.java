package dev.odeon.runtime;

/** A home cannot be opened: one line that says what, where and what to do next. */
public final class HomeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What a caller may decide on. */
  public enum Reason {
    /** Another process has it. */
    IN_USE,
    /** A newer Odeon made it. */
    NEWER,
    /** An older Odeon made it, whose format this one does not read. */
    OLDER,
    /** What is in it is not as it was left. */
    DAMAGED,
    /** It cannot be read or written. */
    INACCESSIBLE
  }

  private final Reason reason;

  HomeException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** For {@code reason}, said in {@code message}; it came of {@code cause}. */
  public HomeException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What is in the way. */
  public Reason reason() {
    return reason;
  }
}
