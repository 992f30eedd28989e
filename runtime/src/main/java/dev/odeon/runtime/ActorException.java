package dev.odeon.runtime;

/**
 * Something asked of the actors cannot be done: one line that says what, where and what to do next.
 */
public class ActorException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A refusal in words for people. */
  public ActorException(String message) {
    super(message);
  }

  /** A refusal with its cause. */
  public ActorException(String message, Throwable cause) {
    super(message, cause);
  }
}
