package dev.odeon.server;

/** The server cannot start. The message says why and what to do, on one line. */
public final class ServerException extends RuntimeException {
  /** The obstacle. */
  public enum Reason {
    /** Another server answers at the socket. */
    IN_USE,
    /** The path holds something other than a socket of this user. */
    OCCUPIED,
    /** The socket cannot be created. */
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

  /** The obstacle. */
  public Reason reason() {
    return reason;
  }
}
