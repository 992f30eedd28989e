package dev.odeon.protocol;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked, said once: its name on the wire, and the tables of its fields. Whoever has the
 * operation can ask for it: nothing else needs to know it but the handler that carries it out.
 *
 * @param <Q> the request
 * @param <R> the result
 */
public sealed class Operation<Q extends Request<R>, R> permits StreamOperation {
  private final String type;
  private final String summary;
  private final Supplier<FieldTable<Q>> request;
  private final Supplier<FieldTable<R>> result;
  private final @Nullable Supplier<FieldTable<R>> enveloped;

  Operation(
      String type,
      String summary,
      Supplier<FieldTable<Q>> request,
      Supplier<FieldTable<R>> result,
      @Nullable Supplier<FieldTable<R>> enveloped) {
    this.type = type;
    this.summary = summary;
    this.request = Once.of(request);
    this.result = Once.of(result);
    this.enveloped = enveloped == null ? null : Once.of(enveloped);
  }

  /**
   * An operation.
   *
   * @param type its name on the wire
   * @param summary what it does, for the reference page
   * @param request makes the table of the request's fields, when it is first needed
   * @param result makes that of the result's
   */
  public static <Q extends Request<R>, R> Operation<Q, R> of(
      String type,
      String summary,
      Supplier<FieldTable<Q>> request,
      Supplier<FieldTable<R>> result) {
    return new Operation<>(type, summary, request, result, null);
  }

  /** One of the operations that may also come in an envelope, whose result is laid out anew. */
  static <Q extends Request<R>, R> Operation<Q, R> enveloped(
      String type,
      String summary,
      Supplier<FieldTable<Q>> request,
      Supplier<FieldTable<R>> result,
      Supplier<FieldTable<R>> enveloped) {
    return new Operation<>(type, summary, request, result, enveloped);
  }

  /** Its name on the wire. */
  public final String type() {
    return type;
  }

  /** What it does, in a sentence or two. */
  public final String summary() {
    return summary;
  }

  /** The fields of the request. */
  public final FieldTable<Q> request() {
    return request.get();
  }

  /** The fields of the result. */
  public final FieldTable<R> result() {
    return result.get();
  }

  /** Whether it may come in an envelope. */
  final boolean hasEnvelope() {
    return enveloped != null;
  }

  final FieldTable<R> result(Shape shape) {
    return shape == Shape.ENVELOPE && enveloped != null ? enveloped.get() : result();
  }

  @Override
  public final String toString() {
    return type;
  }

  /** A table that is made when it is first asked for. Making it twice does no harm. */
  static final class Once<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private volatile @Nullable T made;

    private Once(Supplier<T> maker) {
      this.maker = maker;
    }

    static <T> Supplier<T> of(Supplier<T> maker) {
      return new Once<>(maker);
    }

    @Override
    public T get() {
      T known = made;
      if (known == null) {
        known = maker.get();
        made = known;
      }
      return known;
    }
  }
}
