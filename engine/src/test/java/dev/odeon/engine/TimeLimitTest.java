package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Outcome;
import dev.odeon.base.Outcome.Exhausted;
import dev.odeon.base.Outcome.Limit;
import dev.odeon.base.Threads;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How soon after its time a run is over. */
class TimeLimitTest {
  private static final Duration TIME = Duration.ofMillis(30);
  private static final long LATE_NANOS_MAX = Duration.ofMillis(20).toNanos();
  private static final int TRIES_MAX = 30;

  @AutoClose private final Engine engine = Wat.engine();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(loop $l (br $l))",
        "(loop $l (br_if $l (i32.load (i32.const 8))) (br $l))",
        "(loop $l (memory.fill (i32.const 0) (i32.const 7) (i32.const 67108864)) (br $l))",
        "(loop $l (memory.copy (i32.const 1) (i32.const 0) (i32.const 67108863)) (br $l))"
      })
  void endsWorkAlmostAtOnce(String code) {
    assertThat(late(module(code), TimeLimitTest::processorNanos)).isLessThan(LATE_NANOS_MAX);
  }

  @Test
  void endsTailCallsAlmostAtOnce() {
    CompiledModule module = engine.compile(Binary.oneFunction("00 1200 0b"));

    assertThat(late(module, TimeLimitTest::processorNanos)).isLessThan(LATE_NANOS_MAX);
  }

  /** Interpreted, a slice of fuel takes the longest. */
  @Test
  void endsInterpretedWorkAlmostAtOnce() {
    CompiledModule module =
        Interpreted.of(engine, Wat.wasm("(module (func (export \"run\") (loop $l (br $l))))"));

    assertThat(late(module, TimeLimitTest::processorNanos)).isLessThan(LATE_NANOS_MAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(drop (call $sleep (i64.const 60000)))",
        "(loop $l (drop (call $sleep (i64.const 1))) (br $l))"
      })
  void endsSleepAlmostAtOnce(String code) {
    assertThat(late(module(code), System::nanoTime)).isBetween(0L, LATE_NANOS_MAX);
  }

  @Test
  void endsTheRunsOfManyThreadsEachInItsTime() throws InterruptedException {
    Bytes loop = Wat.wasm("(module (func (export \"run\") (loop $l (br $l))))");
    CompiledModule module = engine.compile(loop);
    HostImports imports = module.link(_ -> Optional.empty());
    Queue<Long> early = new ConcurrentLinkedQueue<>();
    Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 40; t++) {
      Duration time = Duration.ofMillis(60 - t);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                long begun = System.nanoTime();
                outcomes.add(
                    module
                        .run(Limits.DEFAULT.withTime(time), imports, guest -> guest.call("run"))
                        .outcome());
                early.add(time.toNanos() - (System.nanoTime() - begun));
              }));
    }
    for (Thread each : threads) {
      each.join(Duration.ofMinutes(1));
    }

    assertThat(outcomes).hasSize(40).containsOnly(new Exhausted(Limit.TIME));
    assertThat(early).allMatch(nanos -> nanos <= 0);
  }

  private CompiledModule module(String code) {
    return engine.compile(
        Wat.wasm(
            "(module (import \"h\" \"sleep\" (func $sleep (param i64) (result i32)))"
                + " (memory 1024) (func $run (export \"run\") %s))".formatted(code)));
  }

  /** What the machine gave to this thread, whatever else it did. */
  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /**
   * How many nanoseconds a run goes on after its time. Other work on the machine delays some tries,
   * so the best one counts.
   */
  private static long late(CompiledModule module, LongSupplier clock) {
    HostImports imports = module.link(_ -> Optional.of(TimeLimitTest::sleep));
    long soonest = Long.MAX_VALUE;
    for (int i = 0; i < TRIES_MAX && soonest > LATE_NANOS_MAX; i++) {
      long before = clock.getAsLong();
      RunResult<long[]> run =
          module.run(Limits.DEFAULT.withTime(TIME), imports, guest -> guest.call("run"));
      soonest = Math.min(soonest, clock.getAsLong() - before - TIME.toNanos());

      assertThat(run.outcome()).isEqualTo(new Exhausted(Limit.TIME));
    }
    return soonest;
  }

  /** Sleeps as a host function should: no longer than the run has time. */
  private static long[] sleep(Instance guest, long[] arguments) {
    Clock clock = Clock.system();
    long end = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(arguments[0]);
    for (long left = end - clock.nanos();
        left > 0 && !guest.stopping();
        left = end - clock.nanos()) {
      Threads.system().parkNanos(Math.min(left, guest.nanosLeft()));
    }
    return new long[1];
  }
}
