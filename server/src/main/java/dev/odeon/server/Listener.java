package dev.odeon.server;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.ErrorText;
import dev.odeon.base.FileIdentity;
import dev.odeon.base.Ports;
import dev.odeon.protocol.SocketPlace;
import dev.odeon.protocol.UnixSockets;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * A listening Unix socket. It is created in a folder that only its owner can enter, and then
 * renamed to its place, so it is never visible half-ready or open to others. It replaces a leftover
 * socket at that place, but never one that answers or that another user owns.
 */
final class Listener implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Listener.class.getName());

  /** The most clients that may wait to be accepted. */
  private static final int BACKLOG = 1024;

  private static final int NAME_BYTES = 4;

  private final ServerSocketChannel channel;
  private final Path socket;
  private final @Nullable FileIdentity made;
  private final @Nullable Path folder;
  private final Disk disk;
  private final @Nullable UnixDomainPrincipal self;
  private final boolean shared;

  private Listener(
      ServerSocketChannel channel, Path socket, @Nullable Path folder, Disk disk, boolean shared) {
    this.shared = shared;
    this.channel = channel;
    this.socket = socket;
    this.made = disk.identity(socket).orElse(null);
    this.folder = folder;
    this.disk = disk;
    this.self = self(socket);
  }

  /**
   * Listens at {@code place}.
   *
   * @throws ServerException if that fails
   */
  static Listener at(SocketPlace place, Ports ports) {
    Disk disk = ports.disk();
    try {
      disk.createFolders(place.folder());
      requireFree(place.socket(), ports);
      ServerSocketChannel channel = bind(place.folder().resolve("new"), place.socket(), null, disk);
      return new Listener(
          channel, place.socket(), place.outside() ? place.folder() : null, disk, false);
    } catch (DiskException e) {
      throw none(place.socket(), e);
    }
  }

  /**
   * Listens at {@code socket}, whose folder exists, for this user alone.
   *
   * @throws ServerException if that fails
   */
  static Listener at(Path socket, Ports ports) {
    return at(socket, null, ports);
  }

  /**
   * The same for a group.
   *
   * @param group whose members may connect too; null for this user alone
   * @throws ServerException if that fails
   */
  static Listener at(Path socket, @Nullable String group, Ports ports) {
    Path absolute = socket.toAbsolutePath();
    Disk disk = ports.disk();
    String name = ".odeon-" + ports.entropy().bytes(NAME_BYTES).hex();
    Path folder = absolute.resolveSibling(name);
    requireFits(folder.resolve("s"), absolute);
    Path parent = Objects.requireNonNull(folder.getParent(), "a socket is in a folder");
    try {
      if (!disk.exists(parent)) {
        throw new ServerException(
            ServerException.Reason.NO_SOCKET,
            "cannot create socket %s: there is no folder %s".formatted(absolute, parent));
      }
      requireFree(absolute, ports);
      disk.createFolders(folder);
      try {
        ServerSocketChannel channel = bind(folder.resolve("s"), absolute, group, disk);
        return new Listener(channel, absolute, null, disk, group != null);
      } finally {
        disk.delete(folder);
      }
    } catch (DiskException e) {
      throw none(absolute, e);
    }
  }

  /** The path of the socket. */
  Path socket() {
    return socket;
  }

  /**
   * Blocks for the next client.
   *
   * @throws IOException if the socket is closed or has failed
   */
  SocketChannel accept() throws IOException {
    return channel.accept();
  }

  /**
   * Whether the client may connect: a process of this user, or any that the kernel let in where the
   * socket is a group's, since it looks at all groups of a process and tells only the first.
   */
  boolean accepts(SocketChannel client) {
    return shared || self == null || Objects.equals(self.user(), user(client));
  }

  /**
   * Stops listening, and removes the socket unless it was moved away or another one has its place.
   * The check relies on the file's identity, which no other file can have while the socket is open.
   */
  @Override
  public void close() {
    try (channel) {
      if (made == null || !disk.identity(socket).equals(Optional.of(made))) {
        return;
      }
      disk.delete(socket);
      if (folder != null) {
        disk.delete(folder);
      }
    } catch (IOException | DiskException e) {
      LOG.log(
          Level.WARNING, "cannot remove the socket socket={0} reason={1}", socket, ErrorText.of(e));
    }
  }

  private static void requireFits(Path made, Path wanted) {
    Path longer = made.toString().length() > wanted.toString().length() ? made : wanted;
    if (!SocketPlace.fits(longer)) {
      throw new ServerException(
          ServerException.Reason.NO_SOCKET,
          "%s is too long for a socket, %d bytes can be used: choose a shorter path"
              .formatted(
                  wanted,
                  SocketPlace.PATH_BYTES_MAX
                      - Math.max(0, made.toString().length() - wanted.toString().length())));
    }
  }

  /** Checks that the path is free, or holds a socket of this user that does not answer. */
  private static void requireFree(Path socket, Ports ports) {
    Disk disk = ports.disk();
    if (disk.status(socket).isEmpty()) {
      return;
    }
    if (!disk.isOwnSocket(socket)) {
      throw new ServerException(
          ServerException.Reason.OCCUPIED,
          "%s is there already and is not a socket of yours: move it away, or choose another path"
              .formatted(socket));
    }
    try (SocketChannel _ = UnixSockets.connect(socket, ports)) {
      throw new ServerException(
          ServerException.Reason.IN_USE,
          "another server answers at %s: stop it, or choose another path".formatted(socket));
    } catch (ConnectException e) {
      LOG.log(Level.INFO, "replacing a socket that was left over socket={0}", socket);
    } catch (SocketTimeoutException e) {
      throw new ServerException(
          ServerException.Reason.IN_USE,
          "another server has the socket %s and takes no connections: stop it, or choose another path"
              .formatted(socket),
          e);
    } catch (IOException e) {
      throw none(socket, e);
    }
  }

  private static ServerSocketChannel bind(
      Path made, Path socket, @Nullable String group, Disk disk) {
    if (disk.exists(made)) {
      disk.delete(made);
    }
    ServerSocketChannel channel = null;
    try {
      channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      channel.bind(UnixDomainSocketAddress.of(made), BACKLOG);
      if (group != null) {
        disk.shareWithGroup(made, group);
      }
      disk.rename(made, socket);
      return channel;
    } catch (IOException | DiskException e) {
      close(channel);
      if (disk.exists(made)) {
        disk.delete(made);
      }
      throw none(socket, e);
    }
  }

  private static void close(@Nullable ServerSocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException _) {
      // The close fails only for a socket that is useless already.
    }
  }

  private static ServerException none(Path socket, Exception e) {
    return new ServerException(
        ServerException.Reason.NO_SOCKET,
        "cannot create socket %s: %s".formatted(socket, ErrorText.of(e)),
        e);
  }

  /**
   * Returns how this process appears to a peer on a Unix socket; null if the system does not say.
   */
  private static @Nullable UnixDomainPrincipal self(Path socket) {
    try (SocketChannel own = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return own.getOption(ExtendedSocketOptions.SO_PEERCRED);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.log(
          Level.WARNING,
          "this system does not tell who connects: the folder alone keeps others out");
      return null;
    }
  }

  /** The user of a client; null if the system does not say. */
  static @Nullable Object user(SocketChannel client) {
    try {
      return client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }
}
