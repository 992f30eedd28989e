package dev.odeon.host;

/**
 * What a body asks of its turn is not known of it: thrown by the turn in which other code is tried
 * on a history.
 */
public final class UnansweredException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Of a question whose answer nothing tells. */
  public UnansweredException() {
    super("the record does not tell", null, false, false);
  }
}
