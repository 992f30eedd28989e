package dev.odeon.host;

/**
 * A module does not fit its contract or its grants: the message names the import or export and what
 * to do.
 */
public final class LinkException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** One with that message. */
  public LinkException(String message) {
    super(message);
  }
}
