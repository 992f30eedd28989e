package dev.odeon.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.TenantLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One run is permitted at a time; a tenant has runs that would keep all others waiting. */
@Timeout(60)
class FairRunsTest {
  private static final String QUICK = "quick";
  private static final Limits LIMITS = Limits.DEFAULT.withTime(Duration.ofSeconds(50));
  private static final ExecutionConfig CONFIG =
      ExecutionConfig.defaults().withLimits(LIMITS).withRuns(1, 1, 100, Duration.ofSeconds(50));

  @TempDir private Path folder;

  /** Runs that end only if they are cancelled, on threads of their own. */
  private static final class EndlessRuns {
    private final List<Cancellation> cancellations = new ArrayList<>();
    private final Queue<Outcome> ended = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    EndlessRuns(TestService service, int count) {
      Bytes module = TestService.wasm("plugin/endless");
      UUID id = service.execution().load("loops", "endless", module).id();
      for (int i = 0; i < count; i++) {
        Cancellation cancellation = new Cancellation();
        cancellations.add(cancellation);
        threads.add(Thread.ofPlatform().start(() -> ended.add(run(service, id, cancellation))));
      }
    }

    private static Outcome run(TestService service, UUID id, Cancellation cancellation) {
      return service
          .execution()
          .execute("loops", id, Bytes.empty(), RunLimits.NOTHING, cancellation)
          .outcome();
    }

    void endAsCancelled() throws InterruptedException {
      assertThat(ended).isEmpty();
      cancellations.forEach(Cancellation::cancel);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(ended).hasSize(threads.size()).containsOnly(new Outcome.Cancelled());
    }
  }

  @Test
  void givesThePermitOfALongRunToOthers() throws InterruptedException {
    try (TestService service = TestService.open(folder, CONFIG)) {
      UUID uppercase =
          service.execution().load(QUICK, "x", TestService.wasm("plugin/uppercase")).id();
      EndlessRuns endless = new EndlessRuns(service, 1);
      for (int i = 0; i < 5; i++) {
        assertThat(output(service, uppercase)).isEqualTo("X");
      }
      endless.endAsCancelled();
    }
  }

  /**
   * Each of the runs has had the permit, and goes on in the place of a guest thread, but for one.
   */
  @Test
  void takesTurnsBetweenLongRunsInThePlacesOfGuestThreads() throws InterruptedException {
    try (TestService service = TestService.open(folder, CONFIG)) {
      UUID keeps = service.execution().load(QUICK, "x", TestService.wasm("plugin/keeps")).id();
      UUID uppercase =
          service.execution().load(QUICK, "y", TestService.wasm("plugin/uppercase")).id();
      EndlessRuns endless = new EndlessRuns(service, Settings.defaults().guestThreads() + 1);
      for (int i = 0; i < 5; i++) {
        assertThat(output(service, uppercase)).isEqualTo("X");
        assertThat(output(service, keeps)).isEqualTo(i == 0 ? "nothing" : "x");
      }
      endless.endAsCancelled();
    }
  }

  /** Such a thread has not the stack for guests: a guest thread runs it, as one of its tenant. */
  @Test
  void countsARunOnAVirtualThreadOnce() throws InterruptedException {
    try (TestService service = TestService.open(folder, CONFIG)) {
      UUID uppercase =
          service.execution().load(QUICK, "x", TestService.wasm("plugin/uppercase")).id();
      for (String tenant : List.of(QUICK, "default")) {
        var _ =
            service
                .actors()
                .tenants()
                .set(tenant, Map.of(TenantLimit.RUNS, Optional.of(1L)), "a test");
      }
      Queue<String> outputs = new ConcurrentLinkedQueue<>();
      for (int i = 0; i < 3; i++) {
        Thread.ofVirtual().start(() -> outputs.add(output(service, uppercase))).join();
      }
      assertThat(outputs).containsExactly("X", "X", "X");
    }
  }

  private static String output(TestService service, UUID id) {
    return service
        .execution()
        .execute(QUICK, id, Bytes.utf8("x"), RunLimits.NOTHING, new Cancellation())
        .output()
        .text();
  }
}
