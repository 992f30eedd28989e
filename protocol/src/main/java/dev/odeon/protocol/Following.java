package dev.odeon.protocol;

import dev.odeon.base.Pending;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Events or log lines that a client follows, until it is closed, the server stops or the connection
 * is lost. Whoever begins again after its {@link #position} misses nothing that is recorded and
 * sees nothing twice.
 */
public final class Following implements AutoCloseable {
  private final Client client;
  private final Client.Sent<?> sent;
  private volatile @Nullable String position;

  private <I> Following(
      Client client,
      @Nullable String after,
      Consumer<? super I> items,
      Function<I, @Nullable String> positions,
      Function<Consumer<I>, Client.Sent<?>> sending) {
    this.client = client;
    this.position = after;
    this.sent =
        sending.apply(item -> {
          items.accept(item);
          String at = positions.apply(item);
          position = at == null ? position : at;
        });
  }

  /**
   * What {@code sending} sends, with a consumer of items that remembers where it is.
   *
   * @param positions the position of an item; null if it has none
   */
  static <I> Following of(
      Client client,
      @Nullable String after,
      Consumer<? super I> items,
      Function<I, @Nullable String> positions,
      Function<Consumer<I>, Client.Sent<?>> sending) {
    return new Following(client, after, items, positions, sending);
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
  public Pending<?> end() {
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
