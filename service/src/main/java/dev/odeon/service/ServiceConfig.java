package dev.odeon.service;

import dev.odeon.protocol.Status;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a service is set up.
 *
 * @param files which files requests may name
 * @param metrics gives the metrics as Prometheus text
 * @param server the server in front of it; null if there is none
 * @param forOneCommand whether one command alone asks, and the home is closed after it: then nobody
 *     can answer a request that an actor leaves open, and nobody counts runs
 */
public record ServiceConfig(
    ModuleFiles files,
    Supplier<String> metrics,
    @Nullable Supplier<Status.ServerState> server,
    boolean forOneCommand) {
  /** For a program that has the home open: files from anywhere, no metrics. */
  public static ServiceConfig embedded() {
    return new ServiceConfig(new ModuleFiles.Anywhere(), () -> "", null, false);
  }

  /** The same for a single command. */
  public static ServiceConfig command() {
    return new ServiceConfig(new ModuleFiles.Anywhere(), () -> "", null, true);
  }
}
