package dev.odeon.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.engine.Cancellation;
import dev.odeon.runtime.ReplayReport;
import dev.odeon.runtime.actor.Plugins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines: what passes from step to step, what is kept, and who waits for whom. */
class PipelineTest {
  private static final String TENANT = TestService.TENANT;

  @TempDir private Path folder;
  private TestService service;

  @BeforeEach
  void open() {
    service = TestService.open(folder);
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void givesEachStepWhatTheOneBeforePutOut() {
    UUID older = service.load("plugin/older");
    UUID uppercase = service.load("plugin/uppercase");
    UUID rot13 = service.load("plugin/rot13");
    long blocks = blocks();

    PipelineReport report = service.chain("hello", older, uppercase, rot13);

    assertThat(report.succeeded()).isTrue();
    assertThat(service.outputs(report))
        .containsExactly("working\nResult = hello", "HELLO", "URYYB");
    assertThat(report.steps()).allSatisfy(step -> assertThat(step.fuel()).isPositive());
    assertThat(blocks()).isEqualTo(blocks);
  }

  @Test
  void endsAtTheStepThatFails() {
    UUID uppercase = service.load("plugin/uppercase");
    UUID failing = service.load("plugin/failing");

    PipelineReport report = service.chain("5", uppercase, failing, uppercase);

    assertThat(report.failedStep()).isEqualTo(1);
    assertThat(report.steps()).hasSize(2);
    assertThat(report.steps().getLast().returnCode()).isEqualTo(5);
  }

  @Test
  void showsLaterStepsWhatEarlierOnesSetAndKeepsAllOfIt() {
    UUID keeps = service.load("plugin/keeps");
    UUID uppercase = service.load("plugin/uppercase");

    PipelineReport report = service.chain("one", keeps, uppercase, keeps);

    assertThat(service.outputs(report)).containsExactly("nothing", "NOTHING", "one");
    assertThat(service.output(keeps, "x")).isEqualTo("NOTHING");
    assertReplays(keeps);
  }

  @Test
  void writesOneBatchForAllSteps() {
    UUID first = service.load("a", "plugin/keeps");
    UUID second = service.load("b", "plugin/keeps");
    long batches = service.actors().chains().batchCount();
    long blocks = blocks();

    service.chain("one", first, second, first);

    assertThat(service.actors().chains().batchCount()).isEqualTo(batches + 1);
    assertThat(blocks()).isEqualTo(blocks + 3);
  }

  @Test
  void keepsNothingOfAPipelineThatFailsAndTellsWhatRan() {
    UUID keeps = service.load("plugin/keeps");
    UUID fails = service.load("plugin/sets-then-fails");
    service.run(keeps, "before");

    PipelineReport report = service.chain("one", keeps, fails, keeps);

    assertThat(report.failedStep()).isEqualTo(1);
    assertThat(last(keeps).header().outcome()).isEqualTo(new Outcome.Cancelled());
    assertThat(last(fails).header().outcome()).isEqualTo(new Outcome.Rejected("return code 7"));
    assertThat(last(keeps).eventCount()).isEqualTo(1);
    assertReplays(keeps);
    assertReplays(fails);
    service.close();
    open();
    assertThat(service.output(keeps, "x")).isEqualTo("before");
  }

  @Test
  void tellsNothingThatCannotBeRepeated() {
    // The second run of the same plug-in sees what the first one set, which is not kept.
    UUID keeps = service.load("plugin/keeps");
    UUID failing = service.load("plugin/failing");

    PipelineReport report = service.chain("one", keeps, keeps, failing);

    assertThat(report.failedStep()).isEqualTo(2);
    assertThat(last(keeps).height()).isEqualTo(2);
    assertReplays(keeps);
    assertThat(service.output(keeps, "x")).isEqualTo("nothing");
  }

  @Test
  void hasOneDeadlineForAllSteps() {
    UUID uppercase = service.load("plugin/uppercase");
    UUID endless = service.load("plugin/endless");
    UUID keeps = service.load("plugin/keeps");

    PipelineReport report =
        service
            .execution()
            .chain(
                TENANT,
                List.of(uppercase, keeps, endless, uppercase),
                Bytes.utf8("x"),
                new RunLimits(Duration.ofMillis(100), null, null),
                new Cancellation());

    assertThat(report.failedStep()).isEqualTo(2);
    assertThat(report.steps().getLast().outcome())
        .isEqualTo(new Outcome.Exhausted(Outcome.Limit.TIME));
    assertThat(service.output(keeps, "y")).isEqualTo("nothing");
  }

  @Test
  void refusesTooManyStepsAndNone() {
    UUID id = service.load("plugin/uppercase");

    assertThatThrownBy(() -> service.chain("x")).hasMessageContaining("1 to 10 steps");
    assertThatThrownBy(() -> service.chain("x", id, id, id, id, id, id, id, id, id, id, id))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("this one has 11");
    assertThatThrownBy(() -> service.chain("x", id, new UUID(0, 0)))
        .hasMessageContaining("no plug-in");
  }

  @Test
  @Timeout(60)
  void doesNotLetPipelinesOfOppositeOrderWaitForEachOther() throws InterruptedException {
    UUID a = service.load("a", "plugin/keeps");
    UUID b = service.load("b", "plugin/keeps");
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      UUID[] order = i % 2 == 0 ? new UUID[] {a, b, a} : new UUID[] {b, a, b};
      Runnable pipelines =
          () -> {
            for (int each = 0; each < 25; each++) {
              assertThat(service.chain("1", order).succeeded()).isTrue();
            }
          };
      Thread.Builder builder = i < 4 ? Thread.ofPlatform() : Thread.ofVirtual();
      threads.add(
          builder.start(() -> {
            try {
              pipelines.run();
            } catch (Throwable e) {
              failure.compareAndSet(null, e);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failure.get()).isNull();
    // Eight threads, 25 pipelines of three steps each, beside the block of the load.
    assertThat(last(a).height() + last(b).height()).isEqualTo(8 * 25 * 3);
    assertReplays(a);
    assertReplays(b);
  }

  @Test
  @Timeout(60)
  void leavesNobodyWaitingWhenTheHomeCloses() throws InterruptedException {
    UUID a = service.load("a", "plugin/keeps");
    UUID b = service.load("b", "plugin/keeps");
    UUID endless = service.load("plugin/endless");
    Cancellation cancellation = new Cancellation();
    AtomicReference<Object> ended = new AtomicReference<>("waiting");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<UUID> steps = i % 2 == 0 ? List.of(a, b, endless) : List.of(b, a, endless);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  ended.set(
                      service
                          .execution()
                          .chain(
                              TENANT,
                              steps,
                              Bytes.utf8("x"),
                              new RunLimits(Duration.ofMillis(300), null, null),
                              cancellation));
                } catch (RuntimeException e) {
                  ended.set(e);
                }
              }));
    }

    service.close();

    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(ended.get()).isNotEqualTo("waiting");
    open();
    assertThat(service.output(a, "x")).isEqualTo("nothing");
  }

  private long blocks() {
    return service.actors().chains().size();
  }

  private Key key(UUID id) {
    return Plugins.key(TENANT, id);
  }

  private Block last(UUID id) {
    long height = service.actors().chains().head(key(id)).orElseThrow().height();
    return service.actors().chains().block(key(id), height).orElseThrow();
  }

  private void assertReplays(UUID id) {
    ReplayReport report = service.actors().history().replay(key(id), _ -> {});
    assertThat(report.divergences()).isEmpty();
    assertThat(report.equal()).isTrue();
  }
}
