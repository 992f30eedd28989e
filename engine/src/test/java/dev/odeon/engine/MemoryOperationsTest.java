package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.LinearMemory;
import dev.odeon.base.Outcome;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryOperationsTest {
  private static final String MODULE =
      """
      (module (memory (export "memory") 80)
        (func (export "copy") (param i32 i32 i32)
          (memory.copy (local.get 0) (local.get 1) (local.get 2)))
        (func (export "fill") (param i32 i32 i32)
          (memory.fill (local.get 0) (local.get 1) (local.get 2)))
        (func (export "narrow") (param i32) (result i32 i32 i64 i64 i64)
          (i32.load8_s (local.get 0)) (i32.load16_u (local.get 0)) (i64.load8_u (local.get 0))
          (i64.load32_s (local.get 0)) (i64.load (local.get 0)))
        (func (export "floats") (param i32)
          (f32.store (local.get 0) (f32.load (local.get 0)))
          (f64.store offset=8 (local.get 0) (f64.load offset=8 (local.get 0)))))\
      """;

  private static final String ACCESS =
      """
      (module (memory (export "memory") 1) (func (export "run") (param i32) %s %s))\
      """;

  private static final int SIZE = 80 << 16;

  @AutoClose private final Engine engine = Wat.engine();

  @ParameterizedTest
  @CsvSource({
    "0, 1, 4000000",
    "1, 0, 4000000",
    "0, 2000000, 3200000",
    "2000000, 0, 3200000",
    "1048576, 0, 1048576",
    "5, 1048580, 2097152",
    "77, 77, 3000000",
    "5242880, 0, 0"
  })
  void copiesOverlappingRangesInSlices(int to, int from, int count) {
    byte[] expected = new byte[SIZE];
    new Random(3).nextBytes(expected);
    Bytes before = Bytes.copyOf(expected);
    System.arraycopy(expected, from, expected, to, count);

    use(guest -> {
      guest.memory().write(0, before);
      guest.call("copy", to, from, count);
      assertThat(guest.memory().read(0, SIZE)).isEqualTo(Bytes.wrap(expected));
    });
  }

  @ParameterizedTest
  @CsvSource({"0, 5242880", "1, 5242879", "1048575, 2", "5242880, 0", "3, 1048577"})
  void fillsInSlices(int from, int count) {
    byte[] expected = new byte[SIZE];
    java.util.Arrays.fill(expected, from, from + count, (byte) 0xab);

    use(guest -> {
      guest.call("fill", from, 0x1ab, count);
      assertThat(guest.memory().read(0, SIZE)).isEqualTo(Bytes.wrap(expected));
    });
  }

  /** An address is a number of 32 bits without sign, to which the offset is added in full. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "i32.load",
        "i64.load",
        "f32.load",
        "f64.load",
        "i32.load8_s",
        "i32.load8_u",
        "i32.load16_s",
        "i32.load16_u",
        "i64.load8_s",
        "i64.load8_u",
        "i64.load16_s",
        "i64.load16_u",
        "i64.load32_s",
        "i64.load32_u",
        "i32.store",
        "i64.store",
        "f32.store",
        "f64.store",
        "i32.store8",
        "i32.store16",
        "i64.store8",
        "i64.store16",
        "i64.store32"
      })
  void neverWrapsAnAddress(String operation) {
    String access =
        operation.contains("load")
            ? "(drop (%s offset=16 (local.get 0)))".formatted(operation)
            : "(%s offset=16 (local.get 0) (%s.const 7))"
                .formatted(operation, operation.substring(0, 3));
    Bytes wasm = Wat.wasm(ACCESS.formatted(access, ""));
    Bytes large = Wat.wasm(ACCESS.formatted(access, "(drop (i32.const 1))".repeat(30_000)));

    for (CompiledModule module :
        List.of(engine.compile(wasm), Interpreted.of(engine, wasm), engine.compile(large))) {
      for (int address : new int[] {-1, -8, -16, Integer.MIN_VALUE, Integer.MAX_VALUE, 65_528}) {
        assertThat(outcome(module, address))
            .as("%s at %d", operation, address)
            .startsWith("trapped: out-of-bounds");
      }
      assertThat(outcome(module, 65_512)).isEqualTo("returned");
    }
  }

  private static String outcome(CompiledModule module, int address) {
    return module
        .run(Limits.DEFAULT, Wat.nothing(module), guest -> guest.call("run", address))
        .outcome()
        .text();
  }

  @Test
  void readsAllWidths() {
    use(guest -> {
      guest.memory().i64(1_001, 0x8877_6655_f4f3_f2f1L);
      assertThat(guest.call("narrow", 1_001))
          .containsExactly((byte) 0xf1, 0xf2f1, 0xf1, 0xf4f3_f2f1, 0x8877_6655_f4f3_f2f1L);
    });
  }

  @Test
  void keepsTheBitsOfNans() {
    use(guest -> {
      guest.memory().i32(16, 0x7fa0_0001); // signalling
      guest.memory().i64(24, 0xfff0_0000_0000_0001L);
      guest.call("floats", 16);
      assertThat(guest.memory().i32(16)).isEqualTo(0x7fa0_0001);
      assertThat(guest.memory().i64(24)).isEqualTo(0xfff0_0000_0000_0001L);
    });
  }

  @Test
  void boundsWhatTheHostTouches() {
    use(guest -> {
      LinearMemory memory = guest.memory();
      memory.i64(SIZE - 8, 7);
      assertThat(memory.i64(SIZE - 8)).isEqualTo(7);
      assertThat(memory.read(SIZE, 0)).isEqualTo(Bytes.empty());
      assertOutside(() -> memory.i64(SIZE - 7));
      assertOutside(() -> memory.i32(SIZE - 3, 1));
      assertOutside(() -> memory.i16(-1));
      assertOutside(() -> memory.i8(0xffff_ffffL));
      assertOutside(() -> memory.read(1, SIZE));
      assertOutside(() -> memory.read(5, -1));
      assertOutside(() -> memory.read(SIZE + 1, 0));
      assertOutside(() -> memory.write(SIZE - 1, Bytes.utf8("ab")));
    });
  }

  @Test
  void seesTheMemoryAfterItGrew() {
    CompiledModule module =
        engine.compile(
            Wat.wasm(
                "(module (memory (export \"memory\") 0) (func (export \"grow\") (result i32) (memory.grow (i32.const 1))))"));

    RunResult<Long> result =
        module.run(
            Limits.DEFAULT,
            Wat.nothing(module),
            guest -> {
              LinearMemory memory = guest.memory();
              assertOutside(() -> memory.i8(0));
              guest.call("grow");
              memory.i8(65_535, (byte) 3);
              return memory.size();
            });

    assertThat(result.value()).isEqualTo(65_536);
  }

  @Test
  void hasNoMemoryWhereThereIsNone() {
    CompiledModule module = engine.compile(Wat.wasm("(module)"));

    module.run(
        Limits.DEFAULT,
        Wat.nothing(module),
        guest -> {
          assertThat(guest.memory().size()).isZero();
          assertOutside(() -> guest.memory().i8(0));
          return null;
        });
  }

  private static void assertOutside(Runnable access) {
    assertThatThrownBy(access::run).isInstanceOf(LinearMemory.OutOfBoundsException.class);
  }

  private void use(Consumer<Instance> body) {
    CompiledModule module = engine.compile(Wat.wasm(MODULE));
    RunResult<String> result =
        module.run(
            Limits.DEFAULT,
            Wat.nothing(module),
            guest -> {
              body.accept(guest);
              return "";
            });
    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
  }
}
