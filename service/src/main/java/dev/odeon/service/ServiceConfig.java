package dev.odeon.service;

import dev.odeon.protocol.Status;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a service.
 *
 * @param files the files that requests may name
 * @param metrics returns the metrics in the Prometheus text format
 * @param server the state of the server in front of the service; null if there is none
 * @param forOneCommand whether a single command uses the service and the home is closed after it:
 *     then no one can answer a request that an actor leaves open, and runs are not counted
 */
public record ServiceConfig(
    ModuleFiles files,
    Supplier<String> metrics,
    @Nullable Supplier<Status.ServerState> server,
    boolean forOneCommand) {
  /** Returns the configuration for a program that embeds a home: any file, no metrics. */
  public static ServiceConfig embedded() {
    return new ServiceConfig(new ModuleFiles.Anywhere(), () -> "", null, false);
  }

  /** Returns the configuration for a single command, with its metrics. */
  public static ServiceConfig command(Supplier<String> metrics) {
    return new ServiceConfig(new ModuleFiles.Anywhere(), metrics, null, true);
  }
}
