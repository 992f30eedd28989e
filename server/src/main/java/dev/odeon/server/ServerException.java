package dev.odeon.server;

/** The server cannot start: the message says why and what to do, in one line. */
public final class ServerException extends RuntimeException {
  /** What is in the way. */
  public enum Reason {
    /** Another server answers there. */
    IN_USE,
    /** Something is there that is no socket of this user's. */
    OCCUPIED,
    /** There can be no socket. */
    NO_SOCKET
  }

  private final Reason reason;

  ServerException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  ServerException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What is in the way. */
  public Reason reason() {
    return reason;
  }
}
