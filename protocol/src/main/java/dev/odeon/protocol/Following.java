package dev.odeon.protocol;

import dev.odeon.base.Pending;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Events that a client follows, until it is closed, the server stops or the connection is lost.
 * Whoever begins again after its {@link #position} misses nothing and sees nothing twice.
 */
public final class Following implements AutoCloseable {
  private final Client client;
  private final Client.Sent<Events.Result> sent;
  private volatile @Nullable String position;

  private Following(
      Client client,
      Events.Start start,
      Consumer<? super Events.Item> items,
      Function<Consumer<Events.Item>, Client.Sent<Events.Result>> sending) {
    this.client = client;
    this.position = start.after();
    this.sent =
        sending.apply(item -> {
          items.accept(item);
          position = item.position();
        });
  }

  /** What {@code sending} sends, with a consumer of items that remembers where it is. */
  static Following of(
      Client client,
      Events.Start start,
      Consumer<? super Events.Item> items,
      Function<Consumer<Events.Item>, Client.Sent<Events.Result>> sending) {
    return new Following(client, start, items, sending);
  }

  /** The position of the last item that was consumed; null before the first. */
  public @Nullable String position() {
    return position;
  }

  /**
   * Its end, always a failure: a {@link RequestException} with {@link ErrorCode#CANCELLED} once it
   * is closed, with {@link ErrorCode#STOPPING} if the server stops; a {@link ClientException} if
   * the connection is lost; what the consumer threw.
   */
  public Pending<Events.Result> end() {
    return sent.result();
  }

  /** Ends it. Items that are on the way may still be consumed. */
  @Override
  public void close() {
    try {
      var _ = client.cancel(sent.id());
    } catch (ClientException _) {
      // The connection is lost, and so is the request.
    }
  }
}
