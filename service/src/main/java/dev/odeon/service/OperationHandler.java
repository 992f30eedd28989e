package dev.odeon.service;

import dev.odeon.protocol.Operation;
import dev.odeon.protocol.Request;

/**
 * Carries out one operation on a home, for whichever door asks. Any thread may use it.
 *
 * @param <Q> the request
 * @param <R> the result
 */
public interface OperationHandler<Q extends Request<R>, R> {
  /** What it carries out. */
  Operation<Q, R> operation();

  /**
   * Carries out a request and blocks until that is done. It authorizes: what the tenant may not
   * see, it does not find.
   *
   * @throws RuntimeException if it fails: one of the rooms below, in words for people, or a {@link
   *     dev.odeon.protocol.RequestException}
   */
  R handle(Q request, RequestContext context);

  /** Whether a request mostly waits, for the disk or somebody else. */
  default boolean waits(Q request, String tenant) {
    return true;
  }
}
