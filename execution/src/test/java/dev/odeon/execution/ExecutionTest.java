package dev.odeon.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.Entropy;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.engine.Cancellation;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutionTest {
  private static final String TENANT = "default";

  @TempDir private Path folder;
  private Actors actors;
  private Execution execution;

  @BeforeEach
  void open() {
    actors =
        Actors.open(
            folder.resolve("home"),
            new Ports(Clock.system(), Entropy.system(), Disk.system(), Threads.system()),
            Settings.defaults());
    execution = Execution.open(actors, ExecutionConfig.defaults());
  }

  @AfterEach
  void close() {
    execution.close();
    actors.close();
  }

  @Test
  void runsAPlugin() {
    Binary binary = load("plugin/uppercase");

    RunReport report = run(binary.id(), "hello");

    assertThat(report.succeeded()).isTrue();
    assertThat(report.output().text()).isEqualTo("HELLO");
    assertThat(report.fuel()).isPositive();
  }

  @Test
  void givesEachStepWhatTheOneBeforePutOut() {
    UUID uppercase = load("plugin/uppercase").id();
    UUID rot13 = load("plugin/rot13").id();

    PipelineReport report =
        execution.chain(
            TENANT,
            List.of(uppercase, rot13),
            Bytes.utf8("hello"),
            Asked.NOTHING,
            new Cancellation());

    assertThat(report.succeeded()).isTrue();
    assertThat(report.steps().getLast().output().text()).isEqualTo("URYYB");
  }

  @Test
  void keepsTheIdOfAPathThatIsLoadedAgain() {
    Binary first = load("plugin/uppercase");

    Binary second =
        execution.load(TENANT, "plugin/uppercase", Bytes.wrap(SampleGuests.module("plugin/rot13")));

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(run(first.id(), "hello").output().text()).isEqualTo("uryyb");
  }

  @Test
  void doesNotKnowWhatWasUnloaded() {
    UUID id = load("plugin/uppercase").id();

    execution.unload(TENANT, id, false);

    assertThat(execution.list(TENANT)).isEmpty();
    assertThatThrownBy(() -> run(id, "x"))
        .isInstanceOfSatisfying(
            ExecutionException.class,
            e -> assertThat(e.kind()).isEqualTo(ExecutionException.Kind.BINARY_NOT_FOUND));
  }

  private Binary load(String name) {
    return execution.load(TENANT, name, Bytes.wrap(SampleGuests.module(name)));
  }

  private RunReport run(UUID id, String input) {
    return execution.execute(TENANT, id, Bytes.utf8(input), Asked.NOTHING, new Cancellation());
  }
}
