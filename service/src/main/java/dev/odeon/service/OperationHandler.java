package dev.odeon.service;

import dev.odeon.protocol.Operation;
import dev.odeon.protocol.Request;

/**
 * Carries out one operation on a home. Thread-safe. It does not know where the request comes from:
 * a server or the same process.
 *
 * @param <Q> the request
 * @param <R> the result
 */
public interface OperationHandler<Q extends Request<R>, R> {
  /** The operation that it carries out. */
  Operation<Q, R> operation();

  /**
   * Carries out a request and blocks until it is done. The handler authorizes it: what the tenant
   * may not see is reported as missing.
   *
   * @throws RuntimeException if it fails: an exception of the rooms below, with a message for
   *     people, or a {@link dev.odeon.protocol.RequestException}
   */
  R handle(Q request, RequestContext context);

  /**
   * Returns whether a request mostly waits, for the disk or for another party, instead of using the
   * processor.
   */
  default boolean waits(Q request, String tenant) {
    return true;
  }
}
