package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * Bytes of every section are changed, left out, doubled and cut: what comes of it runs or is
 * refused as a module, and nothing else ever happens. How many are made of a section can be given
 * as the property {@code odeon.mutants}.
 */
class SectionMutationsTest {
  private static final int MUTANTS_A_SECTION = Integer.getInteger("odeon.mutants", 40);
  private static final Limits LIMITS = Limits.DEFAULT.withFuel(20_000).withMemoryBytesMax(4 << 20);

  private static final String TEXT =
      """
      (module
        (type $t (func (param i32 i64) (result i64)))
        (import "host" "log" (func $log (param i32 i32)))
        (table 4 8 funcref)
        (memory (export "memory") 1 4)
        (global $g (mut i32) (i32.const 5))
        (export "run" (func $run))
        (start $begin)
        (elem (i32.const 1) $run $begin)
        (data (i32.const 16) "some text")
        (func $begin (global.set $g (i32.const 6)))
        (func $run (result i32)
          (call $log (i32.const 16) (i32.const 9))
          (call_indirect (i32.const 2))
          (i32.add (global.get $g) (i32.load (i32.const 16)))))\
      """;

  @AutoClose private final Engine engine = Wat.engine(EngineConfig.standard().withModulesMax(0));

  /** A section in a module's bytes, its id and size included. */
  private record Section(int id, int from, int to) {}

  @Test
  void runsOrRefusesWhateverBecomesOfASection() {
    BitSet sections = new BitSet();
    int ran = 0;
    int all = 0;
    Random random = new Random(20261121);
    for (Bytes valid :
        List.of(
            RandomModule.of(3, true), Binary.named(Wat.wasm(TEXT), "log", "begin", "run", "x"))) {
      byte[] bytes = valid.toArray();
      for (Section section : sections(bytes)) {
        sections.set(section.id);
        for (int i = 0; i < MUTANTS_A_SECTION; i++) {
          Bytes mutant = Bytes.wrap(mutant(bytes, section, random));
          Throwable thrown = catchThrowable(() -> run(mutant));
          assertThat(thrown == null || thrown instanceof ModuleException)
              .as("section %d, mutant %d: %s, %s", section.id, i, thrown, mutant.hex())
              .isTrue();
          ran += thrown == null ? 1 : 0;
          all++;
        }
      }
    }
    // Custom, type, import, function, table, memory, global, export, start, element, code, data,
    // data count, tag.
    assertThat(sections.cardinality()).isEqualTo(14);
    assertThat(ran).isBetween(all / 20, all - all / 20);
  }

  private static List<Section> sections(byte[] bytes) {
    List<Section> sections = new ArrayList<>();
    WasmReader in = new WasmReader(bytes, 8, bytes.length);
    while (in.hasMore()) {
      int from = in.position();
      int id = in.u8();
      in.part(in.count(1));
      sections.add(new Section(id, from, in.position()));
    }
    return sections;
  }

  private static byte[] mutant(byte[] bytes, Section section, Random random) {
    byte[] copy = bytes.clone();
    int at = section.from + random.nextInt(section.to - section.from);
    switch (random.nextInt(12)) {
      case 0 -> {
        return Arrays.copyOf(copy, at);
      }
      case 1 -> {
        return joined(copy, section.from, section.to);
      }
      case 2 -> {
        return joined(copy, section.to, section.from);
      }
      case 3 -> {
        return joined(copy, at, Math.min(section.to, at + 1 + random.nextInt(3)));
      }
      case 4, 5 -> copy[at] = (byte) random.nextInt(256);
      case 6 -> copy[at]--;
      case 7 -> copy[at]++;
      case 8 -> copy[at] = (byte) 0xff;
      case 9 -> copy[at] = copy[section.from + random.nextInt(section.to - section.from)];
      default -> copy[at] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  /** The bytes up to {@code end} and those from {@code begin}: less than all of them, or more. */
  private static byte[] joined(byte[] bytes, int end, int begin) {
    byte[] all = Arrays.copyOf(bytes, end + bytes.length - begin);
    System.arraycopy(bytes, begin, all, end, bytes.length - begin);
    return all;
  }

  private void run(Bytes mutant) {
    CompiledModule module = engine.compile(mutant);
    HostImports imports = Wat.nothing(module);
    for (Export export : module.exports()) {
      if (export.extern() instanceof Extern.Function(FunctionType type) && !type.hasReferences()) {
        Outcome outcome =
            module
                .run(
                    LIMITS,
                    imports,
                    guest -> guest.call(export.name(), new long[type.parameters().size()]))
                .outcome();
        assertThat(outcome.text()).doesNotContain("internal");
      }
    }
  }
}
