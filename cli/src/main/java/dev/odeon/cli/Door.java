package dev.odeon.cli;

import dev.odeon.base.Ports;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.ClientConfig;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.Response;
import dev.odeon.protocol.ServerIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a command's requests are answered: by the server of its home where there is one, else in
 * this process on the home itself.
 */
interface Door extends AutoCloseable {
  /** A run may take as long as the server lets it; this only ends a command whose server hangs. */
  Duration PATIENCE = Duration.ofMinutes(10);

  /** Asks on behalf of the command's tenant and waits for the answer, which may be a failure. */
  Response ask(Request request);

  @Override
  void close();

  /** For a command that makes the home if there is none. */
  static Door open(Console console) {
    return served(console).orElseGet(() -> OwnDoor.of(console, Home.open(console)));
  }

  /**
   * For a command that works on what is there.
   *
   * @throws Failure if there is neither a home nor a server
   */
  static Door existing(Console console) {
    return served(console).orElseGet(() -> OwnDoor.of(console, Home.existing(console)));
  }

  /** The same for a command that changes nothing. */
  static Door reading(Console console) {
    return served(console).orElseGet(() -> OwnDoor.of(console, Home.reading(console)));
  }

  /**
   * Does {@code work} with the server that {@link #served} finds; false if there is none, so that
   * the home can be opened.
   */
  static boolean does(Console console, Consumer<Door> work) {
    Optional<Door> served = served(console);
    served.ifPresent(found -> {
      try (Door door = found) {
        work.accept(door);
      }
    });
    return served.isPresent();
  }

  /**
   * The server that the command names, or that has its home open; empty if it names none and no
   * process serves the home.
   *
   * @throws dev.odeon.protocol.ClientException if the one that it names does not answer
   * @throws Failure if the one that it names has another home open than the one that it names
   */
  static Optional<Door> served(Console console) {
    ClientConfig config =
        ClientConfig.defaults().withTenant(Keys.tenant(console)).withTimeout(PATIENCE);
    return console
        .socket()
        .map(socket -> named(console, socket, config))
        .or(() -> Client.find(console.home(), Ports.system(), config))
        .map(ServedDoor::new);
  }

  private static Client named(Console console, Path socket, ClientConfig config) {
    Client client = Client.connect(socket, Ports.system(), config);
    try {
      // Also without a home to compare: a command does not wait for one who says nothing.
      Optional<ServerIdentity> server = client.identify();
      console.chosenHome().ifPresent(home -> requireOpen(home, socket, server));
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static void requireOpen(Path home, Path socket, Optional<ServerIdentity> server) {
    ServerIdentity identity =
        server.orElseThrow(() ->
            Failure.noServer(
                "the server at %s is of another version, which does not say whether it has the home %s open: leave out --socket or --home"
                    .formatted(socket, home)));
    if (!identity.holds(home, Ports.system().disk())) {
      throw Failure.noServer(
          "the server at %s has the home %s open, not %s: leave out --socket or --home"
              .formatted(socket, identity.home(), home));
    }
  }
}
