package dev.odeon.execution;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.Entropy;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.engine.Cancellation;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The service over a home on the real disk, with short ways to say what tests say. */
final class TestService implements AutoCloseable {
  static final String TENANT = "default";

  private final Actors actors;
  private final Execution execution;

  private TestService(Actors actors, Execution execution) {
    this.actors = actors;
    this.execution = execution;
  }

  static TestService open(Path home) {
    return open(home, ExecutionConfig.defaults());
  }

  static TestService open(Path home, ExecutionConfig config) {
    Ports ports = new Ports(Clock.system(), Entropy.system(), Disk.system(), Threads.system());
    Actors actors = Actors.open(home, ports, Settings.defaults());
    return new TestService(actors, Execution.open(actors, config));
  }

  Actors actors() {
    return actors;
  }

  Execution execution() {
    return execution;
  }

  /** Loads a sample under its own name as path. */
  UUID load(String sample) {
    return load(sample, sample);
  }

  UUID load(String path, String sample) {
    return execution.load(TENANT, path, wasm(sample)).id();
  }

  static Bytes wasm(String sample) {
    return Bytes.wrap(SampleGuests.module(sample));
  }

  RunReport run(UUID id, String input) {
    return run(id, input, RunLimits.NOTHING);
  }

  RunReport run(UUID id, String input, RunLimits asked) {
    return execution.execute(TENANT, id, Bytes.utf8(input), asked, new Cancellation());
  }

  /** What the plug-in puts out. */
  String output(UUID id, String input) {
    return run(id, input).output().text();
  }

  PipelineReport chain(String input, UUID... ids) {
    return execution.chain(
        TENANT, List.of(ids), Bytes.utf8(input), RunLimits.NOTHING, new Cancellation());
  }

  List<String> outputs(PipelineReport report) {
    return report.steps().stream().map(step -> step.output().text()).toList();
  }

  PluginStatus status(UUID id) {
    return statuses().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  Stream<PluginStatus> statuses() {
    return execution.list(TENANT).stream();
  }

  @Override
  public void close() {
    execution.close();
    actors.close();
  }
}
