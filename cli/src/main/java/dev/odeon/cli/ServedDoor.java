package dev.odeon.cli;

import dev.odeon.protocol.ActorsRequest;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.Response;
import dev.odeon.runtime.Settings;
import java.time.Duration;

/** A server, asked through its socket. */
record ServedDoor(Client client) implements Door {
  private static final Duration LONGEST = Settings.defaults().requestAge();

  @Override
  public Response ask(Request request) {
    return client.call(request, patience(request));
  }

  /**
   * How long the answer may take. What goes on in the server whoever waits is waited for as long as
   * an actor may take to answer a request; this only ends a command whose server hangs.
   */
  private static Duration patience(Request request) {
    if (request.canBeTakenBack()) {
      return PATIENCE;
    }
    Long deadline =
        switch (request) {
          case ActorsRequest.ActorRequest(_, var message) -> message.deadlineMillis();
          case ActorsRequest.ActorMessage(_, var message, _) -> message.deadlineMillis();
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
