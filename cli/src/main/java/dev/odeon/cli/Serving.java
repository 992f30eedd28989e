package dev.odeon.cli;

import dev.odeon.chain.DamageReport;
import dev.odeon.engine.Limits;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.log.Opening;
import dev.odeon.runtime.Actors;
import dev.odeon.server.Server;
import dev.odeon.server.ServerConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;

/** A home with all that serves it, from the ground up. */
final class Serving implements AutoCloseable {
  private final Actors actors;
  private final Execution execution;
  private final Server server;

  private Serving(Actors actors, Execution execution, Server server) {
    this.actors = actors;
    this.execution = execution;
    this.server = server;
  }

  /**
   * Opens the command's home, which is made if there is none, and listens.
   *
   * @param most what a run may take at most
   * @param quotas what tenants may
   * @param mode what to do where the log is damaged
   */
  static Serving open(
      Console console, ServerConfig config, Limits most, Quotas quotas, Opening.Mode mode) {
    PrometheusMeterRegistry meters = Server.meters();
    Actors actors = Home.open(console, mode);
    try {
      Execution execution =
          Execution.open(
              actors,
              ExecutionConfig.defaults()
                  .withMeters(meters)
                  .withLimits(most)
                  .withQuotas(quotas.all(), quotas.single())
                  .withPreparing());
      try {
        return new Serving(actors, execution, Server.start(config, actors, execution, meters));
      } catch (RuntimeException e) {
        execution.close();
        throw e;
      }
    } catch (RuntimeException e) {
      actors.close();
      throw e;
    }
  }

  /** Where clients connect. */
  Path socket() {
    return server.socket();
  }

  /** What of the home is damaged. */
  DamageReport damage() {
    return actors.damage();
  }

  /** Lets what is under way end, as long as the set-up says, and closes the home. */
  @Override
  public void close() {
    server.close();
    execution.close();
    actors.close();
  }
}
