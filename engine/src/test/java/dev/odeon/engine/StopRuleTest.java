package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.base.Outcome.Exhausted;
import dev.odeon.base.Outcome.Limit;
import dev.odeon.base.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A run is stopped by a flag of its own. A stop that comes after the end of its run reaches no
 * other one, and none that comes before is lost.
 */
class StopRuleTest {
  private static final Outcome LATE = new Exhausted(Limit.TIME);
  private static final Outcome CANCELLED = new Outcome.Cancelled();
  private static final int RACES = 10_000;
  private static final int THREADS = 2;
  private static final Duration HANG = Duration.ofMinutes(5);

  /** Goes round {@code param} times, each time through the import. */
  private static final String CALLING =
      """
      (module
        (import "h" "host" (func $host))
        (func (export "run") (param i32)
          (loop $l
            (call $host)
            (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
            (br_if $l (local.get 0)))))\
      """;

  private static final String COUNTING = CALLING.replace("(call $host)", "");

  private static final String ENDLESS =
      "(module (import \"h\" \"host\" (func)) (func (export \"run\") (call 0) (loop $l (br $l))))";

  @AutoClose private final Engine engine = Wat.engine();

  /**
   * Each thread cancels what the other runs, or ran just before, and has deadlines of its own. In
   * between, each runs what nobody stops.
   */
  @Test
  void reachesNoOtherRunHoweverLateItComes() throws InterruptedException {
    Races races = new Races();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int index = i;
      threads.add(Thread.ofPlatform().daemon().start(() -> races.runAll(index)));
    }
    for (Thread each : threads) {
      assertThat(each.join(HANG)).as("every run ends").isTrue();
    }

    assertThat(races.faults).isEmpty();
    assertThat(races.seen.keySet()).containsExactlyInAnyOrder(Outcome.RETURNED, LATE, CANCELLED);
    assertThat(races.seen.values().stream().mapToInt(each -> each).sum()).isEqualTo(RACES);
  }

  private final class Races {
    private final CompiledModule module = engine.compile(Wat.wasm(COUNTING));
    private final CompiledModule endless = engine.compile(Wat.wasm(ENDLESS));
    private final HostImports imports = Wat.nothing(module);
    private final HostImports none = Wat.nothing(endless);
    private final long rounds = roundsFor(module, imports, Duration.ofNanos(150_000));
    private final AtomicReferenceArray<Cancellation> running =
        new AtomicReferenceArray<>(
            Collections.nCopies(THREADS, new Cancellation()).toArray(Cancellation[]::new));
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final ConcurrentMap<Outcome, Integer> seen = new ConcurrentHashMap<>();

    void runAll(int index) {
      try {
        run(index);
      } catch (RuntimeException | Error e) {
        faults.add(e.toString());
      }
    }

    private void run(int index) {
      Random random = new Random(index);
      for (int i = 0; i < RACES / THREADS; i++) {
        boolean limited = random.nextBoolean();
        race(
            index,
            limited ? Duration.ofNanos(50_000 + random.nextInt(200_000)) : null,
            i % 50 == 0);
        Cancellation other = running.get((index + 1) % THREADS);
        runToTheEnd();
        if (random.nextBoolean()) {
          other.cancel();
          runToTheEnd();
        }
      }
    }

    private void race(int index, @Nullable Duration time, boolean forEver) {
      Cancellation mine = new Cancellation();
      running.set(index, mine);
      Limits limits = time == null ? Limits.DEFAULT : Limits.DEFAULT.withTime(time);
      Outcome outcome =
          time != null && forEver
              ? endless.run(limits, none, mine, guest -> guest.call("run")).outcome()
              : module.run(limits, imports, mine, guest -> guest.call("run", rounds)).outcome();
      seen.merge(outcome, 1, Integer::sum);
      boolean due =
          outcome.equals(LATE) && time != null
              || outcome.equals(CANCELLED) && mine.cancelled()
              || outcome.equals(Outcome.RETURNED) && !(time != null && forEver);
      if (!due) {
        faults.add(
            "a run of %s, cancelled %s, came to %s".formatted(time, mine.cancelled(), outcome));
      }
    }

    private void runToTheEnd() {
      Outcome outcome =
          module.run(Limits.DEFAULT, imports, guest -> guest.call("run", rounds)).outcome();
      if (!outcome.equals(Outcome.RETURNED)) {
        faults.add("a run that nobody stops came to " + outcome);
      }
    }
  }

  /** How many rounds take about {@code time} once the code is warm. */
  private static long roundsFor(CompiledModule module, HostImports imports, Duration time) {
    long rounds = 200_000;
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 200; i++) {
      long before = System.nanoTime();
      module.run(Limits.DEFAULT, imports, guest -> guest.call("run", rounds));
      best = Math.min(best, System.nanoTime() - before);
    }
    return Math.max(1, rounds * time.toNanos() / best);
  }

  @Test
  void cancelsFromAnotherThread() {
    CompiledModule endless = engine.compile(Wat.wasm(ENDLESS));
    for (int i = 0; i < 200; i++) {
      Cancellation cancellation = new Cancellation();
      HostImports imports =
          endless.link(_ ->
              Optional.of((_, _) -> {
                Threads.system().start("canceller", 0, cancellation::cancel);
                return HostFunction.NOTHING;
              }));

      assertThat(
              endless
                  .run(Limits.DEFAULT, imports, cancellation, guest -> guest.call("run"))
                  .outcome())
          .isEqualTo(CANCELLED);
    }
  }

  @Test
  void doesNotBeginWhatWasCancelledBefore() {
    CompiledModule module = engine.compile(Wat.wasm(COUNTING));
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();

    assertThat(
            module
                .run(
                    Limits.DEFAULT,
                    Wat.nothing(module),
                    cancellation,
                    guest -> guest.call("run", 1))
                .outcome())
        .isEqualTo(CANCELLED);
  }

  @Test
  void ignoresACancellationAfterTheEnd() {
    CompiledModule module = engine.compile(Wat.wasm(COUNTING));
    HostImports imports = Wat.nothing(module);
    Cancellation cancellation = new Cancellation();
    module.run(Limits.DEFAULT, imports, cancellation, guest -> guest.call("run", 1));

    cancellation.cancel();

    assertThat(module.run(Limits.DEFAULT, imports, guest -> guest.call("run", 1)).outcome())
        .isEqualTo(Outcome.RETURNED);
  }

  /** A slice of fuel takes about as long either way. */
  @ParameterizedTest
  @CsvSource({"true, 2000", "false, 200000"})
  void looksAtEachSliceOfFuel(boolean interpreted, int slice) {
    GuestClock clock = new GuestClock();
    try (Engine slow = Engine.open(EngineConfig.standard(), clock, Threads.system())) {
      Bytes wasm = Wat.wasm("(module (func (export \"run\") (loop $l (br $l))))");
      CompiledModule module = interpreted ? Interpreted.of(slow, wasm) : slow.compile(wasm);

      RunResult<long[]> run =
          module.run(
              Limits.DEFAULT,
              Wat.nothing(module),
              guest -> {
                clock.passAfter(5);
                return guest.call("run");
              });

      assertThat(run.outcome()).isEqualTo(LATE);
      assertThat(run.fuel()).isBetween(4L * slice, 5L * slice + 100);
    }
  }

  /** The flag is set after the guest has looked last, and before it calls. */
  @Test
  void stopsAtAHostCallThatItDoesNotBegin() {
    GuestClock clock = new GuestClock();
    try (Engine slow = Engine.open(EngineConfig.standard(), clock, Threads.system())) {
      CompiledModule module = slow.compile(Wat.wasm(CALLING));
      Cancellation cancellation = new Cancellation();
      List<String> calls = new ArrayList<>();
      HostImports imports =
          module.link(_ ->
              Optional.of((_, _) -> {
                calls.add("host");
                return HostFunction.NOTHING;
              }));

      Outcome outcome =
          module
              .run(
                  Limits.DEFAULT,
                  imports,
                  cancellation,
                  guest -> {
                    clock.atNextRead(cancellation::cancel);
                    return guest.call("run", 3);
                  })
              .outcome();

      assertThat(outcome).isEqualTo(CANCELLED);
      assertThat(calls).isEmpty();
    }
  }

  @Test
  void stopsWhenTheHostFunctionReturns() {
    CompiledModule module = engine.compile(Wat.wasm(CALLING));
    HostImports imports =
        module.link(_ ->
            Optional.of((guest, _) -> {
              while (!guest.stopping()) {
                Thread.onSpinWait();
              }
              assertThat(guest.nanosLeft()).isNegative();
              return HostFunction.NOTHING;
            }));

    RunResult<long[]> result =
        module.run(
            Limits.DEFAULT.withTime(Duration.ofMillis(5)), imports, guest -> guest.call("run", 9));

    assertThat(result.outcome()).isEqualTo(LATE);
  }

  @Test
  void leavesAnInterruptOfTheThreadPending() {
    CompiledModule module = engine.compile(Wat.wasm(COUNTING));
    HostImports imports = Wat.nothing(module);
    Thread.currentThread().interrupt();

    Outcome outcome =
        module.run(Limits.DEFAULT, imports, guest -> guest.call("run", 1_000)).outcome();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome).isEqualTo(Outcome.RETURNED);
  }

  /** The library's interpreter looks at it. */
  @Test
  void takesAnInterruptOfAThreadThatInterpretsForACancellation() {
    CompiledModule module = Interpreted.of(engine, Wat.wasm(COUNTING));
    HostImports imports = Wat.nothing(module);
    Thread.currentThread().interrupt();

    Outcome outcome =
        module.run(Limits.DEFAULT, imports, guest -> guest.call("run", 1_000)).outcome();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome).isEqualTo(CANCELLED);
  }
}
