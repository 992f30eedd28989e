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
record ServerBackend(Client client) implements Backend {
  private static final Duration LONGEST = Settings.defaults().requestAge();

  @Override
  public <R> R ask(Request<R> request, ProgressListener progress) {
    return client.call(request, patience(request), progress);
  }

  @Override
  public <I, R> R stream(
      StreamRequest<I, R> request, Consumer<? super I> items, ProgressListener progress) {
    return client.stream(request, items, patience(request), progress);
  }

  /**
   * How long to wait for the next line of the server; this only ends a command whose server hangs.
   * A request that cannot be cancelled gets as long as an actor may take to answer.
   */
  private static Duration patience(Request<?> request) {
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
