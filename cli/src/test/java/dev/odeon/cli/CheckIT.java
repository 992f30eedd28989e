package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The command on real modules. */
class CheckIT {
  @TempDir private Path folder;

  @Test
  void tellsPeopleWhatAModuleNeeds() {
    Path module = new Guests(folder).module("counter");

    CommandRun run = CommandRun.of(folder.resolve("home"), "check", module.toString());

    assertThat(run.exit()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .contains(
            "contract     actor",
            "grants       none",
            "imports      theater:simple/runtime.log (i32, i32) -> ()",
            "memory       1 page, no bound of its own",
            "interpreted  none",
            "runs here    yes");
  }

  @Test
  void namesTheGrantsThatAnActorNeeds() {
    JsonNode told = json(0, new Guests(folder).module("probe/dice"));

    assertThat(told.path("contract").stringValue()).isEqualTo("actor");
    assertThat(texts(told.path("grants"))).containsExactly("random", "timing");
    assertThat(told.path("runs").booleanValue()).isTrue();
    assertThat(told.path("why").isNull()).isTrue();
  }

  @Test
  void knowsEveryContract() {
    assertThat(contract(new Guests(folder).module("wasi/tour"))).isEqualTo("WASI command");
    assertThat(
            contract(
                wat(
                    """
                    (module (import "host" "output" (func (param i32 i32))) (memory (export "memory") 1)
                      (func (export "process") (param i32 i32) (result i32) (i32.const 0)))\
                    """)))
        .isEqualTo("plug-in");
    assertThat(
            contract(
                wat(
                    """
                    (module
                      (import "thalo:aggregate/tracing" "send-event" (func (param i32 i32)))
                      (import "[export]aggregate" "[resource-new]entity"
                        (func (param i32) (result i32)))
                      (memory (export "memory") 1)
                      (func (export "aggregate#[constructor]entity") (param i32 i32) (result i32)
                        (i32.const 0))
                      (func (export "aggregate#[method]entity.apply") (param i32 i32 i32)
                        (result i32) (i32.const 0))
                      (func (export "aggregate#[method]entity.handle") (param i32 i32 i32 i32 i32)
                        (result i32) (i32.const 0)))\
                    """)))
        .isEqualTo("aggregate");
  }

  @Test
  void saysWhyAModuleWillNotRun() {
    assertThat(why(new Guests(folder).module("hostile/uses-simd")))
        .startsWith("SIMD is not supported (function");
    assertThat(why(new Guests(folder).module("hostile/memory-too-big")))
        .contains("bytes of memory, and the limit is");
    assertThat(why(new Guests(folder).module("hostile/imports-unknown")))
        .startsWith("as actor: it imports env.foo, which is nothing an actor can be given");
    assertThat(
            why(
                wat(
                    """
                    (module (import "env" "now" (func (result i64))) (memory (export "memory") 1)
                      (func (export "process") (param i32 i32) (result i32) (i32.const 0)))\
                    """)))
        .startsWith("as plug-in: it imports env.now, which is not offered: plug-ins have ");
    assertThat(why(wat("(module (func (export \"process\") (param i32)))")))
        .isEqualTo(
            "as plug-in: its export process is a function (i32) -> (): a plug-in's is (i32, i32) -> i32 or"
                + " (i32, i32, i32, i32) -> i32");
    assertThat(why(wat("(module (func (export \"run\")))"))).startsWith("it has the exports of no");
    assertThat(why(wat("(module " + "(global i32 (i32.const 0))".repeat(10_001) + ")")))
        .isEqualTo("10,001 globals: the limit is 10,000 (global section)");
    assertThat(why(new Guests(folder).write("text.wasm", "hello")))
        .isEqualTo("not a WebAssembly module: it does not begin with \\0asm (byte 0)");
  }

  @Test
  void namesFeaturesOfModulesItRefusesToo() {
    JsonNode told = json(1, new Guests(folder).module("hostile/uses-simd"));

    assertThat(texts(told.path("features"))).contains("SIMD");
    assertThat(told.has("imports")).isFalse();
  }

  @Test
  void tellsABadUsageFromABadModule() {
    assertThat(odeon("check").exit()).isEqualTo(2);

    CommandRun missing = odeon("check", folder.resolve("none.wasm").toString());
    assertThat(missing.exit()).isEqualTo(1);
    assertThat(missing.errLines()).singleElement().asString().startsWith("odeon: there is no");
  }

  private CommandRun odeon(String... args) {
    return CommandRun.inside(folder.resolve("home"), args);
  }

  private JsonNode json(int exit, Path module) {
    CommandRun run = odeon("check", "--json", module.toString());
    assertThat(run.exit()).as(run.toString()).isEqualTo(exit);
    return run.onlyJson();
  }

  private String contract(Path module) {
    return json(0, module).path("contract").stringValue();
  }

  private String why(Path module) {
    return json(1, module).path("why").stringValue();
  }

  private Path wat(String text) {
    return new Guests(folder).write("module.wasm", Wat2Wasm.parse(text));
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::stringValue).toList();
  }
}
