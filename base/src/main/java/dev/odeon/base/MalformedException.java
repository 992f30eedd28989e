package dev.odeon.base;

/**
 * Bytes that should have been one of our formats are not: the message says at which offset and what
 * is wrong.
 */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A refusal with its reason. */
  public MalformedException(String message) {
    super(message);
  }
}
