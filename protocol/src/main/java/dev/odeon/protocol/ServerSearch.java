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
 * Looks for the server that has a home open. What the home's files say is where to look, no more:
 * they may be a copy's, or left over. Only a server that answers that it holds this very folder is
 * the home's.
 */
final class ServerSearch {
  private final Path home;
  private final Ports ports;
  private final ClientConfig config;

  /** Why it cannot be told whether a server is the home's; null as long as it can. */
  private @Nullable String doubt;

  ServerSearch(Path home, Ports ports, ClientConfig config) {
    this.home = home;
    this.ports = ports;
    this.config = config;
  }

  /**
   * A connection to the server; empty if there is none.
   *
   * @throws ClientException if there may be one: the home is held, and at its socket is somebody
   *     who does not say what he has open
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
      // Who opens the home is told why it cannot be.
      return null;
    }
  }

  /**
   * The socket that the home names, and the one in it, which is there though the home was moved.
   */
  private SequencedSet<Path> places() {
    SequencedSet<Path> places = new LinkedHashSet<>();
    ServerFile.read(home, ports.disk()).ifPresent(file -> places.add(file.socket()));
    places.add(SocketPlace.inside(home));
    places.removeIf(socket -> !isOwnSocket(socket));
    return places;
  }

  /** A server of another user is not asked: it is not to learn what this one wants. */
  private boolean isOwnSocket(Path socket) {
    try {
      return ports.disk().isOwnSocket(socket);
    } catch (DiskException e) {
      return false;
    }
  }

  /** The server at {@code socket}, if it holds what is wanted. */
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

  /** Whether somebody has the home, server or not. */
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
