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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;

/** A home with all that serves it, from the ground up. */
public final class ServerProcess implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ServerProcess.class.getName());

  /** How long a turn may take at least that still runs when all connections have ended. */
  private static final long TURN_NANOS = 100_000_000;

  private final Actors actors;
  private final Execution execution;
  private final Server server;
  private final Duration drain;
  private volatile String closing = "nothing was closed yet";

  private ServerProcess(Actors actors, Execution execution, Server server, Duration drain) {
    this.actors = actors;
    this.execution = execution;
    this.server = server;
    this.drain = drain;
  }

  /**
   * Opens the command's home, which is made if there is none, and listens.
   *
   * @param most what a run may take at most
   * @param quotas what tenants may
   * @param mode what to do where the log is damaged
   */
  public static ServerProcess open(
      Console console, ServerConfig config, Limits most, Quotas quotas, Opening.Mode mode) {
    PrometheusMeterRegistry meters = Server.meters();
    Actors actors = LocalHome.open(console, mode);
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
        return new ServerProcess(
            actors, execution, Server.start(config, actors, execution, meters), config.drain());
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
  public Path socket() {
    return server.socket();
  }

  /** What of the home is damaged. */
  DamageReport damage() {
    return actors.damage();
  }

  /** What is being closed now, for people. */
  String closing() {
    return closing;
  }

  /**
   * Lets what is under way end, as long as the configuration says, and closes the home. What does
   * not end in time is given up: connections are cut, and turns are not recorded.
   */
  @Override
  public void close() {
    long deadline = System.nanoTime() + drain.toNanos();
    closing = "requests were running";
    server.close();
    execution.close();
    closing = "the log was being closed";
    long left = Math.max(deadline - System.nanoTime(), TURN_NANOS);
    if (!actors.close(Duration.ofNanos(left))) {
      LOG.log(Level.WARNING, "gave up turns that did not end in time: they are recorded nowhere");
    }
  }
}
