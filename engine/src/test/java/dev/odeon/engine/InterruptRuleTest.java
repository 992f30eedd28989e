package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Outcome;
import dev.odeon.base.Outcome.Exhausted;
import dev.odeon.base.Outcome.Limit;
import dev.odeon.base.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A guest's thread can be interrupted inside guest code only. An interrupted write closes the
 * channel for everyone, so a write is the witness.
 */
class InterruptRuleTest {
  private static final Outcome LATE = new Exhausted(Limit.TIME);

  @AutoClose private final Engine engine = Wat.engine();
  @TempDir Path folder;

  @Test
  void neverReachesPastTheEndOfACall() throws IOException {
    CompiledModule module = engine.compile(Wat.wasm(counting("")));
    HostImports imports = Wat.nothing(module);
    Random random = new Random(11);
    int late = 0;
    int returned = 0;
    try (FileChannel file = open()) {
      long rounds = roundsFor(module, imports, Duration.ofNanos(150_000));
      for (int i = 0; i < 10_000; i++) {
        Limits limits = Limits.DEFAULT.withTime(Duration.ofNanos(50_000 + random.nextInt(200_000)));

        Outcome outcome = module.run(limits, imports, guest -> guest.call("run", rounds)).outcome();

        write(file);
        assertThat(outcome).isIn(Outcome.RETURNED, LATE);
        late += outcome.equals(LATE) ? 1 : 0;
        returned += outcome.equals(Outcome.RETURNED) ? 1 : 0;
      }
      assertThat(file.size()).isEqualTo(10_000);
    }
    assertThat(late).as("runs stopped, of which %d returned", returned).isPositive();
    assertThat(returned).as("runs that returned").isPositive();
  }

  @Test
  void neverReachesIntoAHostFunction() throws IOException {
    CompiledModule module = engine.compile(Wat.wasm(counting("(call $host)")));
    try (FileChannel file = open()) {
      HostImports imports =
          module.link(_ ->
              Optional.of((_, _) -> {
                write(file);
                return HostFunction.NOTHING;
              }));
      for (int i = 0; i < 500; i++) {
        Limits limits = Limits.DEFAULT.withTime(Duration.ofNanos(200_000 + i * 1_000));

        Outcome outcome =
            module.run(limits, imports, guest -> guest.call("run", 1 << 30)).outcome();

        assertThat(outcome).isEqualTo(LATE);
        write(file);
      }
    }
  }

  @Test
  void stopsWhenTheHostFunctionReturns() {
    CompiledModule module = engine.compile(Wat.wasm(counting("(call $host)")));
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
  void cancelsFromAnotherThread() {
    CompiledModule module = engine.compile(Wat.wasm(counting("(call $host)")));
    for (int i = 0; i < 200; i++) {
      Cancellation cancellation = new Cancellation();
      HostImports imports =
          module.link(_ ->
              Optional.of((_, _) -> {
                Threads.system().start("canceller", 0, cancellation::cancel);
                return HostFunction.NOTHING;
              }));
      CompiledModule endless =
          engine.compile(
              Wat.wasm(
                  "(module (import \"h\" \"host\" (func)) (func (export \"run\") (call 0) (loop $l (br $l))))"));

      Outcome outcome =
          endless
              .run(
                  Limits.DEFAULT,
                  endless.link(_ -> Optional.of(imports.function(0))),
                  cancellation,
                  guest -> guest.call("run"))
              .outcome();

      assertThat(outcome).isEqualTo(new Outcome.Cancelled());
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void doesNotBeginWhatWasCancelledBefore() {
    CompiledModule module = engine.compile(Wat.wasm(counting("")));
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();

    RunResult<long[]> result =
        module.run(
            Limits.DEFAULT, Wat.nothing(module), cancellation, guest -> guest.call("run", 1));

    assertThat(result.outcome()).isEqualTo(new Outcome.Cancelled());
  }

  @Test
  void ignoresACancellationAfterTheEnd() {
    CompiledModule module = engine.compile(Wat.wasm(counting("")));
    Cancellation cancellation = new Cancellation();
    module.run(Limits.DEFAULT, Wat.nothing(module), cancellation, guest -> guest.call("run", 1));

    cancellation.cancel();

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void keepsAnInterruptThatCameBefore() {
    CompiledModule module = engine.compile(Wat.wasm(counting("")));
    HostImports imports = Wat.nothing(module);
    Thread.currentThread().interrupt();

    Outcome outcome =
        module.run(Limits.DEFAULT, imports, guest -> guest.call("run", 1_000)).outcome();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome).isEqualTo(Outcome.RETURNED);
  }

  /** A module whose {@code run} goes round {@code param} times, each time through {@code code}. */
  private static String counting(String code) {
    return """
    (module
      (import "h" "host" (func $host))
      (func (export "run") (param i32)
        (loop $l
          CODE
          (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
          (br_if $l (local.get 0)))))\
    """
        .replace("CODE", code);
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

  private FileChannel open() throws IOException {
    return FileChannel.open(
        folder.resolve("witness"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static void write(FileChannel file) {
    try {
      file.write(ByteBuffer.wrap(new byte[] {1}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
