package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class EngineTest {
  @AutoClose private final Engine engine = Wat.engine();

  @Test
  void callsAnExport() {
    CompiledModule module =
        engine.compile(
            Wat.wasm(
                """
                (module (func (export "add") (param i32 i64) (result i64)
                  (i64.add (i64.extend_i32_s (local.get 0)) (local.get 1))))\
                """));

    RunResult<long[]> result =
        module.run(Limits.DEFAULT, Wat.nothing(module), guest -> guest.call("add", -3, 10));

    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(result.value()).containsExactly(7);
  }

  @Test
  void givesFloatsAndSeveralResultsAsRawBits() {
    CompiledModule module =
        engine.compile(
            Wat.wasm(
                """
                (module (func (export "both") (param f32 f64) (result f64 f32 i32)
                  (f64.neg (local.get 1)) (f32.neg (local.get 0)) (i32.const 9)))\
                """));

    RunResult<long[]> result =
        module.run(
            Limits.DEFAULT,
            Wat.nothing(module),
            guest ->
                guest.call("both", Float.floatToRawIntBits(1.5f), Double.doubleToRawLongBits(2)));

    assertThat(Double.longBitsToDouble(result.value()[0])).isEqualTo(-2);
    assertThat(Float.intBitsToFloat((int) result.value()[1])).isEqualTo(-1.5f);
    assertThat((int) result.value()[2]).isEqualTo(9);
  }

  @Test
  void letsHostFunctionsReadAndWriteMemoryAndCallBack() {
    CompiledModule module =
        engine.compile(
            Wat.wasm(
                """
                (module
                  (import "host" "greet" (func $greet (param i32 i32) (result i32)))
                  (memory (export "memory") 1)
                  (data (i32.const 8) "hello")
                  (func (export "half") (param i32) (result i32)
                    (i32.div_u (local.get 0) (i32.const 2)))
                  (func (export "run") (result i32) (call $greet (i32.const 8) (i32.const 5))))\
                """));
    List<String> heard = new ArrayList<>();
    HostImports imports =
        module.link(_ ->
            Optional.of((guest, arguments) -> {
              heard.add(guest.memory().read(arguments[0], arguments[1]).text());
              guest.memory().write(100, Bytes.utf8("answer"));
              return guest.call("half", 42);
            }));

    RunResult<String> result =
        module.run(
            Limits.DEFAULT,
            imports,
            guest -> guest.call("run")[0] + guest.memory().read(100, 6).text());

    assertThat(result.value()).isEqualTo("21answer");
    assertThat(heard).containsExactly("hello");
  }

  @Test
  void describesAModule() {
    CompiledModule module =
        engine.compile(
            Wat.wasm(
                """
                (module
                  (import "a:b/c" "d" (func (param i32) (result i64)))
                  (memory (export "memory") 2 5)
                  (global (export "g") (mut f32) (f32.const 1))
                  (table (export "t") 3 funcref)
                  (func (export "f") (param f64)))\
                """));

    FunctionType imported = new FunctionType(List.of(ValueType.I32), List.of(ValueType.I64));
    assertThat(module.imports())
        .containsExactly(new Import("a:b/c", "d", new Extern.Function(imported)));
    assertThat(module.exports().toString())
        .contains(
            "memory", "pagesMin=2", "pagesMax=OptionalLong[5]", "elementsMin=3", "mutable=true");
    assertThat(module.function("f")).contains(new FunctionType(List.of(ValueType.F64), List.of()));
    assertThat(module.function("memory")).isEmpty();
    assertThat(module.interpreted()).isEmpty();
    assertThat(module.usesFloats()).isFalse();
  }

  @Test
  void knowsArithmeticThatCanMakeNans() {
    assertThat(floats("(f64.add (f64.const 1) (f64.const 2))")).isTrue();
    assertThat(floats("(f64.promote_f32 (f32.const 1))")).isTrue();
    assertThat(floats("(f64.min (f64.const 1) (f64.const 2))")).isTrue();
    assertThat(floats("(f64.neg (f64.abs (f64.copysign (f64.const 1) (f64.const 2))))")).isFalse();
    assertThat(floats("(f64.reinterpret_i64 (i64.const 2))")).isFalse();
    assertThat(floats("(f64.convert_i64_u (i64.const 2))")).isFalse();
  }

  @Test
  void compilesTheSameBytesOnce() {
    Bytes wasm = Wat.wasm("(module)");

    assertThat(engine.compile(wasm)).isSameAs(engine.compile(Bytes.copyOf(wasm.toArray())));
  }

  @Test
  void refusesAnImportThatIsNotOffered() {
    CompiledModule module =
        engine.compile(Wat.wasm("(module (import \"host\" \"fly\" (func (param i32))))"));

    assertThatThrownBy(() -> module.link(_ -> Optional.empty()))
        .isInstanceOf(ModuleException.class)
        .hasMessage("the module imports what is not offered here (import host.fly (i32) -> ())");
  }

  @Test
  void refusesAnImportThatIsNoFunction() {
    CompiledModule module =
        engine.compile(Wat.wasm("(module (import \"env\" \"memory\" (memory 1)))"));

    assertThatThrownBy(() -> Wat.nothing(module))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("this is a memory (import env.memory)");
  }

  @Test
  void refusesToCallWhatIsNotThere() {
    CompiledModule module = engine.compile(Wat.wasm("(module (func (export \"f\") (param i32)))"));
    HostImports imports = Wat.nothing(module);

    assertThatThrownBy(() -> module.run(Limits.DEFAULT, imports, guest -> guest.call("g")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'g'");
    assertThatThrownBy(() -> module.run(Limits.DEFAULT, imports, guest -> guest.call("f")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(i32) -> ()");
  }

  @Test
  void letsTheFailureOfAHostFunctionThrough() {
    CompiledModule module =
        engine.compile(
            Wat.wasm("(module (import \"h\" \"f\" (func)) (func (export \"run\") (call 0)))"));
    RuntimeException full = new IllegalStateException("the disk is full");
    HostImports imports =
        module.link(_ ->
            Optional.of((_, _) -> {
              throw full;
            }));

    assertThatThrownBy(() -> module.run(Limits.DEFAULT, imports, guest -> guest.call("run")))
        .isSameAs(full);
    assertThat(engine.memory().used()).isZero();
  }

  private boolean floats(String expression) {
    return engine
        .compile(Wat.wasm("(module (func (export \"f\") (result f64) " + expression + "))"))
        .usesFloats();
  }
}
