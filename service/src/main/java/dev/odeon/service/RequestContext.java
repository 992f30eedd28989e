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
 */
public record RequestContext(
    String tenant, Cancellation cancellation, ProgressListener progress, Consumer<Object> items) {
  /** Takes no items: for a request that has none, or a caller that does not want them. */
  public static final Consumer<Object> UNHEARD = _ -> {};

  /** Returns a context without listeners. */
  public static RequestContext of(String tenant) {
    return new RequestContext(tenant, new Cancellation(), ProgressListener.UNHEARD, UNHEARD);
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
            })
        : this;
  }

  static RequestException cancelled() {
    return new RequestException(ErrorCode.CANCELLED, "the request was cancelled");
  }

  private void requireWanted() {
    if (cancellation.cancelled()) {
      throw cancelled();
    }
  }
}
