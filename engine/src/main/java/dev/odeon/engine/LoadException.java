package dev.odeon.engine;

/** A module was not compiled, and nothing is known to be wrong with it. */
public final class LoadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why. */
  public enum Reason {
    /** The caller cancelled. */
    CANCELLED,
    /** It took longer than it may. */
    TIME,
    /** Too many loads wait, or the engine is closed. */
    OVERLOADED
  }

  private final Reason reason;

  LoadException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
