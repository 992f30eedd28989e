package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the real command on small scripts. */
class SpecTest {
  private static final String MODULE =
      """
      (module
        (import "spectest" "print_i32" (func $print (param i32)))
        (global (export "g") i32 (i32.const 7))
        (func (export "add") (param i32 i32) (result i32)
          (call $print (local.get 0)) (i32.add (local.get 0) (local.get 1)))
        (func (export "f32") (param f32) (result f32) (local.get 0))
        (func (export "f64") (param f64) (result f64) (local.get 0))
        (func (export "ref") (param externref) (result externref) (local.get 0))
        (func (export "func") (result funcref) (ref.func 1))
        (func (export "trap") unreachable)
        (func $r (export "recurse") (call $r)))\
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeModules() throws IOException {
    Files.write(folder.resolve("m.wasm"), Wat2Wasm.parse(MODULE));
    Files.write(
        folder.resolve("other.wasm"), Wat2Wasm.parse("(module (func (import \"m\" \"trap\")))"));
    Files.write(
        folder.resolve("traps.wasm"), Wat2Wasm.parse("(module (func $s unreachable) (start $s))"));
    Files.write(folder.resolve("broken.wasm"), new byte[] {0, 'a', 's', 'm', 2, 0, 0, 0});
    Files.write(
        folder.resolve("wide.wasm"),
        new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 5, 3, 1, 4, 1}); // a 64-bit memory
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "assert_return | add | i32 2, i32 4294967295 | i32 1",
        "assert_return | f32 | f32 2143289345 | f32 nan:arithmetic",
        "assert_return | f32 | f32 4290772992 | f32 nan:canonical",
        "assert_return | f64 | f64 9221120237041090560 | f64 nan:canonical",
        "assert_return | f64 | f64 13837309855095848960 | f64 13837309855095848960",
        "assert_return | ref | externref 5 | externref 5",
        "assert_return | ref | externref null | externref null",
        "assert_return | func | '' | funcref",
        "assert_trap | trap | '' | ''",
        "assert_exhaustion | recurse | '' | ''",
        "action | add | i32 1, i32 2 | i32"
      })
  void passesWhatIsAsTheScriptSays(String type, String field, String arguments, String expected)
      throws Exception {
    SpecTally tally = run(module("m"), invoke(type, field, arguments, expected));

    assertThat(tally.failures()).isEmpty();
    assertThat(tally.passed()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "assert_return | add | i32 2, i32 4294967295 | i32 2",
        "assert_return | add | i32 2, i32 4294967295 | ''",
        "assert_return | f32 | f32 2143289345 | f32 nan:canonical",
        "assert_return | f32 | f32 2139095041 | f32 nan:arithmetic",
        "assert_return | ref | externref 5 | externref 6",
        "assert_return | ref | externref 5 | externref null",
        "assert_return | func | '' | funcref null",
        "assert_return | trap | '' | ''",
        "assert_return | none | '' | ''",
        "assert_trap | add | i32 2, i32 2 | i32",
        "assert_trap | recurse | '' | ''",
        "assert_exhaustion | trap | '' | ''",
        "assert_nothing | add | '' | ''"
      })
  void failsWhatIsOtherwise(String type, String field, String arguments, String expected)
      throws Exception {
    SpecTally tally = run(module("m"), invoke(type, field, arguments, expected));

    assertThat(tally.failures())
        .singleElement()
        .asString()
        .startsWith("script.json:1: " + type + ": ");
    assertThat(tally.passed()).isEqualTo(1);
  }

  @Test
  void readsGlobalsAndRegistersModules() throws Exception {
    SpecTally tally =
        run(
            "{\"type\":\"module\",\"line\":1,\"name\":\"$m\",\"filename\":\"m.wasm\"}",
            "{\"type\":\"register\",\"line\":1,\"name\":\"$m\",\"as\":\"m\"}",
            module("other"),
            "{\"type\":\"assert_return\",\"line\":1,\"action\":{\"type\":\"get\",\"module\":\"$m\","
                + "\"field\":\"g\"},\"expected\":[{\"type\":\"i32\",\"value\":\"7\"}]}");

    assertThat(tally.failures()).isEmpty();
    assertThat(tally.passed()).isEqualTo(4);
  }

  @Test
  void countsRefusals() throws Exception {
    Path script =
        script(
            refusal("assert_malformed", "broken.wasm", "binary"),
            refusal("assert_malformed", "broken.wat", "text"),
            refusal("assert_unlinkable", "other.wasm", "binary"),
            refusal("assert_uninstantiable", "traps.wasm", "binary"),
            module("wide"),
            invoke("assert_return", "add", "", ""),
            refusal("assert_invalid", "m.wasm", "binary"),
            refusal("assert_unlinkable", "m.wasm", "binary"));

    OdeonRun people = OdeonRun.of(folder, "spec", script.toString());
    OdeonRun program = OdeonRun.of(folder, "spec", "--json", script.toString());

    assertThat(people.exit()).isEqualTo(1);
    assertThat(people.out()).endsWith("3 passed, 2 failed, 3 skipped").hasSize(5);
    assertThat(program.exit()).isEqualTo(1);
    assertThat(program.out().get(program.out().size() - 2))
        .startsWith(
            "{\"files\":1,\"passed\":3,\"failed\":2,\"skipped\":3,"
                + "\"reasons\":{\"memory64\":2,\"text format\":1},\"failures\":[");
  }

  @Test
  void saysWhatItCannotRead() throws Exception {
    Path script = Files.writeString(folder.resolve("script.json"), "[]");

    assertThat(OdeonRun.of(folder, "spec", script.toString()))
        .isEqualTo(
            new OdeonRun(
                1,
                List.of(),
                List.of(
                    "odeon: %s has no commands: give a file that wast2json wrote"
                        .formatted(script))));
    assertThat(OdeonRun.of(folder, "spec", folder.resolve("no.json").toString()).err()).hasSize(1);
    assertThat(OdeonRun.of(folder, "spec").exit()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spectest", "fresh"})
  void hasItsModulesAsTheirSourcesSay(String name) throws IOException {
    String source = new String(resource(name + ".wat"), StandardCharsets.UTF_8);

    assertThat(resource(name + ".wasm")).isEqualTo(Wat2Wasm.parse(source));
  }

  private SpecTally run(String... commands) throws IOException {
    try (Engine engine = Engine.open(EngineConfig.standard(), Clock.system(), Threads.system())) {
      return SpecScript.run(engine, script(commands));
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = SpecStage.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private Path script(String... commands) throws IOException {
    return Files.writeString(
        folder.resolve("script.json"), "{\"commands\":[" + String.join(",", commands) + "]}");
  }

  private static String module(String name) {
    return "{\"type\":\"module\",\"line\":1,\"filename\":\"%s.wasm\"}".formatted(name);
  }

  private static String invoke(String type, String field, String arguments, String expected) {
    return """
    {"type":"%s","line":1,"action":{"type":"invoke","field":"%s","args":[%s]},"expected":[%s]}\
    """
        .formatted(type, field, values(arguments), values(expected));
  }

  private static String values(String list) {
    StringBuilder values = new StringBuilder();
    for (String each : list.isEmpty() ? new String[0] : list.split(", ")) {
      String[] words = each.split(" ");
      values
          .append(values.isEmpty() ? "" : ",")
          .append("{\"type\":\"")
          .append(words[0])
          .append('"');
      if (words.length > 1) {
        values.append(",\"value\":\"").append(words[1]).append('"');
      }
      values.append('}');
    }
    return values.toString();
  }

  private static String refusal(String type, String file, String moduleType) {
    return """
    {"type":"%s","line":1,"filename":"%s","text":"","module_type":"%s"}\
    """
        .formatted(type, file, moduleType);
  }
}
