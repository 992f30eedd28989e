package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Outcome;
import dev.odeon.base.Outcome.Exhausted;
import dev.odeon.base.Outcome.Limit;
import dev.odeon.base.Outcome.Trapped;
import dev.odeon.base.Threads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a guest does, its run ends with the outcome it deserves and the next run is served. */
class HostileGuestTest {
  private static final Limits SHORT = Limits.DEFAULT.withTime(Duration.ofMillis(50));

  /**
   * Generous, for a machine with other work: what is measured is that a run stops at all, and soon.
   */
  private static final long SOON_NANOS = Duration.ofMillis(2_000).toNanos();

  @AutoClose private final Engine engine = Wat.engine();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(loop $l (br $l))",
        "(loop $l (br_if $l (i32.const 1)))",
        "(loop $l (br_table $l $l (i32.const 0)))",
        "(loop $l (call $nop) (br $l))",
        "(loop $l (call_indirect (i32.const 0)) (br $l))",
        "(loop $l (memory.fill (i32.const 0) (i32.const 7) (i32.const 67108864)) (br $l))",
        "(loop $l (memory.copy (i32.const 1) (i32.const 0) (i32.const 67108863)) (br $l))",
        "(loop $l (table.fill $big (i32.const 0) (ref.null func) (i32.const 900000)) (br $l))",
        "(loop $l (drop (memory.grow (i32.const 0))) (br $l))",
        "(call $fork (i32.const 60))"
      })
  void stopsWhatNeverEnds(String code) {
    CompiledModule module =
        module(
            """
            (table $small 1 funcref) (elem (table $small) (i32.const 0) func $nop)
            (table $big 900000 funcref)
            (memory 1024)
            (func $nop)
            (func $fork (param i32)
              (if (local.get 0) (then
                (call $fork (i32.sub (local.get 0) (i32.const 1)))
                (call $fork (i32.sub (local.get 0) (i32.const 1))))))\
            """
                + function("run", code));
    HostImports imports = Wat.nothing(module);

    for (int i = 0; i < 3; i++) {
      long before = System.nanoTime();
      RunResult<long[]> result = module.run(SHORT, imports, guest -> guest.call("run"));

      assertThat(result.outcome()).isEqualTo(new Exhausted(Limit.TIME));
      assertThat(System.nanoTime() - before).isLessThan(SOON_NANOS);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void stopsAStartFunctionThatNeverEnds() {
    CompiledModule module = module("(func $s (loop $l (br $l))) (start $s)");

    assertThat(module.run(SHORT, Wat.nothing(module), _ -> "").outcome())
        .isEqualTo(new Exhausted(Limit.TIME));
    assertThat(engine.memory().used()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(func $f (export \"run\") (call $f))",
        "(func $f (export \"run\") (call $g)) (func $g (call $f))",
        "(table 1 funcref) (elem (i32.const 0) $f) (func $f (export \"run\") (call_indirect (i32.const 0)))",
        "(func $f (param i64 i64) (result i64) (local i64 i64 i64 i64 i64 i64) (i64.add (local.get 0)"
            + " (call $f (local.get 1) (i64.add (local.get 0) (i64.const 1)))))"
            + "(func (export \"run\") (drop (call $f (i64.const 1) (i64.const 2))))"
      })
  void endsRecursionAsExhaustedStackAgainAndAgain(String code) throws InterruptedException {
    CompiledModule module = module(code);
    HostImports imports = Wat.nothing(module);

    onGuestThread(
        1 << 20,
        () -> {
          for (int i = 0; i < 200; i++) {
            assertThat(module.run(Limits.DEFAULT, imports, guest -> guest.call("run")).outcome())
                .isEqualTo(new Exhausted(Limit.STACK));
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"i32, 5000", "i64, 5000", "i32, 50000"})
  void endsRecursionWithManyLocals(String type, int locals) throws InterruptedException {
    CompiledModule module =
        module(
            "(func $f (export \"run\") (local "
                + (type + " ").repeat(locals)
                + ") (local.set %d (%s.const 1)) (call $f))".formatted(locals - 1, type));
    HostImports imports = Wat.nothing(module);

    onGuestThread(
        256 << 10,
        () ->
            assertThat(module.run(Limits.DEFAULT, imports, guest -> guest.call("run")).outcome())
                .isIn(new Exhausted(Limit.STACK), new Exhausted(Limit.TIME)));
  }

  @Test
  void neverLetsTheStackEndInsideAHostFunction() throws InterruptedException {
    CompiledModule module =
        module(
            """
            (import "h" "f" (func $host (param i32)))
            (func $down (export "run") (param i32)
              (call $host (local.get 0))
              (call $down (i32.add (local.get 0) (i32.const 1))))\
            """);
    long[] begun = new long[2];
    HostImports imports =
        module.link(_ ->
            Optional.of((_, arguments) -> {
              begun[0]++;
              begun[1] += String.format("%d", arguments[0]).isEmpty() ? 0 : 1;
              return HostFunction.NOTHING;
            }));

    onGuestThread(
        512 << 10,
        () -> {
          for (int i = 0; i < 30; i++) {
            assertThat(module.run(Limits.DEFAULT, imports, guest -> guest.call("run", 0)).outcome())
                .isEqualTo(new Exhausted(Limit.STACK));
            assertThat(begun[1]).isEqualTo(begun[0]).isPositive();
          }
        });
  }

  @Test
  void answersMinusOneToGrowthOverTheLimit() {
    CompiledModule module =
        module(
            "(memory 1)"
                + function("run", "(drop (memory.grow (i32.const 10)))")
                + "(func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0)))");
    Limits limits = Limits.DEFAULT.withMemoryBytesMax(10 << 16);

    RunResult<String> result =
        module.run(
            limits,
            Wat.nothing(module),
            guest ->
                "%d %d %d %d"
                    .formatted(
                        (int) guest.call("grow", 9)[0],
                        (int) guest.call("grow", 1)[0],
                        (int) guest.call("grow", -1)[0],
                        guest.memory().size() >> 16));

    assertThat(result.value()).isEqualTo("1 -1 -1 10");
    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
  }

  @ParameterizedTest
  @CsvSource({
    "(memory.grow (i32.const 2000)), MEMORY",
    "(table.grow (ref.null func) (i32.const 1000001)), TABLE",
    "(i32.const -1), ''"
  })
  void blamesTheRefusedLimitForTheTrapAfterIt(String grow, String limit) {
    CompiledModule module =
        module(
            "(memory 1) (table 1 funcref)"
                + function(
                    "run", "(if (i32.eq (i32.const -1) %s) (then unreachable))".formatted(grow)));

    Outcome outcome =
        module.run(Limits.DEFAULT, Wat.nothing(module), guest -> guest.call("run")).outcome();

    assertThat(outcome)
        .isEqualTo(
            limit.isEmpty()
                ? new Trapped("unreachable", "run")
                : new Exhausted(Limit.valueOf(limit)));
  }

  @Test
  void growsAByteAtATimeToTheLimitQuickly() {
    CompiledModule module =
        module(
            "(memory 1)"
                + function(
                    "run",
                    "(loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))"));

    RunResult<Long> result =
        module.run(
            Limits.DEFAULT,
            Wat.nothing(module),
            guest -> {
              guest.call("run");
              return guest.memory().size();
            });

    assertThat(result.value()).isEqualTo(64L << 20);
  }

  @Test
  void refusesFirstSizesOverTheLimits() {
    CompiledModule memory = module("(memory 1025)");
    CompiledModule table = module("(table 600000 funcref) (table 600000 funcref)");

    assertThatThrownBy(() -> memory.run(Limits.DEFAULT, Wat.nothing(memory), _ -> ""))
        .isInstanceOf(ModuleException.class)
        .hasMessage(
            "the module begins with 67,174,400 bytes of memory, and the limit is 67,108,864 (memory section)");
    assertThatThrownBy(() -> table.check(Limits.DEFAULT))
        .isInstanceOf(ModuleException.class)
        .hasMessage(
            "the module begins with 1,200,000 table elements, and the limit is 1,000,000 (table section)");
  }

  @ParameterizedTest
  @CsvSource({
    "unreachable, unreachable",
    "(drop (i32.load (i32.const 65533))), out-of-bounds",
    "(drop (i64.load offset=4294967295 (i32.const 4))), out-of-bounds",
    "(drop (i32.load8_u (i32.const -1))), out-of-bounds",
    "(i64.store (i32.const 65529) (i64.const 1)), out-of-bounds",
    "(f64.store (i32.const 65529) (f64.const 1)), out-of-bounds",
    "(memory.fill (i32.const 65535) (i32.const 0) (i32.const 2)), out-of-bounds",
    "(memory.fill (i32.const 1) (i32.const 0) (i32.const -1)), out-of-bounds",
    "(memory.copy (i32.const 0) (i32.const 65530) (i32.const 7)), out-of-bounds",
    "(memory.init $d (i32.const 0) (i32.const 3) (i32.const 3)), out-of-bounds",
    "(drop (table.get (i32.const 2))), table-out-of-bounds",
    "(table.copy (i32.const 0) (i32.const 1) (i32.const 2147483647)), table-out-of-bounds",
    "(call_indirect (i32.const 5)), undefined-element",
    "(call_indirect (i32.const 1)), uninitialized-element",
    "(call_indirect (param i32) (i32.const 1) (i32.const 0)), indirect-call-type",
    "(drop (i32.div_u (i32.const 1) (i32.const 0))), divide-by-zero",
    "(drop (i32.div_s (i32.const 0x80000000) (i32.const -1))), integer-overflow",
    "(drop (i32.trunc_f64_s (f64.const nan))), invalid-conversion",
    "(drop (i32.trunc_f64_s (f64.const 1e100))), integer-overflow"
  })
  void namesTheRuleAndTheFunction(String code, String kind) {
    String text =
        "(module (memory 1) (data $d \"hello\") (table 2 funcref) (elem (i32.const 0) $nop) (func $nop)"
            + "(func $culprit %s) (func (export \"run\") (call $culprit)))".formatted(code);
    CompiledModule module = engine.compile(Binary.named(Wat.wasm(text), "nop", "culprit"));

    assertThat(
            module.run(Limits.DEFAULT, Wat.nothing(module), guest -> guest.call("run")).outcome())
        .isEqualTo(new Trapped(kind, "culprit"));
  }

  @Test
  void namesAFunctionWithoutANameByItsExportOrIndex() {
    CompiledModule module =
        module(
            "(func (export \"run\") unreachable) (func unreachable) (func (export \"b\") (call 1))");
    HostImports imports = Wat.nothing(module);

    assertThat(module.run(Limits.DEFAULT, imports, guest -> guest.call("run")).outcome())
        .isEqualTo(new Trapped("unreachable", "run"));
    assertThat(module.run(Limits.DEFAULT, imports, guest -> guest.call("b")).outcome())
        .isEqualTo(new Trapped("unreachable", "function 1"));
  }

  @Test
  void trapsWhenItThrowsWhatItDoesNotCatch() {
    CompiledModule module =
        engine.compile(
            Binary.module(
                Binary.section(1, "01600000"),
                Binary.section(3, "0100"),
                Binary.section(13, "010000"),
                Binary.section(7, "01 0372756e 0000"),
                Binary.section(10, "01" + Binary.sized("00 0800 0b"))));

    assertThat(
            module.run(Limits.DEFAULT, Wat.nothing(module), guest -> guest.call("run")).outcome())
        .isEqualTo(new Trapped("exception", ""));
  }

  @Test
  void trapsWhenAHostFunctionSaysSo() {
    CompiledModule module = module("(import \"h\" \"f\" (func)) " + function("run", "(call 0)"));
    HostImports imports =
        module.link(_ ->
            Optional.of((_, _) -> {
              throw new Trap("denied", "h.f");
            }));

    assertThat(module.run(Limits.DEFAULT, imports, guest -> guest.call("run")).outcome())
        .isEqualTo(new Trapped("denied", "h.f"));
  }

  @Test
  void trapsWhenAHostFunctionFollowsABadPointer() {
    CompiledModule module =
        module("(import \"h\" \"f\" (func)) (memory 1)" + function("run", "(call 0)"));
    HostImports imports =
        module.link(_ ->
            Optional.of((guest, _) -> {
              guest.memory().read(0xffff_fff0L, 100);
              return HostFunction.NOTHING;
            }));

    assertThat(module.run(Limits.DEFAULT, imports, guest -> guest.call("run")).outcome())
        .isEqualTo(new Trapped("out-of-bounds", "h.f"));
  }

  @Test
  void deniesImportsToTheStartFunctionButLog() {
    CompiledModule asks = module("(import \"h\" \"now\" (func)) (func $s (call 0)) (start $s)");
    CompiledModule logs =
        module(
            "(import \"h\" \"log\" (func (param i32 i32))) (global $g (mut i32) (i32.const 0))"
                + "(func (export \"_initialize\") (call 0 (i32.const 0) (i32.const 0)) (global.set $g (i32.const 7)))"
                + "(func (export \"get\") (result i32) (global.get $g))");

    assertThat(asks.run(Limits.DEFAULT, Wat.nothing(asks), _ -> "").outcome())
        .isEqualTo(new Trapped("denied", "h.now"));
    assertThat(logs.run(Limits.DEFAULT, Wat.nothing(logs), guest -> guest.call("get")[0]).value())
        .isEqualTo(7);
  }

  @Test
  void trapsWhenASegmentDoesNotFit() {
    CompiledModule data = module("(memory 1) (data (i32.const 65535) \"ab\")");
    CompiledModule elements = module("(table 1 funcref) (elem (i32.const 1) $f) (func $f)");

    assertThat(data.run(Limits.DEFAULT, Wat.nothing(data), _ -> "").outcome())
        .isEqualTo(new Trapped("out-of-bounds", ""));
    assertThat(elements.run(Limits.DEFAULT, Wat.nothing(elements), _ -> "").outcome())
        .isEqualTo(new Trapped("table-out-of-bounds", ""));
  }

  @Test
  void checksTheOutput() {
    CompiledModule module = module("");
    Limits limits = Limits.DEFAULT.withOutputBytesMax(100);
    HostImports imports = Wat.nothing(module);

    RunResult<String> over =
        module.run(
            limits,
            imports,
            guest -> {
              guest.checkOutput(101);
              return "taken";
            });
    RunResult<String> within =
        module.run(
            limits,
            imports,
            guest -> {
              guest.checkOutput(100);
              return "taken";
            });

    assertThat(over.outcome()).isEqualTo(new Exhausted(Limit.OUTPUT));
    assertThat(within.value()).isEqualTo("taken");
  }

  @Test
  void staysEndedWhenTheBodyGoesOnAfterATrap() {
    CompiledModule module = module(function("run", "unreachable") + function("fine", ""));

    RunResult<String> result =
        module.run(
            Limits.DEFAULT,
            Wat.nothing(module),
            guest -> {
              try {
                guest.call("run");
              } catch (RuntimeException _) {
                // The body is wrong to go on; the run must not become a success by it.
              }
              return "survived";
            });

    assertThat(result.outcome()).isEqualTo(new Trapped("unreachable", "run"));
    assertThat(result.value()).isNull();
  }

  private CompiledModule module(String fields) {
    return engine.compile(Wat.wasm("(module " + fields + ")"));
  }

  private static String function(String name, String code) {
    return "(func $%s (export \"%s\") %s)".formatted(name, name, code);
  }

  /** Runs {@code work} on a thread with a stack of {@code stackBytes}, as callers do for guests. */
  private static void onGuestThread(int stackBytes, Runnable work) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Threads.system()
        .start(
            "guest",
            stackBytes,
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                failure.set(e);
              } finally {
                done.countDown();
              }
            });
    done.await();
    assertThat(failure.get()).isNull();
  }
}
