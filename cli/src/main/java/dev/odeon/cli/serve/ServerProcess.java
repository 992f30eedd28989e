package dev.odeon.cli.serve;

import dev.odeon.chain.DamageReport;
import dev.odeon.cli.Console;
import dev.odeon.cli.LocalHome;
import dev.odeon.execution.Execution;
import dev.odeon.log.Opening;
import dev.odeon.log.Recovery;
import dev.odeon.runtime.Extensions;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.server.Server;
import dev.odeon.server.ServerConfig;
import dev.odeon.service.HomeMeters;
import dev.odeon.service.StoreGcSchedule;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A home with all that serves it, from the ground up. */
public final class ServerProcess implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ServerProcess.class.getName());

  /** How long a turn may take at least that still runs when all connections have ended. */
  private static final long TURN_NANOS = 100_000_000;

  private final Actors actors;
  private final Execution execution;
  private final Server server;
  private final @Nullable StoreGcSchedule schedule;
  private final Duration drain;
  private volatile String closing = "nothing was closed yet";

  private ServerProcess(
      Actors actors,
      Execution execution,
      Server server,
      @Nullable StoreGcSchedule schedule,
      Duration drain) {
    this.schedule = schedule;
    this.actors = actors;
    this.execution = execution;
    this.server = server;
    this.drain = drain;
  }

  /**
   * Opens the command's home, which is made if there is none, and listens.
   *
   * @param extensions what guests can be granted
   */
  public static ServerProcess open(
      Console console, ServerSettings settings, Extensions extensions) {
    PrometheusMeterRegistry meters = Server.meters();
    ServeOptions options = settings.serve();
    Opening.Mode mode = options.degraded() ? Opening.Mode.DEGRADED : Opening.Mode.STRICT;
    Actors actors = LocalHome.served(console, settings.home(), mode, extensions);
    recovered(actors);
    try {
      HomeMeters.register(meters, actors);
      Execution execution = Execution.open(actors, settings.execution().withMeters(meters));
      try {
        ServerConfig config = settings.server();
        Server server = Server.start(config, actors, execution, meters);
        return new ServerProcess(
            actors, execution, server, schedule(actors, options.gcEvery()), config.drain());
      } catch (RuntimeException e) {
        execution.close();
        throw e;
      }
    } catch (RuntimeException e) {
      actors.close();
      throw e;
    }
  }

  private static @Nullable StoreGcSchedule schedule(Actors actors, Duration period) {
    return period.isZero() ? null : StoreGcSchedule.start(actors, period);
  }

  private static void recovered(Actors actors) {
    Recovery found = actors.chains().recovery();
    LOG.log(
        found.bytesCut() == 0 ? Level.INFO : Level.WARNING,
        "recovered blocks={0} records={1} segments={2} bytes_cut={3} rebuilt={4} ms={5}",
        actors.chains().size(),
        found.end(),
        found.segments(),
        found.bytesCut(),
        found.rebuilt().size(),
        found.took().toMillis());
  }

  /** Where clients connect. */
  public Path socket() {
    return server.socket();
  }

  /** What of the home is damaged. */
  DamageReport damage() {
    return actors.chains().damage();
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
    if (schedule != null) {
      schedule.close();
    }
    server.close();
    execution.close();
    closing = "the log was being closed";
    long left = Math.max(deadline - System.nanoTime(), TURN_NANOS);
    if (!actors.close(Duration.ofNanos(left))) {
      LOG.log(Level.WARNING, "gave up turns that did not end in time: they are recorded nowhere");
    }
  }
}
