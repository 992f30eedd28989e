package dev.odeon.protocol;

/**
 * A request: a record with the fields of its {@link Operation}.
 *
 * @param <R> the result
 */
public interface Request<R> {
  /** The operation that this requests. */
  Operation<? extends Request<R>, R> operation();

  /**
   * Whether a running request can be cancelled. That is so for runs of plug-ins, long reads, and
   * the compilation of a module that a request brings. Every other request has durable effects as
   * it proceeds, and continues to its end even if the client disconnects.
   */
  default boolean isCancellable() {
    return false;
  }
}
