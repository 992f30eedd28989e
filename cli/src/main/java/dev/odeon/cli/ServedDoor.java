package dev.odeon.cli;

import dev.odeon.protocol.Client;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.Response;

/** A server, asked through its socket. */
record ServedDoor(Client client) implements Door {
  @Override
  public Response ask(Request request) {
    return client.call(request);
  }

  @Override
  public void close() {
    client.close();
  }
}
