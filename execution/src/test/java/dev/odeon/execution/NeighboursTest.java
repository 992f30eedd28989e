package dev.odeon.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.engine.Cancellation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a plug-in that does its worst costs the others. */
@Timeout(120)
class NeighboursTest {
  @TempDir private Path folder;

  @Test
  void runOnBesideMoreEndlessOnesThanMayRunAtATime() throws InterruptedException {
    int few = ExecutionConfig.defaults().runsAtATime();
    MeterRegistry meters = new SimpleMeterRegistry();
    try (TestService service =
        TestService.open(folder, ExecutionConfig.defaults().withMeters(meters))) {
      UUID endless = service.load("plugin/endless");
      UUID uppercase = service.load("plugin/uppercase");
      Cancellation[] cancellations = new Cancellation[few + 2];
      List<RunReport> ended = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < cancellations.length; i++) {
        Cancellation cancellation = new Cancellation();
        cancellations[i] = cancellation;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  RunReport report =
                      service
                          .execution()
                          .execute(
                              TestService.TENANT,
                              endless,
                              Bytes.empty(),
                              RunLimits.NOTHING,
                              cancellation);
                  synchronized (ended) {
                    ended.add(report);
                  }
                }));
      }

      while (meters.get("odeon.executions.running").gauge().value() < few) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 20; i++) {
        assertThat(service.output(uppercase, "x")).isEqualTo("X");
      }

      synchronized (ended) {
        assertThat(ended).as("all of them run on").isEmpty();
      }
      for (Cancellation cancellation : cancellations) {
        cancellation.cancel();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(ended)
          .hasSize(cancellations.length)
          .allSatisfy(report -> assertThat(report.outcome()).isEqualTo(new Outcome.Cancelled()));
    }
  }

  @Test
  void keepTheirInstancesToThemselves() {
    try (TestService service = TestService.open(folder)) {
      UUID bare = service.load("plugin/bare");

      assertThat(service.output(bare, "secret".repeat(20_000))).endsWith("secret");
      assertThat(service.output(bare, "x")).isEqualTo("data x");
    }
  }

  @Test
  void endAtEveryLimit() {
    try (TestService service = TestService.open(folder)) {
      RunLimits brief = new RunLimits(Duration.ofMillis(200), null, null);

      assertThat(ended(service, "plugin/endless", brief)).isEqualTo(Outcome.Limit.TIME);
      assertThat(ended(service, "plugin/eats-memory", RunLimits.NOTHING))
          .isEqualTo(Outcome.Limit.MEMORY);
      assertThat(ended(service, "plugin/floods", RunLimits.NOTHING))
          .isEqualTo(Outcome.Limit.OUTPUT);
      assertThat(ended(service, "plugin/endless", new RunLimits(null, null, 1_000_000L)))
          .isEqualTo(Outcome.Limit.FUEL);
      assertThat(service.output(service.load("plugin/uppercase"), "x")).isEqualTo("X");
    }
  }

  private static Outcome.Limit ended(TestService service, String sample, RunLimits asked) {
    RunReport report = service.run(service.load(sample), "", asked);
    assertThat(report.outcome()).isInstanceOf(Outcome.Exhausted.class);
    return ((Outcome.Exhausted) report.outcome()).limit();
  }
}
