package dev.odeon.service;

import dev.odeon.protocol.StreamOperation;
import dev.odeon.protocol.StreamRequest;
import java.util.function.Consumer;

/**
 * Carries out an operation that gives items before its result.
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
   * @param items gets each item; it blocks while whoever asked is slow, and throws once nobody
   *     wants more of them
   */
  R handle(Q request, RequestContext context, Consumer<I> items);

  @Override
  default R handle(Q request, RequestContext context) {
    return handle(request, context, item -> context.items().accept(item));
  }
}
