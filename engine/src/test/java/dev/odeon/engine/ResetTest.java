package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An instance that was used and put back is, in all that a guest can see, a new one. */
class ResetTest {
  private static final String STATEFUL =
      """
      (module
        (import "host" "log" (func $log (param i32 i32)))
        (memory (export "memory") 2 40)
        (table $t 6 40 funcref)
        (table $u 3 funcref)
        (global $a (mut i32) (i32.const 1))
        (global $b (mut i64) (i64.const -2))
        (global $c (mut f32) (f32.const 1.5))
        (global $d (mut f64) (f64.const nan:0x8000000001234))
        (global $e (mut funcref) (ref.func $seven))
        (data (i32.const 10) "begin")
        (data $p "passive data")
        (data $q "other")
        (elem (table $t) (i32.const 1) func $seven $eight)
        (elem $f func $eight $seven $eight)
        (elem $g func $seven)
        (elem declare func $seven $eight)
        (func $seven (result i32) (i32.const 7))
        (func $eight (result i32) (i32.const 8))
        START
        (func (export "store") (param i32 i32)
          (i32.store (i32.rem_u (local.get 0) (i32.const 131068)) (local.get 1)))
        (func (export "fill") (param i32 i32)
          (memory.fill (i32.rem_u (local.get 0) (i32.const 100000)) (local.get 1) (i32.const 9000)))
        (func (export "grow") (param i32 i32)
          (drop (memory.grow (i32.rem_u (local.get 0) (i32.const 9))))
          (i32.store (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)) (local.get 1)))
        (func (export "globals") (param i32 i32)
          (global.set $a (local.get 0))
          (global.set $b (i64.extend_i32_u (local.get 1)))
          (global.set $c (f32.reinterpret_i32 (local.get 0)))
          (global.set $d (f64.convert_i32_s (local.get 1)))
          (global.set $e (ref.null func)))
        (func (export "table") (param i32 i32)
          (table.set $t (i32.rem_u (local.get 0) (i32.const 6)) (ref.func $eight))
          (table.copy $t $t (i32.const 0) (i32.const 2) (i32.const 3))
          (table.fill $u (i32.const 0) (ref.func $seven) (i32.rem_u (local.get 1) (i32.const 4))))
        (func (export "table_grow") (param i32 i32)
          (drop (table.grow $t (ref.func $seven) (i32.rem_u (local.get 0) (i32.const 3)))))
        (func (export "init") (param i32 i32)
          (memory.init $p (i32.rem_u (local.get 0) (i32.const 1000)) (i32.const 0) (i32.const 0))
          (table.init $t $f (i32.const 0) (i32.const 0) (i32.const 0)))
        (func (export "drop") (param i32 i32)
          (if (i32.and (local.get 0) (i32.const 1)) (then (data.drop $p)))
          (if (i32.and (local.get 0) (i32.const 2)) (then (data.drop $q)))
          (if (i32.and (local.get 0) (i32.const 4)) (then (elem.drop $f)))
          (if (i32.and (local.get 0) (i32.const 8)) (then (elem.drop $g)))))\
      """;

  private static final String BUSY_START =
      """
      (func $start
        (drop (memory.grow (i32.const 3)))
        (memory.init $q (i32.const 300000) (i32.const 1) (i32.const 3))
        (data.drop $q)
        (elem.drop $g)
        (drop (table.grow $t (ref.func $eight) (i32.const 4)))
        (table.set $u (i32.const 1) (ref.func $seven))
        (global.set $a (i32.const 99))
        (call $log (i32.const 0) (i32.const 0)))
      (start $start)
      (func (export "_initialize") (global.set $b (i64.const 77)))\
      """;

  private static final List<String> OPERATIONS =
      List.of("store", "fill", "grow", "globals", "table", "table_grow", "init", "drop");

  @AutoClose private final Engine engine = Wat.engine();

  @AutoClose
  private final Engine fresh = Wat.engine(EngineConfig.standard().withIdleInstancesMax(0));

  @ParameterizedTest
  @ValueSource(strings = {"", BUSY_START})
  void makesAUsedInstanceEqualToANewOne(String start) {
    CompiledModule reused = engine.compile(Wat.wasm(STATEFUL.replace("START", start)));
    CompiledModule rebuilt = fresh.compile(Wat.wasm(STATEFUL.replace("START", start)));
    HostImports imports = Wat.nothing(reused);
    Image expected = stateAtBegin(rebuilt, Wat.nothing(rebuilt));
    Random random = new Random(7);

    for (int round = 0; round < 300; round++) {
      RunResult<Image> result =
          reused.run(
              Limits.DEFAULT,
              imports,
              guest -> {
                Image begin = guest.capture();
                use(guest, random);
                return begin;
              });

      assertThat(result.value())
          .as("seed 7, round %d", round)
          .usingRecursiveComparison()
          .isEqualTo(expected);
    }
  }

  /** In the same run after more was done, and in a run that has the same instance or another. */
  @Test
  void restoresAnyStateThatWasTaken() {
    CompiledModule module = engine.compile(Wat.wasm(STATEFUL.replace("START", BUSY_START)));
    HostImports imports = Wat.nothing(module);
    Random random = new Random(11);

    for (int round = 0; round < 30; round++) {
      InstanceState state =
          module
              .run(
                  Limits.DEFAULT,
                  imports,
                  guest -> {
                    use(guest, random);
                    InstanceState taken = guest.state();
                    use(guest, random);
                    guest.restore(taken);
                    assertSame(guest, taken);
                    return taken;
                  })
              .value();
      assertThat(state).isNotNull();
      module.run(
          Limits.DEFAULT,
          imports,
          guest -> {
            use(guest, random);
            guest.restore(state);
            assertSame(guest, state);
            return 0;
          });
    }
  }

  private static void assertSame(Instance guest, InstanceState state) {
    assertThat(guest.state().image())
        .usingRecursiveComparison()
        .ignoringFields("fuel", "slots", "limits", "refused")
        .isEqualTo(state.image());
  }

  @Test
  void refusesStatesThatDoNotFit() {
    CompiledModule module = engine.compile(Wat.wasm(STATEFUL.replace("START", BUSY_START)));
    CompiledModule other = engine.compile(Wat.wasm("(module (memory 1))"));
    InstanceState state = module.run(Limits.DEFAULT, Wat.nothing(module), Instance::state).value();
    InstanceState strange = other.run(Limits.DEFAULT, Wat.nothing(other), Instance::state).value();
    assertThat(state).isNotNull();
    assertThat(strange).isNotNull();
    assertThat(state.module()).isSameAs(module);
    assertThat(strange.memoryBytes()).isEqualTo(65_536);

    module.run(
        Limits.DEFAULT,
        Wat.nothing(module),
        guest -> {
          assertThatIllegalArgumentException().isThrownBy(() -> guest.restore(strange));
          return 0;
        });
    CompiledModule growing =
        engine.compile(
            Wat.wasm(
                "(module (memory 1) (func (export \"run\") (drop (memory.grow (i32.const 1)))))"));
    InstanceState grown =
        growing
            .run(
                Limits.DEFAULT,
                Wat.nothing(growing),
                guest -> {
                  guest.call("run");
                  return guest.state();
                })
            .value();
    assertThat(grown).isNotNull();
    growing.run(
        Limits.DEFAULT.withMemoryBytesMax(65_536),
        Wat.nothing(growing),
        guest -> {
          assertThatIllegalArgumentException()
              .isThrownBy(() -> guest.restore(grown))
              .withMessageContaining("131,072");
          return 0;
        });
  }

  @Test
  void takesNoStateInTheMiddleOfACall() {
    CompiledModule module =
        engine.compile(
            Wat.wasm("(module (import \"h\" \"f\" (func $f)) (func (export \"run\") (call $f)))"));
    HostImports imports =
        module.link(_ ->
            Optional.of((guest, _) -> {
              assertThatIllegalStateException().isThrownBy(guest::state);
              return HostFunction.NOTHING;
            }));

    RunResult<InstanceState> result =
        module.run(
            Limits.DEFAULT,
            imports,
            guest -> {
              guest.call("run");
              return guest.state();
            });

    assertThat(result.value()).isNotNull();
  }

  @Test
  void startsANewInstanceEachTimeFromTheSameState() {
    CompiledModule module = fresh.compile(Wat.wasm(STATEFUL.replace("START", BUSY_START)));
    HostImports imports = Wat.nothing(module);
    Image first = stateAtBegin(module, imports);

    assertThat(first.globals()).contains(99, 77);
    assertThat(first.memories().getFirst().pages()).isEqualTo(5);
    assertThat(first.tables().getFirst()).hasSize(10);
    for (int i = 0; i < 3; i++) {
      assertThat(stateAtBegin(module, imports)).usingRecursiveComparison().isEqualTo(first);
    }
  }

  @Test
  void usesTheSameInstanceAgain() {
    CompiledModule module = engine.compile(Wat.wasm(STATEFUL.replace("START", "")));
    HostImports imports = Wat.nothing(module);
    List<Instance> seen = new ArrayList<>();

    for (int i = 0; i < 3; i++) {
      module.run(
          Limits.DEFAULT,
          imports,
          guest -> {
            seen.add(guest);
            return guest.call("globals", i(5), i(6));
          });
    }

    assertThat(seen.get(1)).isSameAs(seen.get(0));
    assertThat(seen.get(2)).isSameAs(seen.get(0));
  }

  /** What is put back after a run is not in its time. */
  @Test
  void returnsThoughTheTimeEndsWhileTheInstanceIsPutBack() {
    GuestClock clock = new GuestClock();
    try (Engine slow = Engine.open(EngineConfig.standard(), clock, Threads.system())) {
      CompiledModule module = slow.compile(Wat.wasm("(module (memory 128))"));
      List<Instance> seen = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        RunResult<String> run =
            module.run(
                Limits.DEFAULT,
                Wat.nothing(module),
                guest -> {
                  seen.add(guest);
                  clock.passAfter(0);
                  return "";
                });
        clock.passAfter(Integer.MAX_VALUE);
        assertThat(run.outcome()).isEqualTo(Outcome.RETURNED);
      }
      assertThat(seen.get(2)).isSameAs(seen.get(0));
    }
  }

  @Test
  void neverUsesAnInstanceAgainThatDidNotReturn() {
    CompiledModule module =
        engine.compile(
            Wat.wasm(
                "(module (global $g (mut i32) (i32.const 0)) (func (export \"run\") (result i32)"
                    + "(global.set $g (i32.add (global.get $g) (i32.const 1)))"
                    + "(if (i32.gt_s (global.get $g) (i32.const 1)) (then unreachable)) (global.get $g)))"));
    HostImports imports = Wat.nothing(module);
    List<Instance> seen = new ArrayList<>();

    module.run(Limits.DEFAULT, imports, guest -> twice(guest, seen));
    RunResult<Long> second =
        module.run(
            Limits.DEFAULT,
            imports,
            guest -> {
              seen.add(guest);
              return guest.call("run")[0];
            });

    assertThat(seen.get(1)).isNotSameAs(seen.get(0));
    assertThat(second.value()).isEqualTo(1);
  }

  @Test
  void startsAnewWhereTheLimitsWouldHaveShown() {
    CompiledModule module =
        engine.compile(
            Wat.wasm(
                "(module (memory 1) (global $g (mut i32) (i32.const 0))"
                    + "(func $s (global.set $g (memory.grow (i32.const 4)))) (start $s)"
                    + "(func (export \"got\") (result i32) (global.get $g)))"));
    HostImports imports = Wat.nothing(module);
    Limits ample = Limits.DEFAULT;
    Limits tight = Limits.DEFAULT.withMemoryBytesMax(3 << 16);

    for (int i = 0; i < 2; i++) {
      assertThat(got(module, imports, ample)).isEqualTo(1);
      assertThat(got(module, imports, tight)).isEqualTo(-1);
      assertThat(got(module, imports, ample.withMemoryBytesMax(5 << 16))).isEqualTo(1);
    }
  }

  @Test
  void seesNothingOfTheRunBeforeWhenItGrowsAgain() {
    CompiledModule module =
        engine.compile(
            Wat.wasm(
                "(module (memory (export \"memory\") 1) (func (export \"grow\") (result i32) (memory.grow (i32.const 2))))"));
    HostImports imports = module.link(_ -> Optional.empty());

    for (int i = 0; i < 3; i++) {
      RunResult<Long> result =
          module.run(
              Limits.DEFAULT,
              imports,
              guest -> {
                guest.call("grow");
                long found = guest.memory().i64(150_000);
                guest.memory().i64(150_000, -1);
                return found;
              });

      assertThat(result.value()).isZero();
    }
  }

  private static long[] twice(Instance guest, List<Instance> seen) {
    seen.add(guest);
    guest.call("run");
    return guest.call("run");
  }

  private static int got(CompiledModule module, HostImports imports, Limits limits) {
    return module.run(limits, imports, guest -> (int) guest.call("got")[0]).value();
  }

  private static Image stateAtBegin(CompiledModule module, HostImports imports) {
    return module.run(Limits.DEFAULT, imports, Instance::capture).value();
  }

  private static void use(Instance guest, Random random) {
    int steps = random.nextInt(12);
    for (int i = 0; i < steps; i++) {
      guest.call(
          OPERATIONS.get(random.nextInt(OPERATIONS.size())),
          i(random.nextInt()),
          i(random.nextInt()));
    }
  }

  private static long i(int value) {
    return value;
  }
}
