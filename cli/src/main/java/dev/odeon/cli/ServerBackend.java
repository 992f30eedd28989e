package dev.odeon.cli;

import dev.odeon.protocol.ActorMessage;
import dev.odeon.protocol.ActorRequest;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.ProgressListener;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.StreamRequest;
import dev.odeon.runtime.Settings;
import java.time.Duration;
import java.util.function.Consumer;

/** A server, asked through its socket. */
record ServerBackend(Client client, Console console) implements Backend {
  /** How long a person who pressed Ctrl-C waits for the answer to the cancellation. */
  private static final Duration CANCELLING = Duration.ofSeconds(2);

  /** A server that ends is noticed at once, and one that has nothing to say is no failure. */
  private static final Duration ENDLESS = Duration.ofDays(3650);

  private static final Duration LONGEST = Settings.defaults().requestAge();

  @Override
  public <R> R ask(Request<R> request, ProgressListener progress) {
    try (Interruption _ = Interruption.handle(console, () -> interrupt(request))) {
      return client.call(request, patience(request), progress);
    }
  }

  @Override
  public <I, R> R stream(
      StreamRequest<I, R> request, Consumer<? super I> items, ProgressListener progress) {
    try (Interruption _ = Interruption.handle(console, () -> interrupt(request))) {
      return client.stream(request, items, patience(request), progress);
    }
  }

  /** Cancels what can be cancelled; returns what becomes of the request. */
  private String interrupt(Request<?> request) {
    if (request.isCancellable()) {
      return client.cancelAll(CANCELLING)
          ? "the server cancelled the request"
          : "the server had done it already, or does not answer";
    }
    return InterruptedMessage.of(request)
        .map(message -> "the server goes on with it; " + message.again())
        .orElse("the server goes on with it");
  }

  /**
   * How long to wait for the next line of the server; this only ends a command whose server hangs.
   * A request that cannot be cancelled gets as long as an actor may take to answer.
   */
  private static Duration patience(Request<?> request) {
    if (request instanceof StreamRequest<?, ?> stream && stream.isEndless()) {
      return ENDLESS;
    }
    if (request.isCancellable()) {
      return PATIENCE;
    }
    Long deadline =
        switch (request) {
          case ActorRequest(var message) -> message.deadlineMillis();
          case ActorMessage(var message, _) -> message.deadlineMillis();
          default -> null;
        };
    return deadline == null || deadline > LONGEST.toMillis()
        ? LONGEST.plus(PATIENCE)
        : Duration.ofMillis(deadline).plus(PATIENCE);
  }

  @Override
  public void close() {
    client.close();
  }
}
