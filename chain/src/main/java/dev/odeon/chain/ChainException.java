package dev.odeon.chain;

import org.jspecify.annotations.Nullable;

/** The home's history cannot be read as it should be: what is wrong, where, and what to do. */
public final class ChainException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What a caller may decide on. */
  public enum Reason {
    /** The bytes are not what their hash, their link or their format says. */
    DAMAGED,
    /** What was acknowledged before is not there any more. */
    GONE,
    /** There is no such block or content. */
    MISSING,
    /** There is no such position: it is still to come, or not kept any more. */
    POSITION,
    /** As many read already as may. */
    FULL,
    /** The home's key does not fit. */
    KEY
  }

  private final Reason reason;

  /** A failure in words for people. */
  public ChainException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** A failure in words for people, with its cause. */
  public ChainException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What happened. */
  public Reason reason() {
    return reason;
  }
}
