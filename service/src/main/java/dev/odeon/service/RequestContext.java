package dev.odeon.service;

import dev.odeon.engine.Cancellation;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.ProgressListener;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.RequestException;
import java.util.function.Consumer;

/**
 * The context of a request: its tenant, and where to report before the result.
 *
 * @param tenant the tenant whose request it is
 * @param cancellation cancels what runs for the request, and waiting for it
 * @param progress gets the progress
 * @param items gets the items of a stream
 * @param principal who asks, as the door knows it, for what is recorded
 * @param flush passes on at once what was given to {@code items}: nothing follows for a while
 */
public record RequestContext(
    String tenant,
    Cancellation cancellation,
    ProgressListener progress,
    Consumer<Object> items,
    String principal,
    Runnable flush) {
  /** Who asks where no door says: the program that embeds the service. */
  private static final String EMBEDDER = "embedder";

  /** Takes no items: for a request that has none, or a caller that does not want them. */
  public static final Consumer<Object> UNHEARD = _ -> {};

  /** The same for a caller that gets each item at once. */
  public RequestContext(
      String tenant,
      Cancellation cancellation,
      ProgressListener progress,
      Consumer<Object> items,
      String principal) {
    this(tenant, cancellation, progress, items, principal, () -> {});
  }

  /** Returns a context without listeners. */
  public static RequestContext of(String tenant) {
    return new RequestContext(
        tenant, new Cancellation(), ProgressListener.UNHEARD, UNHEARD, EMBEDDER);
  }

  /**
   * Returns a context that makes a cancellable {@code request} fail at its next progress report or
   * item once it is cancelled.
   */
  RequestContext of(Request<?> request) {
    return request.isCancellable()
        ? new RequestContext(
            tenant,
            cancellation,
            (done, total) -> {
              requireWanted();
              progress.at(done, total);
            },
            item -> {
              requireWanted();
              items.accept(item);
            },
            principal,
            flush)
        : this;
  }

  static RequestException cancelled() {
    return new RequestException(ErrorCode.CANCELLED, "the request was cancelled");
  }

  /**
   * Fails once the request is cancelled.
   *
   * @throws RequestException if it is
   */
  void requireWanted() {
    if (cancellation.cancelled()) {
      throw cancelled();
    }
  }
}
