package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnsembleTest {
  @AutoClose private final Engine engine = Wat.engine();
  @AutoClose private final Ensemble ensemble = Ensemble.open(engine);
  private final Map<String, Member> members = new HashMap<>();

  @Test
  void sharesMemoriesAndMutableGlobals() {
    add(
        "a",
        """
        (module
          (memory (export "memory") 1)
          (global (export "count") (mut i32) (i32.const 5))
          (func (export "read") (result i32) (i32.load (i32.const 8))))\
        """);
    add(
        "b",
        """
        (module
          (memory (import "a" "memory") 1)
          (global $count (import "a" "count") (mut i32))
          (func (export "write")
            (i32.store (i32.const 8) (i32.const 77))
            (global.set $count (i32.add (global.get $count) (i32.const 1)))
            (drop (memory.grow (i32.const 1)))))\
        """);

    call("b", "write");

    assertThat(call("a", "read")).containsExactly(number(77));
    assertThat(((Entity.Global) members.get("a").export("count").orElseThrow()).value())
        .isEqualTo(number(6));
  }

  /** The two modules have the same types under other indices, and one that only the first has. */
  @Test
  void callsThroughASharedTableByWhatTypesAreAndNotByTheirIndices() {
    add(
        "a",
        """
        (module
          (type (func (param i64) (result i64)))
          (type (func (result i32)))
          (type (func (param f32)))
          (table (export "table") 4 funcref)
          (func $answer (type 1) (i32.const 42))
          (func $next (type 0) (i64.add (local.get 0) (i64.const 1)))
          (func $eat (type 2))
          (elem (i32.const 0) $answer $next $eat))\
        """);
    add(
        "b",
        """
        (module
          (type (func (result i32)))
          (type (func (param i32) (result i32)))
          (type (func (param i64) (result i64)))
          (table (import "a" "table") 4 funcref)
          (func (export "answer") (param i32) (result i32) (call_indirect (type 0) (local.get 0)))
          (func (export "next") (param i64 i32) (result i64)
            (call_indirect (type 2) (local.get 0) (local.get 1))))\
        """);

    assertThat(call("b", "answer", number(0))).containsExactly(number(42));
    assertThat(call("b", "next", number(9), number(1))).containsExactly(number(10));
    assertThat(outcome("b", "answer", number(1))).isEqualTo(trapped("indirect-call-type"));
    assertThat(outcome("b", "answer", number(2))).isEqualTo(trapped("indirect-call-type"));
    assertThat(outcome("b", "next", number(9), number(0))).isEqualTo(trapped("indirect-call-type"));
    assertThat(outcome("b", "answer", number(3))).isEqualTo(trapped("uninitialized-element"));
    assertThat(outcome("b", "answer", number(4))).isEqualTo(trapped("undefined-element"));
  }

  @Test
  void keepsAFunctionTheSameWhereverItsReferenceGoes() {
    add(
        "a",
        """
        (module
          (type $f (func (result i32)))
          (func (export "one") (result i32) (i32.const 1))
          (func $two (export "two") (result i32) (i32.const 2))
          (global (export "held") (mut funcref) (ref.func $two))
          (table $t (export "table") 3 funcref)
          (func (export "call") (param funcref) (result i32)
            (table.set $t (i32.const 0) (local.get 0))
            (call_indirect $t (type $f) (i32.const 0))))\
        """);
    add(
        "b",
        """
        (module
          (type $f (func (result i32)))
          (func $one (import "a" "one") (result i32))
          (func $call (import "a" "call") (param funcref) (result i32))
          (global $held (import "a" "held") (mut funcref))
          (table $t (import "a" "table") 3 funcref)
          (table $own 3 funcref)
          (func $three (export "three") (result i32) (i32.const 3))
          (elem declare func $three $one)
          (func (export "give") (result i32) (call $call (ref.func $three)))
          (func (export "give_back") (result i32) (call $call (ref.func $one)))
          (func (export "hold") (global.set $held (ref.func $three)))
          (func (export "held") (result i32)
            (table.set $own (i32.const 1) (global.get $held))
            (table.copy $t $own (i32.const 2) (i32.const 1) (i32.const 1))
            (call_indirect $t (type $f) (i32.const 2)))
          (func (export "at") (param i32) (result funcref) (table.get $t (local.get 0))))\
        """);

    assertThat(call("b", "held")).containsExactly(number(2));
    assertThat(call("b", "give")).containsExactly(number(3));
    assertThat(call("b", "at", number(0))).containsExactly(reference("b", "three"));
    assertThat(call("b", "give_back")).containsExactly(number(1));
    call("b", "hold");
    assertThat(call("b", "held")).containsExactly(number(3));
    assertThat(call("a", "call", reference("b", "held"))).containsExactly(number(3));
    assertThat(call("b", "at", number(1))).containsExactly(new CoreValue.FunctionReference(null));
  }

  @Test
  void passesReferencesToThingsOfTheHost() {
    add(
        "a",
        """
        (module
          (table (export "table") 2 externref)
          (func (export "put") (param i32 externref)
            (table.set (local.get 0) (local.get 1))))\
        """);
    add(
        "b",
        """
        (module
          (table (import "a" "table") 1 externref)
          (func $put (import "a" "put") (param i32 externref))
          (func (export "get") (param externref) (result externref)
            (call $put (i32.const 1) (local.get 0))
            (drop (table.grow (ref.null extern) (i32.const 3)))
            (table.get (i32.const 1))))\
        """);
    Object thing = new Object();

    assertThat(call("b", "get", new CoreValue.HostReference(thing)))
        .containsExactly(new CoreValue.HostReference(thing));
    assertThat(call("b", "get", new CoreValue.HostReference(null)))
        .containsExactly(new CoreValue.HostReference(null));
  }

  @Test
  void givesEachMemberItsOwnDataSegments() {
    add(
        "a",
        """
        (module
          (memory (export "memory") 1)
          (data "aaaa")
          (func (export "init") (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 4)))
          (func (export "drop") (data.drop 0))
          (func (export "read") (result i32) (i32.load8_u (i32.const 0))))\
        """);
    add(
        "b",
        """
        (module
          (memory (import "a" "memory") 1)
          (func $init (import "a" "init"))
          (func $drop (import "a" "drop"))
          (data "bbbb")
          (func (export "both") (result i32 i32)
            (call $init)
            (i32.load8_u (i32.const 0))
            (call $drop)
            (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 4))
            (i32.load8_u (i32.const 0))))\
        """);

    assertThat(call("b", "both")).containsExactly(number('a'), number('b'));
    assertThat(outcome("a", "init")).isEqualTo(trapped("out-of-bounds"));
    assertThat(call("a", "read")).containsExactly(number('b'));
  }

  @Test
  void keepsWhatAFailedStartHasDone() {
    add("a", "(module (memory (export \"m\") 1) (table (export \"t\") 1 funcref))");
    RunResult<Member> failed =
        ensemble.add(
            engine.compile(
                Wat.wasm(
                    """
                    (module
                      (memory (import "a" "m") 1)
                      (table (import "a" "t") 1 funcref)
                      (func $left (result i32) (i32.load8_u (i32.const 0)))
                      (elem (i32.const 0) $left)
                      (data (i32.const 0) "x")
                      (data (i32.const 65536) "x"))\
                    """)),
            Limits.DEFAULT,
            this::find);
    add(
        "b",
        """
        (module (table (import "a" "t") 1 funcref)
          (func (export "call") (result i32)
            (call_indirect (result i32) (i32.const 0))))\
        """);

    assertThat(failed.outcome()).isEqualTo(trapped("out-of-bounds"));
    assertThat(call("b", "call")).containsExactly(number('x'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(func (import \"a\" \"none\")) | imports what is not offered here (import a.none)",
        "(func (import \"a\" \"m\")) | incompatible import: it is not a function (import a.m)",
        "(func (import \"a\" \"f\") (param i32)) | it is a function of another type (import a.f)",
        "(memory (import \"a\" \"m\") 3) | its size is 2, and 3 is wanted (import a.m)",
        "(memory (import \"a\" \"m\") 1 3) | it may grow past 3 (import a.m)",
        "(table (import \"a\" \"t\") 2 funcref) | it may grow past",
        "(table (import \"a\" \"t\") 2 4 externref) | it is a table of other elements (import a.t)",
        "(table (import \"a\" \"t\") 2 4 funcref) | it may grow past 4 (import a.t)",
        "(global (import \"a\" \"g\") (mut i32)) | it is a global of another type (import a.g)",
        "(global (import \"a\" \"g\") i64) | it is a global of another type (import a.g)"
      })
  void refusesWhatIsMissingOrDoesNotFit(String field, String message) {
    add(
        "a",
        """
        (module (func (export "f")) (memory (export "m") 2 4) (table (export "t") 2 5 funcref)
          (global (export "g") i32 (i32.const 0)))\
        """);

    if (field.contains("2 funcref")) {
      // A bound that is not asked for is no hindrance.
      add("b", "(module " + field + ")");
    } else {
      assertThatThrownBy(() -> add("b", "(module " + field + ")"))
          .isInstanceOf(ModuleException.class)
          .hasMessageEndingWith(message);
    }
  }

  @Test
  void livesOnAfterTrapsAndEndlessLoopsAndRecursion() {
    add(
        "a",
        """
        (module
          (memory (export "m") 1)
          (func (export "loop") (loop $l (br $l)))
          (func $f (export "recurse") (call $f))
          (func (export "trap") unreachable)
          (func (export "fine") (result i32) (i32.const 1)))\
        """);
    add(
        "b",
        """
        (module
          (func $loop (import "a" "loop"))
          (func $recurse (import "a" "recurse"))
          (func $trap (import "a" "trap"))
          (func (export "loop") (call $loop))
          (func (export "recurse") (call $recurse))
          (func (export "trap") (call $trap)))\
        """);
    Limits brief = Limits.DEFAULT.withTime(Duration.ofMillis(50));

    Entity.Function loop = (Entity.Function) members.get("b").export("loop").orElseThrow();
    assertThat(ensemble.call(loop, brief, List.of()).outcome())
        .isEqualTo(new Outcome.Exhausted(Outcome.Limit.TIME));
    assertThat(outcome("b", "recurse")).isEqualTo(new Outcome.Exhausted(Outcome.Limit.STACK));
    assertThat(outcome("b", "trap")).isEqualTo(trapped("unreachable"));
    assertThat(call("a", "fine")).containsExactly(number(1));
  }

  /** What crosses between modules costs what an imported call costs, and takes the callee's. */
  @Test
  void countsFuelAndStackOfAllMembersTogether() {
    add(
        "a",
        """
        (module
          (memory (export "memory") 1)
          (table (export "table") 1 funcref)
          (func $f (export "f") (result i32) (i32.const 1) (i32.const 2) (i32.add))
          (elem (i32.const 0) $f))\
        """);
    add(
        "b",
        """
        (module
          (func $f (import "a" "f") (result i32))
          (table (import "a" "table") 1 funcref)
          (func (export "own") (result i32) (i32.const 1) (i32.const 2) (i32.add))
          (func (export "imported") (result i32) (call $f))
          (func (export "indirect") (result i32) (call_indirect (result i32) (i32.const 0))))\
        """);

    long own = result("b", "own").fuel();
    RunResult<List<CoreValue>> imported = result("b", "imported");
    RunResult<List<CoreValue>> indirect = result("b", "indirect");

    assertThat(own).isPositive().isEqualTo(result("a", "f").fuel());
    assertThat(imported.fuel()).isBetween(own + CostTable.IMPORT, own + CostTable.IMPORT + 10);
    assertThat(indirect.fuel()).isBetween(own + CostTable.IMPORT, own + CostTable.IMPORT + 10);
    assertThat(imported.stackSlots()).isGreaterThan(CostTable.IMPORT_SLOTS);
    assertThat(indirect.stackSlots()).isGreaterThan(CostTable.IMPORT_SLOTS);
    assertThat(result("b", "imported").fuel()).isEqualTo(imported.fuel());
  }

  @Test
  void stopsMembersThatCallEachOtherWithoutEndAtTheSamePlace() throws Exception {
    add(
        "a",
        """
        (module
          (table (export "table") 1 funcref)
          (func (export "call") (call_indirect (i32.const 0))))\
        """);
    add(
        "b",
        """
        (module
          (func $call (import "a" "call"))
          (table (import "a" "table") 1 funcref)
          (memory 1)
          (func $back (export "back") (call $call))
          (elem (i32.const 0) $back))\
        """);

    RunResult<List<CoreValue>> first = onGuestThread(() -> result("b", "back"));
    RunResult<List<CoreValue>> second = onGuestThread(() -> result("b", "back"));

    assertThat(first.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.STACK));
    assertThat(second).isEqualTo(first);
    Entity.Function back = (Entity.Function) members.get("b").export("back").orElseThrow();
    RunResult<List<CoreValue>> poor =
        onGuestThread(() -> ensemble.call(back, Limits.DEFAULT.withFuel(50_000), List.of()));
    assertThat(poor.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.FUEL));
  }

  /** Code of a module that does not grow its memory takes the array's bound for the memory's. */
  @Test
  void seesMemoryThatAnotherMemberGrew() {
    add(
        "a",
        """
        (module (memory (export "memory") 3)
          (func (export "store") (param i32) (i32.store8 (local.get 0) (i32.const 1))))\
        """);
    add(
        "b",
        """
        (module (memory (import "a" "memory") 3)
          (func (export "grow") (result i32) (memory.grow (i32.const 1))))\
        """);
    long end = 3 * 65536;

    assertThat(outcome("a", "store", number(end))).isEqualTo(trapped("out-of-bounds"));
    assertThat(call("b", "grow")).containsExactly(number(3));
    assertThat(outcome("a", "store", number(end + 65535))).isEqualTo(Outcome.RETURNED);
    assertThat(outcome("a", "store", number(end + 65536))).isEqualTo(trapped("out-of-bounds"));
  }

  @Test
  void goesOnInTheMemoryThatAnotherMemberGrewMeanwhile() {
    add(
        "a",
        """
        (module (type $grow (func (result i32)))
          (memory (export "memory") 1)
          (table (export "table") 1 funcref)
          (func (export "run") (result i32) (local $page i32)
            (loop $again
              (i32.store8 (i32.const 65535) (i32.const 1))
              (drop (call_indirect (type $grow) (i32.const 0)))
              (local.set $page (i32.add (local.get $page) (i32.const 1)))
              (i32.store (i32.mul (local.get $page) (i32.const 65536)) (local.get $page))
              (br_if $again (i32.lt_u (local.get $page) (i32.const 3))))
            (i32.load (i32.const 131072))))\
        """);
    add(
        "b",
        """
        (module (memory (import "a" "memory") 1)
          (table (import "a" "table") 1 funcref)
          (elem (i32.const 0) $grow)
          (func $grow (result i32) (memory.grow (i32.const 1)))
          (func (export "last") (result i32) (i32.load (i32.const 196608))))\
        """);
    add(
        "c",
        """
        (module (type $grow (func (result i32)))
          (memory (import "a" "memory") 1)
          (table (import "a" "table") 1 funcref)
          (func (export "run") (result i32) (local $i i32)
            (loop $again
              (drop (i32.load (i32.const 0)))
              (drop (call_indirect (type $grow) (i32.const 0)))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br_if $again (i32.lt_u (local.get $i) (i32.const 2))))
            (i32.store (i32.const 327680) (i32.const 9))
            (i32.load (i32.const 327680))))\
        """);

    assertThat(call("a", "run")).containsExactly(number(2));
    assertThat(call("b", "last")).containsExactly(number(3));
    assertThat(call("c", "run")).containsExactly(number(9));
  }

  @Test
  void boundsTheMemoryOfAllMembersTogether() {
    Limits limits = Limits.DEFAULT.withMemoryBytesMax(3 * 65536).withTableElementsMax(10);
    CompiledModule two =
        engine.compile(
            Wat.wasm(
                """
                (module (memory 2) (table 6 funcref)
                  (func (export "grow") (result i32) (memory.grow (i32.const 1))))\
                """));
    long before = engine.memory().used();
    Member first = ensemble.add(two, limits, this::find).value();
    assertThat(first).isNotNull();

    assertThatThrownBy(() -> ensemble.add(two, limits, this::find))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("begins with 131,072 bytes of memory, and the limit is 65,536");
    Entity.Function grow = (Entity.Function) first.export("grow").orElseThrow();
    assertThat(ensemble.call(grow, limits, List.of()).value()).containsExactly(number(2));
    assertThat((int) bits(ensemble.call(grow, limits, List.of()))).isEqualTo(-1);

    ensemble.close();
    assertThat(engine.memory().used()).isEqualTo(before);
  }

  @Test
  void refusesArgumentsOfAnotherType() {
    add("a", "(module (func (export \"f\") (param i32 funcref)))");

    assertThatThrownBy(() -> call("a", "f", number(1), number(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> call("a", "f", number(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** On a thread with the stack that guests are given. */
  private static <T> T onGuestThread(Supplier<T> call) throws InterruptedException {
    AtomicReference<T> answer = new AtomicReference<>();
    Thread.ofPlatform().stackSize(16 << 20).start(() -> answer.set(call.get())).join();
    return answer.get();
  }

  private void add(String name, String wat) {
    RunResult<Member> result =
        ensemble.add(engine.compile(Wat.wasm(wat)), Limits.DEFAULT, this::find);
    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
    members.put(name, result.value());
  }

  private Optional<Entity> find(Import wanted) {
    return members.get(wanted.module()).export(wanted.name());
  }

  private List<CoreValue> call(String member, String name, CoreValue... arguments) {
    RunResult<List<CoreValue>> result = result(member, name, arguments);
    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
    return result.value();
  }

  private Outcome outcome(String member, String name, CoreValue... arguments) {
    return result(member, name, arguments).outcome();
  }

  private RunResult<List<CoreValue>> result(String member, String name, CoreValue... arguments) {
    Entity.Function function = (Entity.Function) members.get(member).export(name).orElseThrow();
    return ensemble.call(function, Limits.DEFAULT, List.of(arguments));
  }

  private CoreValue reference(String member, String name) {
    return new CoreValue.FunctionReference(
        (Entity.Function) members.get(member).export(name).orElseThrow());
  }

  private static CoreValue number(long bits) {
    return new CoreValue.Number(bits);
  }

  private static long bits(RunResult<List<CoreValue>> result) {
    return ((CoreValue.Number) result.value().getFirst()).bits();
  }

  private static Outcome trapped(String kind) {
    return new Outcome.Trapped(kind, "");
  }
}
