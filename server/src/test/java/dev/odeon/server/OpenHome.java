package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A home with its actors, its execution service and its server. */
final class OpenHome implements AutoCloseable {
  private final Actors actors;
  private final Execution execution;
  private final Server server;
  private final PrometheusMeterRegistry meters;

  private OpenHome(
      Actors actors, Execution execution, Server server, PrometheusMeterRegistry meters) {
    this.actors = actors;
    this.execution = execution;
    this.server = server;
    this.meters = meters;
  }

  static OpenHome at(Path folder) {
    return at(folder, ServerConfig.defaults(), config -> config);
  }

  static OpenHome at(
      Path folder, ServerConfig config, UnaryOperator<ExecutionConfig> executionConfig) {
    PrometheusMeterRegistry meters = Server.meters();
    Actors actors = Actors.open(folder.resolve("home"), Ports.system(), Settings.defaults());
    try {
      Execution execution =
          Execution.open(
              actors, executionConfig.apply(ExecutionConfig.defaults().withMeters(meters)));
      return new OpenHome(
          actors, execution, Server.start(config, actors, execution, meters), meters);
    } catch (RuntimeException e) {
      actors.close();
      throw e;
    }
  }

  Server server() {
    return server;
  }

  Actors actors() {
    return actors;
  }

  PrometheusMeterRegistry meters() {
    return meters;
  }

  /** Connections end on threads of their own: waits for them, at most so long. */
  void assertConnections(int count, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (server.connections() != count && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(server.connections()).isEqualTo(count);
  }

  Talk talk() {
    return Talk.to(server.socket());
  }

  /** Loads a sample plug-in in the default tenant. */
  UUID load(String plugin) {
    return execution
        .load("default", "plugin/" + plugin, Bytes.wrap(SampleGuests.module("plugin/" + plugin)))
        .id();
  }

  UUID load(String guest, String path) {
    return execution.load("default", path, Bytes.wrap(SampleGuests.module(guest))).id();
  }

  static String base64(String plugin) {
    return Base64.getEncoder().encodeToString(SampleGuests.module("plugin/" + plugin));
  }

  static String execute(UUID id, String input) {
    return "{\"type\":\"Execute\",\"binary_id\":\"%s\",\"input\":\"%s\"}".formatted(id, input);
  }

  @Override
  public void close() {
    server.close();
    execution.close();
    actors.close();
  }
}
