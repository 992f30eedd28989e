package dev.odeon.service;

import dev.odeon.protocol.Status;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a service.
 *
 * @param files the files that requests may name
 * @param metrics returns the metrics in the Prometheus text format
 * @param server the state of the server in front of the service; null if only its own process uses
 *     it
 */
public record ServiceConfig(
    ModuleFiles files, Supplier<String> metrics, @Nullable Supplier<Status.ServerState> server) {
  /** Returns the configuration without a server: any file, no metrics. */
  public static ServiceConfig alone() {
    return new ServiceConfig(new ModuleFiles.Anywhere(), () -> "", null);
  }

  /** Whether no other process can reach the home. */
  boolean isAlone() {
    return server == null;
  }
}
