package dev.odeon.service;

import dev.odeon.protocol.Status;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a service is set up.
 *
 * @param files which files requests may name
 * @param metrics gives the metrics as Prometheus text
 * @param server the server in front of it; null if its own process is the only one that asks
 */
public record ServiceConfig(
    ModuleFiles files, Supplier<String> metrics, @Nullable Supplier<Status.ServerState> server) {
  /** Without a server: files from anywhere, no metrics. */
  public static ServiceConfig alone() {
    return new ServiceConfig(new ModuleFiles.Anywhere(), () -> "", null);
  }

  /** Whether nobody else can reach the home meanwhile. */
  boolean isAlone() {
    return server == null;
  }
}
