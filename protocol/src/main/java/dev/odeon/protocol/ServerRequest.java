package dev.odeon.protocol;

/** Asks something of the server itself. */
public sealed interface ServerRequest extends Request {
  /**
   * Takes back the request of this connection that has the id of the call; answered under the same
   * id, beside the answer of what was taken back.
   */
  record Cancel() implements ServerRequest {}

  /** Has the present head of the log signed. Answered by {@link Response.Told}. */
  record Head() implements ServerRequest {}

  /**
   * Asks who the server is and which home it has open. Answered by {@link Response.Told}, of which
   * {@link ServerIdentity} is made.
   */
  record Identify() implements ServerRequest {}

  /** Asks for the server's metrics. */
  record Metrics() implements ServerRequest {}
}
