package dev.odeon.protocol;

/**
 * What a client can ask: a record with the fields of its {@link Operation}.
 *
 * @param <R> the result
 */
public interface Request<R> {
  /** The operation that it asks for. */
  Operation<? extends Request<R>, R> operation();

  /**
   * Whether a server can end it once it has begun: what runs plug-ins, reads for long, and what
   * brings a module, as long as that is compiled. The effect of anything else is kept as it comes
   * about, and it goes on to its end whoever waits for it.
   */
  default boolean isCancellable() {
    return false;
  }
}
