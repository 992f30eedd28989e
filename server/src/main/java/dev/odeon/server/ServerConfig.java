package dev.odeon.server;

import dev.odeon.service.ModuleFiles;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a server is set up.
 *
 * @param socket where it listens; null for the place that belongs to the home
 * @param limits of its connections
 * @param files which files it reads modules from
 * @param drain how long what is under way may take when it stops
 */
public record ServerConfig(
    @Nullable Path socket, ConnectionLimits limits, ModuleFiles files, Duration drain) {
  /** The home's own place, the default limits, modules from anywhere, 10 s to drain. */
  public static ServerConfig defaults() {
    return new ServerConfig(
        null, ConnectionLimits.defaults(), new ModuleFiles.Anywhere(), Duration.ofSeconds(10));
  }

  /** The same at another socket. */
  public ServerConfig withSocket(@Nullable Path other) {
    return new ServerConfig(other, limits, files, drain);
  }

  /** The same with other limits. */
  public ServerConfig withLimits(ConnectionLimits other) {
    return new ServerConfig(socket, other, files, drain);
  }

  /** The same with modules from elsewhere. */
  public ServerConfig withFiles(ModuleFiles other) {
    return new ServerConfig(socket, limits, other, drain);
  }

  /** The same with another time to drain. */
  public ServerConfig withDrain(Duration other) {
    return new ServerConfig(socket, limits, files, other);
  }
}
