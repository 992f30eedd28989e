package dev.odeon.server;

import dev.odeon.service.ModuleFiles;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a server.
 *
 * @param socket where to listen; null for the home's own place
 * @param socketGroup whose members may connect too; null for this user alone. Only with a socket of
 *     its own, since nobody else gets into the home
 * @param limits the limits of connections
 * @param files the files that the server may read modules from
 * @param drain how long running requests may take at shutdown
 * @param logRequests whether each request is logged
 */
public record ServerConfig(
    @Nullable Path socket,
    @Nullable String socketGroup,
    ConnectionLimits limits,
    ModuleFiles files,
    Duration drain,
    boolean logRequests) {
  /**
   * Returns the defaults: the home's own place, default limits, modules from any file, 10 s to
   * drain.
   */
  public static ServerConfig defaults() {
    return new ServerConfig(
        null,
        null,
        ConnectionLimits.defaults(),
        new ModuleFiles.Anywhere(),
        Duration.ofSeconds(10),
        false);
  }

  /**
   * Checks that the group can reach the socket.
   *
   * @throws IllegalArgumentException if it cannot
   */
  public ServerConfig {
    if (socketGroup != null && socket == null) {
      throw new IllegalArgumentException(
          "a group cannot reach a socket in the home: the socket needs a place of its own");
    }
  }

  /** Returns a copy with another socket. */
  public ServerConfig withSocket(@Nullable Path other) {
    return new ServerConfig(other, socketGroup, limits, files, drain, logRequests);
  }

  /** Returns a copy with a group whose members may connect too. */
  public ServerConfig withSocketGroup(@Nullable String other) {
    return new ServerConfig(socket, other, limits, files, drain, logRequests);
  }

  /** Returns a copy with other limits. */
  public ServerConfig withLimits(ConnectionLimits other) {
    return new ServerConfig(socket, socketGroup, other, files, drain, logRequests);
  }

  /** Returns a copy with another policy for files. */
  public ServerConfig withFiles(ModuleFiles other) {
    return new ServerConfig(socket, socketGroup, limits, other, drain, logRequests);
  }

  /** Returns a copy with another drain time. */
  public ServerConfig withDrain(Duration other) {
    return new ServerConfig(socket, socketGroup, limits, files, other, logRequests);
  }

  /** Returns a copy that logs requests, or does not. */
  public ServerConfig withLogRequests(boolean other) {
    return new ServerConfig(socket, socketGroup, limits, files, drain, other);
  }
}
