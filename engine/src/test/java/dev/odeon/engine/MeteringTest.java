package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.base.Outcome.Exhausted;
import dev.odeon.base.Outcome.Limit;
import dev.odeon.base.Outcome.Trapped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fuel and stack are counted as docs/formats/fuel.md says, compiled and interpreted. */
class MeteringTest {
  @AutoClose private final Engine engine = Wat.engine();

  @ParameterizedTest
  @CsvSource({"01, 1000000", "41071a, 500000"})
  void chargesAUnitForEachOfAMillionInstructions(String code, int times) {
    CompiledModule module = engine.compile(Binary.oneFunction("00" + code.repeat(times) + "0b"));

    assertThat(run(module, Limits.DEFAULT).fuel()).isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00 1200 0b", "00 410d 1a 1200 0b"})
  void catchesAFunctionThatOnlyCallsItself(String code) {
    CompiledModule module = engine.compile(Binary.oneFunction(code));

    assertThat(run(module, Limits.DEFAULT.withFuel(300_000)))
        .extracting(RunResult::outcome, RunResult::fuel)
        .containsExactly(new Exhausted(Limit.FUEL), 300_000L + (code.length() > 12 ? 3 : 1));
    assertThat(run(module, Limits.DEFAULT.withTime(Duration.ofMillis(20))).outcome())
        .isEqualTo(new Exhausted(Limit.TIME));
  }

  @Test
  void refusesTailCallsInFunctionsTooLargeToBeCompiled() {
    assertThatThrownBy(
            () -> engine.compile(Binary.oneFunction("00" + "41071a".repeat(50_000) + "12000b")))
        .isInstanceOf(ModuleException.class)
        .hasMessage(
            "a function with tail calls or exception references is too large to be compiled"
                + " (function run)");
  }

  /**
   * The library takes a reference to an exception for one to the last exception of that tag: here,
   * 1 is caught by reference, then 2 is thrown and caught, and the first is thrown again.
   */
  @Test
  void throwsAgainTheExceptionThatWasCaught() {
    String catchAgain = "027f 1f40 01 00 00 00"; // block (result i32) try_table (catch $e 0)
    String caught = "0269 1f40 01 03 00 4101 0800 0b 00 0b 2100";
    String another = "0240 1f40 01 02 00 4102 0800 0b 0b";
    String code = "01 01 69" + catchAgain + caught + another + "2000 0a 0b 00 0b" + "0b";
    Bytes module =
        Binary.module(
            Binary.section(1, "02 60 01 7f 00 60 00 01 7f"),
            Binary.section(3, "01 01"),
            Binary.section(13, "01 00 00"),
            Binary.section(7, "01" + Binary.sized("72756e") + "0000"),
            Binary.section(10, "01" + Binary.sized(code)));

    assertThat(run(engine.compile(module), Limits.DEFAULT).value()).containsExactly(1);
  }

  @Test
  void boundsTheExceptionsThatARunKeeps() {
    String code = "00 0340 0269 1f40 01 03 00 4101 0800 0b 00 0b 1a 0c00 0b 0b";
    Bytes module =
        Binary.module(
            Binary.section(1, "02 60 01 7f 00 60 00 00"),
            Binary.section(3, "01 01"),
            Binary.section(13, "01 00 00"),
            Binary.section(7, "01" + Binary.sized("72756e") + "0000"),
            Binary.section(10, "01" + Binary.sized(code)));

    Limits unhurried = Limits.DEFAULT.withTime(Duration.ofMinutes(1));
    assertThat(run(engine.compile(module), unhurried).outcome())
        .isEqualTo(new Exhausted(Limit.MEMORY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(loop $l (br $l))",
        "(loop $l (memory.fill (i32.const 0) (i32.const 7) (i32.const 67108864)) (br $l))",
        "(loop $l (memory.copy (i32.const 1) (i32.const 0) (i32.const 67108863)) (br $l))",
        "(loop $l (call $host) (br $l))",
        "(call $fork (i32.const 60))"
      })
  void endsInTimeWhateverTheGuestDoes(String code) {
    CompiledModule module =
        engine.compile(
            Wat.wasm(
                """
                (module (import "host" "sleep" (func $host)) (memory 1024)
                  (func $fork (param i32)
                    (if (local.get 0) (then
                      (call $fork (i32.sub (local.get 0) (i32.const 1)))
                      (call $fork (i32.sub (local.get 0) (i32.const 1))))))
                  (func (export "run") %s))\
                """
                    .formatted(code)));
    // A host function that would sleep a minute waits as long as the run has time.
    HostImports imports =
        module.link(_ ->
            Optional.of((guest, _) -> {
              long nanos = Math.min(guest.nanosLeft(), Duration.ofMinutes(1).toNanos());
              LockSupport.parkNanos(Math.max(0, nanos));
              return HostFunction.NOTHING;
            }));
    Limits limits = Limits.DEFAULT.withTime(Duration.ofMillis(30));
    long soonest = Long.MAX_VALUE;

    for (int i = 0; i < 10; i++) {
      long before = System.nanoTime();
      assertThat(module.run(limits, imports, guest -> guest.call("run")).outcome())
          .isEqualTo(new Exhausted(Limit.TIME));
      soonest = Math.min(soonest, System.nanoTime() - before);
    }

    // It is within 20 ms of the limit on a machine that has nothing else to do.
    assertThat(Duration.ofNanos(soonest)).isLessThan(Duration.ofMillis(30 + 500));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(nop) | 1",
        "(block (nop)) | 1",
        "(drop (i32.add (i32.const 1) (i32.const 2))) | 4",
        "(if (i32.const 1) (then (nop)) (else (nop) (nop))) | 5", // both arms are charged ahead
        "(if (i32.const 0) (then (nop)) (else (nop) (nop))) | 5",
        "(block (br 0) (nop)) | 1",
        "(block (br_if 0 (i32.const 1)) (nop)) | 3",
        "(call $nops) | 21",
        "(call $locals) | 3",
        "(call $host) | 2001",
        "(call $thrice) | 18",
        "(memory.fill (i32.const 0) (i32.const 1) (i32.const 640)) | 14",
        "(memory.copy (i32.const 9) (i32.const 1) (i32.const 129)) | 6",
        "(memory.init 0 (i32.const 0) (i32.const 0) (i32.const 64)) | 5",
        "(table.fill 0 (i32.const 0) (ref.null func) (i32.const 10)) | 6",
        "(table.copy (i32.const 0) (i32.const 1) (i32.const 9)) | 6",
        "(table.init 0 0 (i32.const 0) (i32.const 0) (i32.const 1)) | 4",
        "(drop (table.grow 0 (ref.null func) (i32.const 8))) | 6",
        "(drop (memory.grow (i32.const 0))) | 3",
        "(drop (memory.grow (i32.const 2))) | 2051",
        "(drop (memory.grow (i32.const 9999))) | 3"
      })
  void chargesByTheTable(String code, long expected) {
    Bytes module =
        Wat.wasm(
            """
            (module
              (import "host" "host" (func $host))
              (memory 1 4) (table 10 100 funcref)
              (data "%s") (elem func $nops)
              (func $nops %s)
              (func $locals (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64) (nop))
              (func $thrice (local i32)
                (local.set 0 (i32.const 3))
                (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
              (func (export "run") %s))
            """
                .formatted("a".repeat(64), "(nop)".repeat(20), code));

    for (CompiledModule each : metered(module)) {
      assertThat(run(each, Limits.DEFAULT))
          .extracting(RunResult::outcome, RunResult::fuel)
          .containsExactly(Outcome.RETURNED, expected);
      assertThat(run(each, Limits.DEFAULT.withFuel(expected)).outcome())
          .isEqualTo(Outcome.RETURNED);
      assertThat(run(each, Limits.DEFAULT.withFuel(expected - 1)).outcome())
          .isEqualTo(new Exhausted(Limit.FUEL));
    }
  }

  @Test
  void chargesALongArmOnlyIfItIsTaken() {
    String arm = "(nop)".repeat(17);
    Bytes module =
        Wat.wasm(
            """
            (module (func (export "run") (param i32)
              (if (local.get 0) (then %s))))\
            """
                .formatted(arm));

    for (CompiledModule each : metered(module)) {
      assertThat(each.run(Limits.DEFAULT, Wat.nothing(each), guest -> guest.call("run", 0)).fuel())
          .isEqualTo(2);
      assertThat(each.run(Limits.DEFAULT, Wat.nothing(each), guest -> guest.call("run", 1)).fuel())
          .isEqualTo(19);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(nop) | 8",
        "(drop (i64.add (i64.const 1) (i64.const 2))) | 10",
        "(call $two (i32.const 1) (i64.const 2)) | 25",
        "(call $host) | 516"
      })
  void countsTheSlotsOfParametersLocalsOperandsAndFrames(String code, int expected) {
    Bytes module =
        Wat.wasm(
            """
            (module
              (import "host" "host" (func $host))
              (func $empty)
              (func $two (param i32 i64) (local i32 f32 f64) (drop (i32.add (i32.const 1) (i32.const 2))))
              (func (export "run") %s)
              (func (export "again")))
            """
                .formatted(code));
    for (CompiledModule each : metered(module)) {
      HostImports imports = each.link(_ -> Optional.of((guest, _) -> guest.call("again")));
      for (int limit : new int[] {expected, expected - 1}) {
        RunResult<long[]> result =
            each.run(Limits.DEFAULT.withStackSlots(limit), imports, guest -> guest.call("run"));
        assertThat(result.outcome())
            .isEqualTo(limit == expected ? Outcome.RETURNED : new Exhausted(Limit.STACK));
        if (limit == expected) {
          assertThat(result.stackSlots()).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void countsWhatWasChargedBeforeATrap() {
    Bytes module =
        Wat.wasm(
            """
            (module (memory 1) (func (export "run") (local i32)
              (loop $l
                (drop (i32.load (local.get 0)))
                (local.set 0 (i32.add (local.get 0) (i32.const 4096)))
                (br $l))))\
            """);
    for (CompiledModule each : metered(module)) {
      RunResult<long[]> result = run(each, Limits.DEFAULT);

      assertThat(result.outcome()).isEqualTo(new Trapped("out-of-bounds", where(each)));
      assertThat(result.fuel()).isEqualTo(17 * 8);
      assertThat(run(each, Limits.DEFAULT.withFuel(17 * 8 - 1)).outcome())
          .isEqualTo(new Exhausted(Limit.FUEL));
    }
  }

  /** Interpreted code does not tell the function. */
  private static String where(CompiledModule module) {
    return module.interpreted().isEmpty() ? "run" : "";
  }

  @Test
  void chargesTheStartToEveryRunThoughItIsRunOnce() {
    CompiledModule module =
        engine.compile(
            Wat.wasm(
                """
                (module (global $g (mut i32) (i32.const 0))
                  (func $s (local i32) (loop $l
                    (global.set $g (i32.add (global.get $g) (i32.const 1)))
                    (br_if $l (i32.lt_u (global.get $g) (i32.const 1000)))))
                  (start $s)
                  (func (export "run") (result i32) (global.get $g)))\
                """));

    List<RunResult<long[]>> runs =
        List.of(
            run(module, Limits.DEFAULT), run(module, Limits.DEFAULT), run(module, Limits.DEFAULT));

    assertThat(runs).allSatisfy(each -> assertThat(each.value()).containsExactly(1000));
    assertThat(runs).extracting(RunResult::fuel).containsOnly(8_001L);
    assertThat(runs).extracting(RunResult::stackSlots).containsOnly(8 + 1 + 2);
    assertThat(run(module, Limits.DEFAULT.withFuel(8_000)).outcome())
        .isEqualTo(new Exhausted(Limit.FUEL));
  }

  @Test
  void slicesChangeNoFigure() {
    Bytes module =
        Wat.wasm(
            """
            (module (func (export "run") (local i32)
              (loop $l
                (local.set 0 (i32.add (local.get 0) (i32.const 1)))
                (br_if $l (i32.lt_u (local.get 0) (i32.const 1000000))))))\
            """);
    long fuel = 8_000_000;

    CompiledModule compiled = engine.compile(module);
    assertThat(run(compiled, Limits.DEFAULT).fuel()).isEqualTo(fuel);
    assertThat(run(compiled, Limits.DEFAULT.withFuel(fuel)).outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(run(compiled, Limits.DEFAULT.withFuel(fuel - 1)))
        .extracting(RunResult::outcome, RunResult::fuel)
        .containsExactly(new Exhausted(Limit.FUEL), fuel);
  }

  @Test
  void givesTheFuelThatGoesWithTheTime() {
    assertThat(Limits.DEFAULT.fuel()).isEqualTo(5_000 * 20_000_000L);
    assertThat(Limits.DEFAULT.withTime(Duration.ofMillis(7)).fuel()).isEqualTo(140_000_000);
    assertThat(Limits.DEFAULT.withFuel(9).withTime(Duration.ofMillis(7)).fuel()).isEqualTo(9);
  }

  @Test
  void knowsEachByItsNumber() {
    for (Metering each : Metering.values()) {
      assertThat(Metering.of(each.version())).isSameAs(each);
    }
    assertThat(Metering.FIRST.version()).isEqualTo(1);
    for (long unknown : new long[] {-1, 0, 2, 1L << 32 | 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Metering.of(unknown))
          .withMessage("metering %d is not known to this version", unknown);
    }
  }

  private List<CompiledModule> metered(Bytes wasm) {
    return List.of(engine.compile(wasm), Interpreted.of(engine, wasm));
  }

  private static RunResult<long[]> run(CompiledModule module, Limits limits) {
    return module.run(limits, Wat.nothing(module), guest -> guest.call("run"));
  }
}
