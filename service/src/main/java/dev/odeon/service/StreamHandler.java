package dev.odeon.service;

import dev.odeon.protocol.StreamOperation;
import dev.odeon.protocol.StreamRequest;
import java.util.function.Consumer;

/**
 * Carries out an operation whose response has items before the result.
 *
 * @param <Q> the request
 * @param <I> an item
 * @param <R> the result
 */
public interface StreamHandler<Q extends StreamRequest<I, R>, I, R> extends OperationHandler<Q, R> {
  @Override
  StreamOperation<Q, I, R> operation();

  /**
   * Carries out a request.
   *
   * @param items gets each item; it blocks while the client is slow, and throws once the client
   *     wants no more
   */
  R handle(Q request, RequestContext context, Consumer<I> items);

  @Override
  default R handle(Q request, RequestContext context) {
    return handle(request, context, item -> context.items().accept(item));
  }
}
