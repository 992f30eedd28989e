package dev.odeon.service;

import dev.odeon.engine.Cancellation;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.ProgressListener;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.RequestException;
import java.util.function.Consumer;

/**
 * On whose behalf a request is carried out, and who hears of it meanwhile.
 *
 * @param tenant on whose behalf
 * @param cancellation ends what runs for it, and waiting for it
 * @param progress hears how far it is
 * @param items gets the items of a stream
 */
public record RequestContext(
    String tenant, Cancellation cancellation, ProgressListener progress, Consumer<Object> items) {
  /** For a request without items, or for who does not want them. */
  public static final Consumer<Object> UNHEARD = _ -> {};

  /** A context in which nobody hears of the request before its result. */
  public static RequestContext of(String tenant) {
    return new RequestContext(tenant, new Cancellation(), ProgressListener.UNHEARD, UNHEARD);
  }

  /** The same where {@code request}, if it can be cancelled, ends at its next word once it is. */
  RequestContext of(Request<?> request) {
    boolean heard = items != UNHEARD || progress != ProgressListener.UNHEARD;
    return heard && request.isCancellable()
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

  private void requireWanted() {
    if (cancellation.cancelled()) {
      throw new RequestException(ErrorCode.CANCELLED, "the request was cancelled");
    }
  }
}
