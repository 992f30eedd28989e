package dev.odeon.protocol;

/** The server could not be asked, or did not answer. */
public final class ClientException extends RuntimeException {
  /** What went wrong. */
  public enum Reason {
    /** Nobody listens at the socket. */
    NO_SERVER,
    /** The connection is gone; whether the request was carried out is not known. */
    LOST,
    /** The answer did not come in time; the request was taken back. */
    TIMEOUT,
    /** What came is no answer. */
    UNREADABLE,
    /** The server has another home open than the one that was asked for, or does not say. */
    OTHER_HOME,
    /** As many requests wait for their answers as may, or the server takes no connection now. */
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

  /** What went wrong. */
  public Reason reason() {
    return reason;
  }
}
