package dev.odeon.cli;

import dev.odeon.base.Ports;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.ClientConfig;
import dev.odeon.protocol.ProgressListener;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.ServerIdentity;
import dev.odeon.protocol.StreamRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Who carries out a command's requests, on behalf of the command's tenant: the server of its home
 * where there is one, else the service in this process, on the home itself.
 */
public interface Backend extends AutoCloseable {
  /** A run may take as long as the server lets it; this only ends a command whose server hangs. */
  Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * Asks and waits for the result.
   *
   * @throws dev.odeon.protocol.RequestException if the request fails
   */
  default <R> R ask(Request<R> request) {
    return ask(request, ProgressListener.UNHEARD);
  }

  /** The same for who wants to hear how far it is. */
  <R> R ask(Request<R> request, ProgressListener progress);

  /**
   * Asks for a stream and waits for the result.
   *
   * @param items gets each item; it must not ask this backend for anything
   */
  <I, R> R stream(
      StreamRequest<I, R> request, Consumer<? super I> items, ProgressListener progress);

  /** The same without a word about how far it is. */
  default <I, R> R stream(StreamRequest<I, R> request, Consumer<? super I> items) {
    return stream(request, items, ProgressListener.UNHEARD);
  }

  /** Whether a run is allowed more than usual here if the command asks for that. */
  default boolean allowsMore() {
    return false;
  }

  @Override
  void close();

  /** For a command that makes the home if there is none. */
  static Backend open(Console console) {
    return server(console).orElseGet(() -> LocalBackend.of(console, LocalHome.open(console)));
  }

  /**
   * For a command that works on what is there.
   *
   * @throws Failure if there is neither a home nor a server
   */
  static Backend existing(Console console) {
    return server(console).orElseGet(() -> LocalBackend.of(console, LocalHome.existing(console)));
  }

  /**
   * The same for a command that runs plug-ins: without a server, {@code limits} may be more than
   * usual too.
   */
  static Backend running(Console console, RunOptions limits) {
    return server(console)
        .orElseGet(() -> LocalBackend.of(console, LocalHome.existing(console), limits));
  }

  /** The same for a command that changes nothing: it also works on a damaged home. */
  static Backend reading(Console console) {
    return server(console).orElseGet(() -> LocalBackend.of(console, LocalHome.reading(console)));
  }

  /**
   * The server of the home, for a command that waits for what others do there.
   *
   * @throws Failure if there is none: nothing would come
   */
  static Backend following(Console console) {
    return server(console)
        .orElseThrow(() ->
            Failure.noServer(
                "there is nothing to follow while no server has the home %s open: start one with odeon serve, or leave out --follow"
                    .formatted(console.home())));
  }

  /** The same for a command that asks for metrics: only then are they gathered without a server. */
  static Backend measured(Console console) {
    return server(console).orElseGet(() -> LocalBackend.measured(console));
  }

  /** What a command lists, which changes nothing either: nothing where no home was made yet. */
  static <T> List<T> list(Console console, Function<Backend, List<T>> reading) {
    Optional<Backend> server = server(console);
    if (server.isEmpty() && LocalHome.isNew(console.home())) {
      return List.of();
    }
    try (Backend backend =
        server.orElseGet(() -> LocalBackend.of(console, LocalHome.reading(console)))) {
      return reading.apply(backend);
    }
  }

  /**
   * The server that the command names, or that has its home open; empty if it names none and no
   * process serves the home.
   *
   * @throws dev.odeon.protocol.ClientException if the one that it names does not answer
   * @throws Failure if the one that it names has another home open than the one that it names
   */
  static Optional<Backend> server(Console console) {
    ClientConfig config =
        ClientConfig.defaults().withTenant(Keys.tenant(console)).withTimeout(PATIENCE);
    return console
        .socket()
        .map(socket -> named(console, socket, config))
        .or(() -> Client.find(console.home(), Ports.system(), config))
        .map(client -> new ServerBackend(client, console));
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
