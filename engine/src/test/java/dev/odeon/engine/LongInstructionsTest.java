package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.base.Outcome.Exhausted;
import dev.odeon.base.Outcome.Limit;
import dev.odeon.base.Threads;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What takes long in one step looks at least once a MiB whether the run is to stop, and stops
 * wherever it looks.
 */
class LongInstructionsTest {
  private static final Outcome LATE = new Exhausted(Limit.TIME);
  private static final int MIB = 1 << 20;

  private final GuestClock clock = new GuestClock();

  @AutoClose
  private final Engine engine =
      Engine.open(EngineConfig.standard().withIdleInstancesMax(0), clock, Threads.system());

  private static String module(String code) {
    return """
    (module
      (memory (export "memory") 128 512)
      (table $t 300000 900000 funcref)
      (table $u 300000 funcref)
      (elem $e func $f FUNCTIONS)
      (data $d "DATA")
      (func $f)
      (func (export "run") CODE))\
    """
        .replace("FUNCTIONS", "$f ".repeat(20_000))
        .replace("DATA", "d".repeat(3 * MIB))
        .replace("CODE", code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | (memory.fill (i32.const 0) (i32.const 7) (i32.const 8388608))",
        "7 | (memory.copy (i32.const 1) (i32.const 0) (i32.const 8388607))",
        "7 | (memory.copy (i32.const 0) (i32.const 1) (i32.const 8388607))",
        "2 | (memory.init $d (i32.const 9) (i32.const 0) (i32.const 3145728))",
        "7 | (drop (memory.grow (i32.const 100)))",
        "2 | (table.fill $t (i32.const 0) (ref.func $f) (i32.const 300000))",
        "2 | (table.copy $t $u (i32.const 0) (i32.const 0) (i32.const 300000))",
        "2 | (table.init $t $e (i32.const 5) (i32.const 0) (i32.const 20000))",
        "4 | (drop (table.grow $t (ref.func $f) (i32.const 390000)))"
      })
  void stopsInTheMiddle(int looks, String code) {
    CompiledModule compiled = engine.compile(Wat.wasm(module(code)));
    CompiledModule interpreted = Interpreted.of(engine, Wat.wasm(module(code)));
    for (CompiledModule each : List.of(compiled, interpreted)) {
      assertStops(each, looks);
    }
  }

  @Test
  void stopsInTheMiddleOfACopyBetweenMemories() {
    Bytes wasm =
        Binary.module(
            Binary.section(1, "01600000"),
            Binary.section(3, "0100"),
            Binary.section(5, "02 008001 008001"),
            Binary.section(7, "01" + Binary.sized("72756e") + "0000"),
            Binary.section(10, "01" + Binary.sized("00 4100 4100 4180808004 fc0a0001 0b")));

    assertStops(engine.compile(wasm), 7);
    assertStops(Interpreted.of(engine, wasm), 7);
  }

  private void assertStops(CompiledModule module, int looks) {
    HostImports imports = Wat.nothing(module);
    Integer seen =
        module
            .run(
                Limits.DEFAULT,
                imports,
                guest -> {
                  int before = clock.reads();
                  guest.call("run");
                  return clock.reads() - before;
                })
            .value();

    assertThat(seen).isNotNull().isGreaterThanOrEqualTo(looks);
    for (int i = 0; i < seen; i += Math.max(1, seen / 6)) {
      int look = i;
      Outcome outcome =
          module
              .run(
                  Limits.DEFAULT,
                  imports,
                  guest -> {
                    clock.passAfter(look);
                    return guest.call("run");
                  })
              .outcome();
      assertThat(outcome).as("look %d of %d", look, seen).isEqualTo(LATE);
    }
  }

  /**
   * A start that fills the memory is run once; then the image of that is what is copied, into an
   * array that the instance before had.
   */
  @Test
  void stopsWhileAnInstanceIsMade() {
    CompiledModule module =
        engine.compile(
            Wat.wasm(
                "(module (memory 128) (func $s (memory.fill (i32.const 0) (i32.const 7) (i32.const 8388608))) (start $s))"));
    HostImports imports = Wat.nothing(module);
    Supplier<RunResult<String>> run = () -> module.run(Limits.DEFAULT, imports, _ -> "");
    int looks = 0;
    for (int round = 0; round < 2; round++) {
      int before = clock.reads();
      assertThat(run.get().value()).isNotNull();
      looks = clock.reads() - before;
      assertThat(looks).isGreaterThanOrEqualTo(8);
    }
    for (int look = 1; look < looks; look++) {
      clock.passAfter(look);
      assertThat(run.get().outcome()).as("look %d", look).isEqualTo(LATE);
    }
    engine.spareArrays().drop();
    assertThat(engine.memory().used()).isZero();
  }

  @Test
  void stopsWhileAStateIsTakenOrPutBack() {
    CompiledModule module =
        engine.compile(
            Wat.wasm(
                "(module (memory 128) (func (export \"run\") (memory.fill (i32.const 0) (i32.const 7) (i32.const 8388608))))"));
    HostImports imports = Wat.nothing(module);
    InstanceState full =
        module
            .run(
                Limits.DEFAULT,
                imports,
                guest -> {
                  guest.call("run");
                  return guest.state();
                })
            .value();
    assertThat(full).isNotNull();
    for (int look = 0; look < 7; look++) {
      int passing = look;
      assertThat(
              module
                  .run(
                      Limits.DEFAULT,
                      imports,
                      guest -> {
                        clock.passAfter(passing);
                        return guest.state();
                      })
                  .outcome())
          .isEqualTo(LATE);
      assertThat(
              module
                  .run(
                      Limits.DEFAULT,
                      imports,
                      guest -> {
                        clock.passAfter(passing);
                        guest.restore(full);
                        return "";
                      })
                  .outcome())
          .isEqualTo(LATE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(table.fill $t (i32.const 0) (ref.func $f) (i32.const 300000))",
        "(table.copy $t $u (i32.const 0) (i32.const 0) (i32.const 300000))",
        "(table.init $t $e (i32.const 5) (i32.const 0) (i32.const 20000))",
        "(drop (table.grow $t (ref.func $f) (i32.const 390000)))"
      })
  void stopsInTheMiddleOfASharedTable(String code) {
    CompiledModule module = engine.compile(Wat.wasm(module(code)));
    int made = 2; // the time it begins, and its first slice of fuel
    for (int look = made; look < made + 4; look++) {
      try (Ensemble ensemble = Ensemble.open(engine)) {
        Member member = ensemble.add(module, Limits.DEFAULT, _ -> Optional.empty()).value();
        assertThat(member).isNotNull();
        Entity.Function run = (Entity.Function) member.export("run").orElseThrow();
        clock.passAfter(look);

        assertThat(ensemble.call(run, Limits.DEFAULT, List.of()).outcome())
            .as("look %d", look)
            .isEqualTo(LATE);
      }
    }
  }

  /** What a stop left undone takes nothing from the limits of the calls after it. */
  @ParameterizedTest
  @CsvSource({"memory, 100, 128", "table, 500000, 300000"})
  void growsAfterAStopInTheMiddle(String what, int more, int before) {
    String code =
        """
        (module
          (memory 128 512)
          (table $t 300000 900000 funcref)
          (func $f)
          (elem declare func $f)
          (func (export "memory") (param i32) (result i32) (memory.grow (local.get 0)))
          (func (export "table") (param i32) (result i32)
            (table.grow $t (ref.func $f) (local.get 0))))\
        """;
    Limits limits = Limits.DEFAULT.withMemoryBytesMax(228L << 16).withTableElementsMax(800_000);
    try (Ensemble ensemble = Ensemble.open(engine)) {
      Member member =
          ensemble.add(engine.compile(Wat.wasm(code)), limits, _ -> Optional.empty()).value();
      assertThat(member).isNotNull();
      Entity.Function grow = (Entity.Function) member.export(what).orElseThrow();
      List<CoreValue> arguments = List.of(new CoreValue.Number(more));
      long held = engine.memory().used();
      for (int look = 3; look < 5; look++) {
        clock.passAfter(look);
        assertThat(ensemble.call(grow, limits, arguments).outcome()).isEqualTo(LATE);
        engine.spareArrays().drop();
        assertThat(engine.memory().used()).isEqualTo(held);
      }

      assertThat(ensemble.call(grow, limits, arguments).value())
          .isEqualTo(List.of(new CoreValue.Number(before)));
    }
  }
}
