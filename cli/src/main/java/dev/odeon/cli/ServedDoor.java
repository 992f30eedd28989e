package dev.odeon.cli;

import dev.odeon.protocol.Client;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.Response;

/** A server, asked through its socket. */
record ServedDoor(Client client) implements Door {
  @Override
  public Response ask(Request request) {
    // What goes on in the server whoever waits is waited for, however long it takes.
    return request.canBeTakenBack()
        ? client.call(request)
        : client.send(request).response().await();
  }

  @Override
  public void close() {
    client.close();
  }
}
