package dev.odeon.protocol;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.FolderIdentity;
import dev.odeon.base.HeldFolder;
import dev.odeon.base.Ports;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the server that has a home open. The home's files are hints only, since they may be copies
 * or leftovers: the server must confirm that it holds this very folder.
 */
final class ServerSearch {
  private final Path home;
  private final Ports ports;
  private final ClientConfig config;

  /** Why it is uncertain whether a server has the home open; null as long as it is certain. */
  private @Nullable String doubt;

  ServerSearch(Path home, Ports ports, ClientConfig config) {
    this.home = home;
    this.ports = ports;
    this.config = config;
  }

  /**
   * Returns a connection to the server; empty if there is none.
   *
   * @throws ClientException if there may be one: the home is locked, and the server at its socket
   *     does not identify its home
   */
  Optional<Client> find() {
    FolderIdentity wanted = identity();
    if (wanted == null) {
      return Optional.empty();
    }
    for (Path socket : places()) {
      Client client = serving(socket, wanted);
      if (client != null) {
        return Optional.of(client);
      }
    }
    if (doubt != null && isHeld(wanted)) {
      throw new ClientException(
          ClientException.Reason.OTHER_HOME,
          "the home %s is in use by another process, and %s".formatted(home, doubt));
    }
    return Optional.empty();
  }

  private @Nullable FolderIdentity identity() {
    try {
      return FolderIdentity.of(home, ports.disk()).orElse(null);
    } catch (DiskException e) {
      // Opening the home then fails with the reason.
      return null;
    }
  }

  /** The socket that the home names, and the one inside the home, which a moved home still has. */
  private SequencedSet<Path> places() {
    SequencedSet<Path> places = new LinkedHashSet<>();
    ServerFile.read(home, ports.disk()).ifPresent(file -> places.add(file.socket()));
    places.add(SocketPlace.inside(home));
    places.removeIf(socket -> !isOwnSocket(socket));
    return places;
  }

  /**
   * Whether the socket belongs to this user: another user's server must not learn about this home.
   */
  private boolean isOwnSocket(Path socket) {
    try {
      return ports.disk().isOwnSocket(socket);
    } catch (DiskException e) {
      return false;
    }
  }

  /** Connects to the server at {@code socket}; null if it does not hold {@code wanted}. */
  private @Nullable Client serving(Path socket, FolderIdentity wanted) {
    Client client;
    try {
      client = Client.connect(socket, ports, config);
    } catch (ClientException e) {
      if (e.reason() == ClientException.Reason.TIMEOUT) {
        doubt = e.getMessage();
      }
      return null;
    }
    boolean found = false;
    try {
      found = holds(client, socket, wanted);
      return found ? client : null;
    } finally {
      if (!found) {
        client.close();
      }
    }
  }

  private boolean holds(Client client, Path socket, FolderIdentity wanted) {
    Optional<ServerIdentity> answer;
    try {
      answer = client.identify();
    } catch (ClientException e) {
      doubt = e.getMessage();
      return false;
    }
    if (answer.isEmpty()) {
      doubt =
          "the server at %s is of another version, which does not say what it has open: use that version, or stop it"
              .formatted(socket);
      return false;
    }
    ServerIdentity server = answer.get();
    if (server.folder().equals(wanted)) {
      return true;
    }
    if (server.folder().folder().equals(wanted.folder())) {
      throw new ClientException(
          ClientException.Reason.OTHER_HOME,
          "the server at %s (process %d) has the home %s open, and its files were replaced since: stop it first"
              .formatted(socket, server.pid(), home));
    }
    return false;
  }

  /** Whether some process, server or not, has the home locked. */
  private boolean isHeld(FolderIdentity wanted) {
    Disk disk = ports.disk();
    if (wanted.lock() == null) {
      return false;
    }
    try (AutoCloseable _ = disk.lock(home.resolve(HeldFolder.LOCK))) {
      return false;
    } catch (DiskException e) {
      return e.reason() == DiskException.Reason.LOCKED;
    } catch (Exception e) {
      throw new IllegalStateException("the lock of a home could not be given back", e);
    }
  }
}
