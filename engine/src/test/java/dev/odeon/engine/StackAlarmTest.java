package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.base.Outcome.Exhausted;
import dev.odeon.base.Outcome.Limit;
import dev.odeon.base.Threads;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end of the JVM's stack, where slots should have ended the run, is an outcome and is told. */
class StackAlarmTest {
  private static final int SMALL = 256 << 10;
  private static final int LARGE = 256 << 20;

  private final Logger logger = Logger.getLogger("dev.odeon.engine");
  private final Records records = new Records();

  @AutoClose private final Engine engine = Wat.engine();

  private static final class Records extends Handler {
    private final List<LogRecord> all = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord entry) {
      all.add(entry);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    logger.addHandler(records);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(records);
    logger.setUseParentHandlers(true);
  }

  private static Bytes recursion() {
    return Wat.wasm("(module (func $f (export \"run\") (call $f)))");
  }

  private static Outcome run(CompiledModule module) {
    return module.run(Limits.DEFAULT, Wat.nothing(module), guest -> guest.call("run")).outcome();
  }

  /** What {@code guest} comes to on a thread with a stack of {@code stackBytes}. */
  private static Outcome on(int stackBytes, Supplier<Outcome> guest) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    Threads.system()
        .start(
            "guest",
            stackBytes,
            () -> {
              try {
                outcomes.add(guest.get());
              } finally {
                done.countDown();
              }
            });
    done.await();
    return outcomes.getFirst();
  }

  @Test
  void isRaisedOnceForEachModule() throws InterruptedException {
    CompiledModule module = engine.compile(recursion());
    for (int i = 0; i < 3; i++) {
      assertThat(on(SMALL, () -> run(module))).isEqualTo(new Exhausted(Limit.STACK));
    }

    assertThat(records.all).hasSize(1);
    assertThat(records.all.getFirst().getLevel()).isEqualTo(Level.SEVERE);
    assertThat(records.all.getFirst().getMessage())
        .startsWith(
            "the stack of the JVM ended before 1,000,000 slots were used, in module sha256:")
        .doesNotContain("\n");
  }

  @Test
  void isNotRaisedWhereTheCountEndsTheRun() throws InterruptedException {
    CompiledModule module = engine.compile(recursion());

    assertThat(on(LARGE, () -> run(module))).isEqualTo(new Exhausted(Limit.STACK));
    assertThat(records.all).isEmpty();
  }

  @Test
  void isRaisedForMembersOfAnEnsemble() throws InterruptedException {
    CompiledModule module = engine.compile(recursion());
    try (Ensemble ensemble = Ensemble.open(engine)) {
      Member member = ensemble.add(module, Limits.DEFAULT, _ -> Optional.empty()).value();
      Entity.Function run = (Entity.Function) member.export("run").orElseThrow();

      assertThat(on(SMALL, () -> ensemble.call(run, Limits.DEFAULT, List.of()).outcome()))
          .isEqualTo(new Exhausted(Limit.STACK));
    }
    assertThat(records.all).hasSize(1);
  }
}
