package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot run is refused when it is compiled, by a line that says what and where. */
class ModuleRefusalTest {
  @AutoClose private final Engine engine = Wat.engine();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00 fd0c 00000000000000000000000000000000 1a 0b | SIMD is not supported (function 0, byte 32)",
        "01017b 0b | SIMD is not supported (function 0: type v128)",
        "00 fe0300 1a 0b | threads are not supported (function 0, byte 32)",
        "00 fb0000 1a 0b | garbage-collected types are not supported (function 0, byte 32)",
        "00 d06e 1a 0b | garbage-collected types are not supported (function 0)",
        "00 0640 19 0b 0b | legacy exceptions are not supported (function 0, byte 32)",
        "00 ff 0b | malformed module: opcode 0xff does not exist (byte 33)",
        "00 fc20 0b | malformed module: opcode 0xfc 32 does not exist (byte 34)",
        "00 41ffffffffff7f 1a 0b | malformed module: an integer is too long (byte 38)",
        "00 01 | malformed module: a function does not end with end (byte 33)"
      })
  void refusesInstructionsByName(String code, String message) {
    assertThatThrownBy(() -> engine.compile(Binary.oneFunction(code)))
        .isInstanceOf(ModuleException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | 01 03 01 01 | threads are not supported: shared memories (memory 0)",
        "5 | 01 04 01 | memory64 is not supported: 64-bit memories (memory 0)",
        "4 | 01 70 05 01 01 | memory64 is not supported: 64-bit tables (table 0)",
        "1 | 01 5f 00 | garbage-collected types are not supported (type 0)",
        "1 | 01 5e 7f 00 | garbage-collected types are not supported (type 0)",
        "1 | 01 60 01 7b 00 | SIMD is not supported (type 0: type v128)",
        "2 | 01 01 61 00 02 00 01 | imports with an empty name are not supported (import 0, a.)",
        "2 | 01 02 c3 28 00 02 00 01 | malformed module: a name is not UTF-8 (byte 12)",
        "14 | 00 | malformed module: section 14 does not exist (byte 10)",
        "5 | 01 00 01 00 | malformed module: section 5 is longer than its content (byte 13)"
      })
  void refusesSectionsByName(int id, String content, String message) {
    assertThatThrownBy(() -> engine.compile(Binary.module(Binary.section(id, content))))
        .isInstanceOf(ModuleException.class)
        .hasMessage(message);
  }

  @Test
  void refusesTwoExportsOfOneName() {
    String memory = Binary.section(5, "01 00 01");
    String exports = Binary.section(7, "02 01 61 02 00 01 61 02 00");

    assertThatThrownBy(() -> engine.compile(Binary.module(memory, exports)))
        .isInstanceOf(ModuleException.class)
        .hasMessage("invalid module: two exports have the name 'a' (export 1)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 41ffffffff7f 1a 0b", // i32.const -1 in its longest form
        "00 0240 0b 0b",
        "00 027f 4101 0b 1a 0b",
        "00 d070 1a 0b",
        "0101 64 70 0b" // a local that must be set before it is read
      })
  void acceptsTheControls(String code) {
    assertThat(engine.compile(Binary.oneFunction(code)).function("run")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 63, 64, 112, 127, 128, 150})
  void refusesBlocksWhoseTypeTheLibraryConfuses(int type) {
    String block = "%02x%02x".formatted(type & 0x7f | 0x80, type >> 7);
    Bytes module =
        Binary.module(
            Binary.section(1, Binary.leb(151) + "600000".repeat(151)),
            Binary.section(3, "0100"),
            Binary.section(10, "01" + Binary.sized("00 02" + block + "0b 0b")));

    if (type < 64 || type > 127) {
      assertThat(engine.compile(module).imports()).isEmpty();
    } else {
      assertThatThrownBy(() -> engine.compile(module))
          .isInstanceOf(ModuleException.class)
          .hasMessageStartingWith(
              "a block with type index %d is not supported: 64 to 127 are taken for value types"
                  .formatted(type));
    }
  }

  @Test
  void refusesComponentsByName() {
    assertThatThrownBy(() -> engine.compile(Binary.hex("0061736d0d000100")))
        .hasMessage("this is a component: only core modules are supported (byte 6)");
  }

  @Test
  void refusesWhatIsNoModule() {
    assertThatThrownBy(() -> engine.compile(Bytes.utf8("(module)")))
        .hasMessage("not a WebAssembly module: it does not begin with \\0asm (byte 0)");
    assertThatThrownBy(() -> engine.compile(Bytes.empty()))
        .hasMessage("malformed module: the bytes end too early (byte 0)");
  }

  @Test
  void refusesAModuleOverTheSizeLimit() {
    try (Engine small = Wat.engine(EngineConfig.standard().withModuleBytesMax(7))) {
      assertThatThrownBy(() -> small.compile(Binary.module()))
          .isInstanceOf(ModuleException.class)
          .hasMessage("a module of 8 bytes is larger than the limit of 7");
    }
  }

  @Test
  void refusesInvalidModulesWithTheReason() {
    assertThatThrownBy(() -> engine.compile(Binary.oneFunction("00 1a 0b")))
        .isInstanceOf(ModuleException.class)
        .hasMessageStartingWith("invalid module: ");
  }

  @Test
  void refusesTooManyLocals() {
    // Two groups of 40,000: each alone would be let through by the library.
    String body = "02" + Binary.leb(40_000) + "7f" + Binary.leb(40_000) + "7e" + "0b";
    assertThatThrownBy(() -> engine.compile(Binary.oneFunction(body)))
        .isInstanceOf(ModuleException.class)
        .hasMessage("80,000 locals of one function: the limit is 50,000 (function 0)");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13})
  void allocatesNothingForClaimedCounts(int section) {
    String fourBillion = "ffffffff0f";

    assertThatThrownBy(() -> engine.compile(Binary.module(Binary.section(section, fourBillion))))
        .isInstanceOf(ModuleException.class)
        .hasMessageStartingWith("malformed module: a vector of 4294967295 elements does not fit");
  }

  @Test
  void ignoresMalformedCustomSections() {
    Bytes module = Binary.oneFunction("00 00 0b").plus(Binary.hex("00 0b 046e616d65 01ffffffffff"));

    assertThat(
            engine
                .compile(module)
                .run(
                    Limits.DEFAULT, Wat.nothing(engine.compile(module)), guest -> guest.call("run"))
                .outcome())
        .isEqualTo(new Outcome.Trapped("unreachable", "run"));
  }

  @Test
  void refusesWhatTheHeapCannotCompile() {
    int count = (int) Math.min(60, Runtime.getRuntime().maxMemory() / 200_000_000 + 1);
    String bodies = Binary.sized("00" + "01".repeat(1_000_000) + "0b").repeat(count);
    Bytes module =
        Binary.module(
            Binary.section(1, "01600000"),
            Binary.section(3, Binary.leb(count) + "00".repeat(count)),
            Binary.section(10, Binary.leb(count) + bodies));

    assertThatThrownBy(() -> engine.compile(module))
        .isInstanceOf(ModuleException.class)
        .hasMessageMatching("compiling [0-9,]+ instructions takes about .* MiB of heap, .*");
  }

  @Test
  void survivesDeepNesting() {
    String body = "00" + "0240".repeat(100_000) + "0b".repeat(100_000) + "0b";

    Throwable thrown = catchThrowable(() -> engine.compile(Binary.oneFunction(body)));

    assertThat(thrown == null || thrown instanceof ModuleException).as("%s", thrown).isTrue();
  }

  @Test
  void runsOrRefusesEveryMutationOfAModule() {
    byte[] valid =
        Wat.wasm(
                """
                (module
                  (type $t (func (param i32 i64) (result i64)))
                  (import "host" "log" (func $log (param i32 i32)))
                  (table 4 8 funcref)
                  (memory (export "memory") 1 4)
                  (global $g (mut i32) (i32.const 5))
                  (global $h f64 (f64.const 1.5))
                                    (export "run" (func $run))
                  (elem (i32.const 1) $run $rec)
                  (elem declare func $run)
                  (data (i32.const 16) "some text")
                  (data $p "passive")
                  (func $rec (type $t)
                    (if (result i64) (i32.eqz (local.get 0))
                      (then (local.get 1))
                      (else (i64.mul (local.get 1)
                        (call $rec (i32.sub (local.get 0) (i32.const 1)) (local.get 1))))))
                  (func $run (result i32) (local $i i32) (local $f f64)
                    (call $log (i32.const 16) (i32.const 9))
                    (memory.init $p (i32.const 100) (i32.const 0) (i32.const 7))
                    (local.set $f (f64.sqrt (global.get $h)))
                    (block $out
                      (loop $l
                        (br_if $out (i32.gt_u (local.get $i) (i32.const 10)))
                        (i32.store (local.get $i) (i32.load offset=4 (local.get $i)))
                        (local.set $i (i32.add (local.get $i) (i32.const 1)))
                        (br_table $l $l $out (local.get $i))))
                    (drop (call_indirect (type $t) (i32.const 3) (i64.const 2) (i32.const 2)))
                    (i32.trunc_sat_f64_s (local.get $f))))\
                """)
            .toArray();
    Limits limits = Limits.DEFAULT.withTime(Duration.ofMillis(20)).withMemoryBytesMax(4 << 20);
    Random random = new Random(20260101);
    int ran = 0;
    for (int i = 0; i < 2_000; i++) {
      Bytes mutant = Bytes.wrap(mutate(valid.clone(), random));
      Throwable thrown = catchThrowable(() -> run(mutant, limits));
      assertThat(thrown == null || thrown instanceof ModuleException)
          .as("mutation %d, seed 20260101: %s, %s", i, thrown, mutant.hex())
          .isTrue();
      ran += thrown == null ? 1 : 0;
    }
    assertThat(ran).as("mutants that are valid").isBetween(100, 1_900);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private void run(Bytes mutant, Limits limits) {
    CompiledModule module = engine.compile(mutant);
    HostImports imports = Wat.nothing(module);
    module.run(limits, imports, guest -> guest.exports("run") ? callAnyhow(guest) : null);
    module.run(limits, imports, guest -> guest.exports("run") ? callAnyhow(guest) : null);
  }

  private static long[] callAnyhow(Instance guest) {
    FunctionType type = guest.module().function("run").orElseThrow();
    return type.hasReferences() ? null : guest.call("run", new long[type.parameters().size()]);
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = 8 + random.nextInt(bytes.length - 8);
      bytes[at] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) random.nextInt(256);
            case 1 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
            case 2 -> (byte) (bytes[at] + 1);
            default -> bytes[8 + random.nextInt(bytes.length - 8)];
          };
    }
    return random.nextInt(20) == 0
        ? Arrays.copyOf(bytes, 8 + random.nextInt(bytes.length - 8))
        : bytes;
  }
}
