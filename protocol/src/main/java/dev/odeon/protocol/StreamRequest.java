package dev.odeon.protocol;

/**
 * A request whose response has items, one after the other, before the result.
 *
 * @param <I> an item
 * @param <R> the result, which comes last
 */
public interface StreamRequest<I, R> extends Request<R> {
  @Override
  StreamOperation<? extends StreamRequest<I, R>, I, R> operation();

  @Override
  default boolean isCancellable() {
    return true;
  }

  /** Whether items come until the request is cancelled, perhaps with long times between them. */
  default boolean isEndless() {
    return false;
  }
}
