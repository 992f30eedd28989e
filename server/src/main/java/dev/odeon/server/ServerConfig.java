package dev.odeon.server;

import dev.odeon.service.ModuleFiles;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a server.
 *
 * @param socket where to listen; null for the home's own place
 * @param limits the limits of connections
 * @param files the files that the server may read modules from
 * @param drain how long running requests may take at shutdown
 */
public record ServerConfig(
    @Nullable Path socket, ConnectionLimits limits, ModuleFiles files, Duration drain) {
  /**
   * Returns the defaults: the home's own place, default limits, modules from any file, 10 s to
   * drain.
   */
  public static ServerConfig defaults() {
    return new ServerConfig(
        null, ConnectionLimits.defaults(), new ModuleFiles.Anywhere(), Duration.ofSeconds(10));
  }

  /** Returns a copy with another socket. */
  public ServerConfig withSocket(@Nullable Path other) {
    return new ServerConfig(other, limits, files, drain);
  }

  /** Returns a copy with other limits. */
  public ServerConfig withLimits(ConnectionLimits other) {
    return new ServerConfig(socket, other, files, drain);
  }

  /** Returns a copy with another policy for files. */
  public ServerConfig withFiles(ModuleFiles other) {
    return new ServerConfig(socket, limits, other, drain);
  }

  /** Returns a copy with another drain time. */
  public ServerConfig withDrain(Duration other) {
    return new ServerConfig(socket, limits, files, other);
  }
}
