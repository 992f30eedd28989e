package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.Entropy;
import dev.odeon.base.Hash;
import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import dev.odeon.guests.SampleGuests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodeImageTest {
  @TempDir private Path place;

  static Stream<String> guests() {
    return Stream.of(SampleGuests.samples(), SampleGuests.probes(), SampleGuests.commands())
        .flatMap(List::stream);
  }

  private Path folder() {
    return place.resolve("cache");
  }

  private Engine engine() {
    CodeCache cache =
        CodeCache.open(
            Disk.system(),
            Clock.system(),
            Entropy.system(),
            folder(),
            place.resolve("key"),
            100 << 20);
    return Engine.open(EngineConfig.standard().withCache(cache), Clock.system(), Threads.system());
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.toList();
    }
  }

  private static boolean isHollow(CompiledModule module) {
    return Stream.of(module.code().module().codeSection().functionBodies())
        .allMatch(body -> body.instructions().size() == 1);
  }

  @ParameterizedTest
  @MethodSource("guests")
  void knowsOfAModuleWhatAScanOfItKnows(String name) {
    Bytes wasm = Bytes.wrap(SampleGuests.module(name));
    CompiledModule compiled;
    CompiledModule cached;
    try (Engine engine = engine()) {
      compiled = engine.compile(wasm);
    }
    try (Engine engine = engine()) {
      cached = engine.compile(wasm);
    }

    assertThat(isHollow(compiled)).isFalse();
    assertThat(isHollow(cached)).isTrue();
    assertThat(cached.shape())
        .usingRecursiveComparison()
        .ignoringFields("core")
        .isEqualTo(compiled.shape());
    assertThat(cached.hash()).isEqualTo(compiled.hash());
    assertThat(cached.sizeBytes()).isEqualTo(compiled.sizeBytes());
    assertThat(cached.interpreted()).isEqualTo(compiled.interpreted());
    assertThat(cached.code().space()).isEqualTo(compiled.code().space());
  }

  private static final String MODULE =
      """
      (module
        (type $f (func (param i32) (result i32)))
        (import "m" "host" (func $host (param i32) (result i32)))
        (memory (export "memory") 1)
        (table 2 funcref)
        (elem (i32.const 0) $double $host)
        (data (i32.const 16) "data")
        (data $more "more")
        (global $g (mut i32) (i32.const 3))
        (func $double (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
        (func $fails unreachable)
        (func (export "run") (param i32) (result i32)
          (memory.init $more (i32.const 0) (i32.const 0) (i32.const 4))
          (global.set $g (i32.add (global.get $g) (i32.load8_u (i32.const 16))))
          (i32.add (global.get $g)
            (i32.add
              (call_indirect (type $f) (local.get 0) (i32.const 0))
              (call_indirect (type $f) (local.get 0) (i32.const 1)))))
        (func (export "fail") (call $fails)))\
      """;

  private static RunResult<long[]> run(Engine engine, Bytes wasm, String name) {
    CompiledModule module = engine.compile(wasm);
    HostImports imports =
        module.link(_ -> Optional.of((_, arguments) -> new long[] {arguments[0] + 100}));
    long[] arguments = name.equals("run") ? new long[] {7} : new long[] {};
    return module.run(Limits.DEFAULT, imports, guest -> guest.call(name, arguments));
  }

  @Test
  void runsAsItDidWhenItWasCompiled() throws IOException {
    Bytes wasm = Wat.wasm(MODULE);
    RunResult<long[]> compiled;
    Outcome failed;
    try (Engine engine = engine()) {
      compiled = run(engine, wasm, "run");
      failed = run(engine, wasm, "fail").outcome();
    }
    try (Engine engine = engine()) {
      RunResult<long[]> cached = run(engine, wasm, "run");

      assertThat(isHollow(engine.compile(wasm))).isTrue();
      assertThat(cached.value()).containsExactly(3 + 'd' + 14 + 107);
      assertThat(cached).usingRecursiveComparison().isEqualTo(compiled);
      assertThat(run(engine, wasm, "fail").outcome()).isEqualTo(failed);
    }
    assertThat(entries()).hasSize(1);
  }

  /** One function is too large for a method of the JVM. */
  @Test
  void keepsTheCodeOfWhatRunsInterpreted() {
    String large = "41 01 1a ".repeat(40_000);
    Bytes wasm = Binary.oneFunction("00 " + large + "0b");
    for (int round = 0; round < 2; round++) {
      try (Engine engine = engine()) {
        CompiledModule module = engine.compile(wasm);

        assertThat(module.interpreted()).containsExactly("run");
        assertThat(isHollow(module)).isFalse();
        assertThat(
                module
                    .run(Limits.DEFAULT, Wat.nothing(module), guest -> guest.call("run"))
                    .outcome())
            .isEqualTo(Outcome.RETURNED);
      }
    }
  }

  @Test
  void compilesAgainWhatIsDamaged() throws IOException {
    Bytes wasm = Wat.wasm(MODULE);
    try (Engine engine = engine()) {
      engine.compile(wasm);
    }
    Path entry = entries().getFirst();
    byte[] whole = Files.readAllBytes(entry);
    for (int i = 0; i < 40; i++) {
      byte[] damaged = whole.clone();
      damaged[i * 7_919 % damaged.length] ^= 0x10;
      Files.write(entry, damaged);
      try (Engine engine = engine()) {
        assertThat(isHollow(engine.compile(wasm))).isFalse();
      }
      assertThat(Files.size(entry)).isEqualTo(whole.length);
    }
    try (Engine engine = engine()) {
      assertThat(isHollow(engine.compile(wasm))).isTrue();
    }
  }

  /** Classes that somebody made with a key of his own, for a module that is run here. */
  @Test
  void runsNothingThatWasPlanted() throws IOException {
    Bytes wasm = Wat.wasm("(module (func (export \"f\") (result i32) (i32.const 1)))");
    try (Engine engine = engine()) {
      engine.compile(wasm);
    }
    Path entry = entries().getFirst();
    Bytes evil = Wat.wasm("(module (func (export \"f\") (result i32) (i32.const 666)))");
    CodeCache theirs =
        CodeCache.open(
            Disk.system(),
            Clock.system(),
            Entropy.system(),
            place.resolve("theirs"),
            place.resolve("their-key"),
            100 << 20);
    try (Engine engine =
        Engine.open(EngineConfig.standard().withCache(theirs), Clock.system(), Threads.system())) {
      engine.compile(evil);
    }
    try (Stream<Path> made = Files.list(place.resolve("theirs"))) {
      Files.copy(made.findFirst().orElseThrow(), entry, StandardCopyOption.REPLACE_EXISTING);
    }

    try (Engine engine = engine()) {
      CompiledModule module = engine.compile(wasm);
      assertThat(module.run(Limits.DEFAULT, Wat.nothing(module), guest -> guest.call("f")).value())
          .containsExactly(1);
    }
  }

  @Test
  void givesBackTheClassesOfModulesThatAreGone() {
    int modules = 1_000;
    EngineConfig config = EngineConfig.standard().withModulesMax(4);
    try (Engine engine = Engine.open(config, Clock.system(), Threads.system())) {
      long before = ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount();
      for (int i = 0; i < modules; i++) {
        CompiledModule module =
            engine.compile(
                Binary.oneFunction("00 41" + Binary.leb(i & 0x3f) + "1a 41" + sleb(i) + "1a 0b"));
        assertThat(
                module
                    .run(Limits.DEFAULT, Wat.nothing(module), guest -> guest.call("run"))
                    .outcome())
            .isEqualTo(Outcome.RETURNED);
      }
      System.gc();
      assertThat(ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount() - before)
          .isGreaterThan(modules - 100);
    }
  }

  private static String sleb(int value) {
    return "%02x%02x%02x".formatted(value & 0x7f | 0x80, value >> 7 & 0x7f | 0x80, 0);
  }

  /**
   * The classes that were made of three modules when the version was set. Where they differ, old
   * images are not what this engine makes: raise {@link CodeImage#VERSION}, and put the new hash
   * here.
   */
  @Test
  void hasAVersionForWhatItGenerates() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Bytes wasm :
        List.of(
            Wat.wasm(MODULE),
            Bytes.wrap(SampleGuests.module("word-index")),
            Bytes.wrap(SampleGuests.module("kernel/mandelbrot")))) {
      ModuleShape shape = ModuleScan.scan(wasm);
      CodeImage image = CodeImage.of(wasm, shape, Code.fresh(shape, () -> {}));
      all.writeBytes(image.encode().toArray());
    }

    assertThat(CodeImage.VERSION + " " + Hash.of(Bytes.wrap(all.toByteArray())))
        .isEqualTo("7 sha256:c1e1234b97843e59d0cbf0dce655f05c40cb346ecc944d536993fc7e6b7814c0");
  }
}
