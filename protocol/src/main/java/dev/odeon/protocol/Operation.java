package dev.odeon.protocol;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An operation that clients can request, defined in one place: its name on the wire and the tables
 * of its fields. A client needs only the operation to send it; on the server only its handler knows
 * it.
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
   * Returns an operation.
   *
   * @param type its name on the wire
   * @param summary its effect, for the reference page
   * @param request makes the table of the request's fields, on first use
   * @param result makes the table of the result's fields, on first use
   */
  public static <Q extends Request<R>, R> Operation<Q, R> of(
      String type,
      String summary,
      Supplier<FieldTable<Q>> request,
      Supplier<FieldTable<R>> result) {
    return new Operation<>(type, summary, request, result, null);
  }

  /**
   * Returns an operation that also accepts the envelope shape; the result of an enveloped request
   * has another layout.
   */
  static <Q extends Request<R>, R> Operation<Q, R> enveloped(
      String type,
      String summary,
      Supplier<FieldTable<Q>> request,
      Supplier<FieldTable<R>> result,
      Supplier<FieldTable<R>> enveloped) {
    return new Operation<>(type, summary, request, result, enveloped);
  }

  /** The name on the wire. */
  public final String type() {
    return type;
  }

  /** The effect, in a sentence or two. */
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

  /** Whether it accepts the envelope shape. */
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

  /** A table that is made on first use. Making it twice is harmless. */
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
