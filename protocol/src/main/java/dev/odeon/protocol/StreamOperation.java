package dev.odeon.protocol;

import java.util.function.Supplier;

/**
 * An operation whose response has items before the result.
 *
 * @param <Q> the request
 * @param <I> an item
 * @param <R> the result
 */
public final class StreamOperation<Q extends StreamRequest<I, R>, I, R> extends Operation<Q, R> {
  private final Supplier<FieldTable<I>> item;

  private StreamOperation(
      String type,
      String summary,
      Supplier<FieldTable<Q>> request,
      Supplier<FieldTable<I>> item,
      Supplier<FieldTable<R>> result) {
    super(type, summary, request, result, null);
    this.item = Once.of(item);
  }

  /** Returns a stream operation; see {@link Operation#of}. */
  public static <Q extends StreamRequest<I, R>, I, R> StreamOperation<Q, I, R> of(
      String type,
      String summary,
      Supplier<FieldTable<Q>> request,
      Supplier<FieldTable<I>> item,
      Supplier<FieldTable<R>> result) {
    return new StreamOperation<>(type, summary, request, item, result);
  }

  /** The fields of an item. */
  public FieldTable<I> item() {
    return item.get();
  }
}
