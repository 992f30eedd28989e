package dev.odeon.server;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Ports;
import dev.odeon.execution.Execution;
import dev.odeon.protocol.ServerFile;
import dev.odeon.protocol.SocketPlace;
import dev.odeon.protocol.Status;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.service.Service;
import dev.odeon.service.ServiceConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * The server of a home: it answers at a Unix socket, and {@code server.json} in the home names that
 * socket. The home's lock, which the actors hold, excludes a second server.
 */
public final class Server implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Server.class.getName());

  private final Connections connections;
  private final Listener listener;
  private final Actors actors;
  private final Service service;
  private final Path home;
  private final ServerFile file;
  private final Ports ports;
  private final ServerConfig config;

  private Server(
      Connections connections,
      Listener listener,
      Actors actors,
      Service service,
      ServerFile file,
      ServerConfig config) {
    this.connections = connections;
    this.service = service;
    this.listener = listener;
    this.actors = actors;
    this.home = actors.home();
    this.file = file;
    this.ports = actors.ports();
    this.config = config;
  }

  /**
   * Returns a registry of metrics that the server can export. Pass it to the execution service too.
   */
  public static PrometheusMeterRegistry meters() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  /**
   * Starts the server. On return clients can connect, and the home names the socket.
   *
   * @param actors the home, open; the caller closes it, and the execution service, after the server
   * @param meters the registry of metrics, see {@link #meters()}
   * @throws ServerException if the socket cannot be created, or another server answers there
   */
  public static Server start(
      ServerConfig config, Actors actors, Execution execution, PrometheusMeterRegistry meters) {
    Ports ports = actors.ports();
    Path home = actors.home();
    Path socket = config.socket();
    Listener listener =
        socket == null
            ? Listener.at(SocketPlace.of(home, System::getenv, ports.entropy()), ports)
            : Listener.at(socket, config.socketGroup(), ports);
    ServerFile file =
        new ServerFile(ProcessHandle.current().pid(), listener.socket(), ports.clock().millis());
    Service service =
        Service.of(
            actors,
            execution,
            new ServiceConfig(config.files(), meters::scrape, () -> state(file), false));
    ServerMeters counted = new ServerMeters(meters);
    Handler handler = new ServiceHandler(service, counted, ports.clock(), config.logRequests());
    Connections connections =
        Connections.start(listener, handler, limits(config.limits(), ports.disk()), ports);
    counted.watch(connections);
    try {
      file.write(home, ports.disk());
    } catch (DiskException e) {
      connections.close();
      throw new ServerException(
          ServerException.Reason.NO_SOCKET,
          "clients cannot find the socket %s, which server.json in the home is to name: %s"
              .formatted(listener.socket(), e.getMessage()),
          e);
    }
    LOG.log(Level.INFO, "listening socket={0} home={1}", listener.socket(), home);
    return new Server(connections, listener, actors, service, file, config);
  }

  private static Status.ServerState state(ServerFile file) {
    return new Status.ServerState(
        file.pid(),
        file.socket().toString(),
        Instant.ofEpochMilli(file.startedMillis()).toString());
  }

  /**
   * Lowers the limits to what the process's open files allow, so that excess clients get an error
   * and the log always has descriptors.
   */
  private static ConnectionLimits limits(ConnectionLimits wanted, Disk disk) {
    OptionalLong openFiles = disk.openFilesMax();
    if (openFiles.isEmpty()) {
      return wanted;
    }
    ConnectionLimits limits = wanted.within(openFiles.getAsLong());
    if (limits.connectionsMax() < wanted.connectionsMax()) {
      LOG.log(
          Level.WARNING,
          "the limit of open files allows fewer connections: raise it (ulimit -n) open_files={0} connections={1} wanted={2}",
          openFiles.getAsLong(),
          limits.connectionsMax(),
          wanted.connectionsMax());
    }
    return limits;
  }

  /** The path of the socket. */
  public Path socket() {
    return listener.socket();
  }

  /** The number of connected clients. */
  public int connections() {
    return connections.count();
  }

  /**
   * Stops the server: accepts no more clients, answers received requests within the configured
   * time, and cuts off the rest. A client that waits for the answer to an open request gets an
   * error that the server is stopping. Blocks until all connections have ended, or shortly after
   * the drain time. Removes the socket and {@code server.json} unless another process has replaced
   * them.
   */
  @Override
  public void close() {
    LOG.log(Level.INFO, "stopping connections={0}", connections.count());
    try {
      file.remove(home, ports.disk());
    } catch (DiskException e) {
      LOG.log(Level.WARNING, "cannot remove server.json reason={0}", e.getMessage());
    }
    actors.stopWaiting();
    connections.close(config.drain());
    service.close();
    LOG.log(Level.INFO, "stopped");
  }
}
