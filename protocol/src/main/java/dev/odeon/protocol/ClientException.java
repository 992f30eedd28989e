package dev.odeon.protocol;

/** The server could not be reached, or did not answer. */
public final class ClientException extends RuntimeException {
  /** The kind of failure. */
  public enum Reason {
    /** No server listens at the socket. */
    NO_SERVER,
    /** The connection is lost; whether the request was carried out is unknown. */
    LOST,
    /** The response did not arrive in time; the request was cancelled if possible. */
    TIMEOUT,
    /** The server sent something that is not a response. */
    UNREADABLE,
    /** The server has another home open than the wanted one, or does not identify its home. */
    OTHER_HOME,
    /**
     * The maximum number of requests is waiting, or the server accepts no further connection now.
     */
    BUSY
  }

  private final Reason reason;

  ClientException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  ClientException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The kind of failure. */
  public Reason reason() {
    return reason;
  }
}
