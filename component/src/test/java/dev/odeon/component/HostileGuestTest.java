package dev.odeon.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.component.AbiException.Kind;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest may hand over anything; it gets a typed refusal that names the place. */
class HostileGuestTest {
  private static final long MEMORY_BYTES = 4096;
  private static final long MAX = 1 << 20;
  private static final WitFunction ANSWER =
      WitFunction.parse("answer: func() -> result<tuple<option<list<u8>>>, string>");

  private final GrowingMemory memory = new GrowingMemory((int) MEMORY_BYTES);

  @Test
  void refusesAResultOutsideTheMemory() {
    assertRefused(
        Kind.BOUNDS,
        "result: value of 16 bytes at 4084 is outside the memory of 4096",
        () -> ANSWER.liftResult(new long[] {4084}, memory, MAX));
    assertRefused(
        Kind.BOUNDS,
        "result: value of 16 bytes at 4294967292 is outside the memory of 4096",
        () -> ANSWER.liftResult(new long[] {-4}, memory, MAX));
    assertThat(ANSWER.liftResult(new long[] {4080}, memory, MAX))
        .isEqualTo(ResultValue.ok(List.of(Optional.empty())));
  }

  @Test
  void refusesAResultThatIsNotAligned() {
    assertRefused(
        Kind.ALIGNMENT,
        "result: value at 18 is not at a multiple of 4",
        () -> ANSWER.liftResult(new long[] {18}, memory, MAX));
  }

  @Test
  void refusesAListOutsideTheMemoryNamingItsPath() {
    answer(1024, -1);
    assertRefused(
        Kind.BOUNDS,
        "result.ok.0.some: list of 4294967295 bytes at 1024 is outside the memory of 4096",
        () -> ANSWER.liftResult(new long[] {16}, memory, MAX));
    answer(-1, 2);
    assertRefused(
        Kind.BOUNDS,
        "result.ok.0.some: list of 2 bytes at 4294967295 is outside the memory of 4096",
        () -> ANSWER.liftResult(new long[] {16}, memory, MAX));
    answer(4097, 0);
    assertRefused(
        Kind.BOUNDS,
        "result.ok.0.some: list of 0 bytes at 4097 is outside the memory of 4096",
        () -> ANSWER.liftResult(new long[] {16}, memory, MAX));
    answer(4096, 0);
    assertThat(ANSWER.liftResult(new long[] {16}, memory, MAX))
        .isEqualTo(ResultValue.ok(List.of(Optional.of(Bytes.empty()))));
  }

  @Test
  void refusesCountsWhoseBytesAreOver32Bits() {
    WitFunction type = WitFunction.parse("f: func(a: list<u64>)");
    assertRefused(
        Kind.BOUNDS,
        "params.a: list of 4294967296 bytes at 0 is outside the memory of 4096",
        () -> type.liftParams(new long[] {0, 0x2000_0000}, memory, MAX));
    assertRefused(
        Kind.BOUNDS,
        "params.a: list of 34359738360 bytes at 8 is outside the memory of 4096",
        () -> type.liftParams(new long[] {8, -1}, memory, Long.MAX_VALUE));
    assertRefused(
        Kind.ALIGNMENT,
        "params.a: list at 4 is not at a multiple of 8",
        () -> type.liftParams(new long[] {4, 1}, memory, MAX));
  }

  @Test
  void boundsListsOfElementsWithoutASize() {
    WitFunction type = WitFunction.parse("f: func(a: list<tuple<>>)");
    assertRefused(
        Kind.LENGTH,
        "params.a: list of 4294967295 elements and 0 bytes is over 268435455",
        () -> type.liftParams(new long[] {0, -1}, memory, Long.MAX_VALUE));
    assertRefused(
        Kind.OUTPUT,
        "params.a: list makes it 1600000000 bytes, over 1048576",
        () -> type.liftParams(new long[] {0, 100_000_000}, memory, MAX));
    assertThat(type.liftParams(new long[] {0, 2}, memory, 32))
        .containsExactly(List.of(List.of(), List.of()));
  }

  @Test
  void countsWhatIsLiftedTwiceTwice() {
    WitFunction type = WitFunction.parse("f: func(a: list<list<u8>>)");
    for (int i = 0; i < 8; i++) {
      memory.i32(1024 + 8L * i, 2048);
      memory.i32(1028 + 8L * i, 1000);
    }
    long all = 8 * 16 + 8 * 1000;
    assertThat(type.liftParams(new long[] {1024, 8}, memory, all)).hasSize(1);
    assertRefused(
        Kind.OUTPUT,
        "params.a.7: list makes it 8128 bytes, over 8127",
        () -> type.liftParams(new long[] {1024, 8}, memory, all - 1));
  }

  @Test
  void refusesCasesThatDoNotExist() {
    memory.i8(16, (byte) 2);
    assertRefused(
        Kind.DISCRIMINANT,
        "result: there is no case 2 of 2",
        () -> ANSWER.liftResult(new long[] {16}, memory, MAX));
    memory.i8(16, (byte) 0);
    memory.i8(20, (byte) 0xFF);
    assertRefused(
        Kind.DISCRIMINANT,
        "result.ok.0: there is no case 255 of 2",
        () -> ANSWER.liftResult(new long[] {16}, memory, MAX));
    assertRefused(
        Kind.DISCRIMINANT,
        "params.a: there is no case 4294967295 of 2",
        () ->
            WitFunction.parse("f: func(a: option<u8>)")
                .liftParams(new long[] {-1, 0}, memory, MAX));
    WitFunction paused =
        Interface.parse("interface i { enum e { a, b, c } f: func(a: e); }").function("f");
    assertRefused(
        Kind.DISCRIMINANT,
        "params.a: there is no case 4294967295 of 3",
        () -> paused.liftParams(new long[] {0xFFFF_FFFFL}, memory, MAX));
    assertRefused(
        Kind.DISCRIMINANT,
        "params.a: there is no case 3 of 3",
        () -> paused.liftParams(new long[] {3}, memory, MAX));
  }

  @ParameterizedTest
  @ValueSource(longs = {0xD800, 0xDFFF, 0x110000, 0xFFFF_FFFFL, 0x8000_0000L})
  void refusesCharsThatAreNoScalarValue(long value) {
    assertRefused(
        Kind.CHAR,
        "params.a: 0x%x is not Unicode scalar value".formatted(value),
        () -> WitFunction.parse("f: func(a: char)").liftParams(new long[] {value}, memory, MAX));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "c080",
        "c1bf",
        "e08080",
        "eda080",
        "edbfbf",
        "f0808080",
        "f4908080",
        "f8888080",
        "c3",
        "e282",
        "f09d84",
        "61ff",
        "efbfbd80"
      })
  void refusesStringsThatAreNotUtf8(String hex) {
    Bytes bytes = Bytes.ofHex(hex);
    memory.write(100, bytes);
    assertRefused(
        Kind.UTF8,
        "params.a: string of " + bytes.size() + " bytes at 100 is not UTF-8",
        () ->
            WitFunction.parse("f: func(a: string)")
                .liftParams(new long[] {100, bytes.size()}, memory, MAX));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\uFFFD", "a\uFFFDb", "\u0000", "ÿ", "€", "𝄞", "\uD7FF\uE000"})
  void liftsStringsThatAreUtf8(String text) {
    Bytes bytes = Bytes.utf8(text);
    memory.write(100, bytes);
    assertThat(
            WitFunction.parse("f: func(a: string)")
                .liftParams(new long[] {100, bytes.size()}, memory, MAX))
        .containsExactly(text);
  }

  @Test
  void refusesABadReturnPointerBeforeTheHostActs() {
    WitFunction get = WitFunction.parse("get: func() -> option<u64>");
    assertRefused(
        Kind.ALIGNMENT,
        "result: value at 12 is not at a multiple of 8",
        () -> get.liftParams(new long[] {12}, memory, MAX));
    assertRefused(
        Kind.BOUNDS,
        "result: value of 16 bytes at 4088 is outside the memory of 4096",
        () -> get.liftParams(new long[] {4088}, memory, MAX));
    assertRefused(
        Kind.BOUNDS,
        "result: the caller gave 4088 for 16 bytes, outside the memory of 4096",
        () -> get.lowerResult(Optional.empty(), new long[] {4088}, memory, memory));
  }

  @Test
  void refusesRoomThatIsNoneOrNotAligned() {
    WitFunction numbers = WitFunction.parse("f: func(a: list<u32>)");
    assertRefused(
        Kind.ALIGNMENT,
        "params.a: cabi_realloc gave 6, which is not a multiple of 4",
        () -> numbers.lowerParams(List.of(List.of(1L)), memory, (_, _, _, _) -> 6));
    assertRefused(
        Kind.BOUNDS,
        "params.a: cabi_realloc gave 4096 for 4 bytes, outside the memory of 4096",
        () -> numbers.lowerParams(List.of(List.of(1L)), memory, (_, _, _, _) -> 4096));
    assertRefused(
        Kind.BOUNDS,
        "params.a: cabi_realloc gave 4294967292 for 8 bytes, outside the memory of 4096",
        () -> numbers.lowerParams(List.of(List.of(1L, 2L)), memory, (_, _, _, _) -> -4));
    assertRefused(
        Kind.BOUNDS,
        "params.a: cabi_realloc gave 4090 for 7 bytes, outside the memory of 4096",
        () ->
            WitFunction.parse("f: func(a: string)")
                .lowerParams(List.of("counter"), memory, (_, _, _, _) -> 4090));
    assertRefused(
        Kind.BOUNDS,
        "params: cabi_realloc gave 4092 for 68 bytes, outside the memory of 4096",
        () ->
            WitFunction.parse("f: func(a: tuple<" + "u32, ".repeat(17) + ">)")
                .lowerParams(
                    List.of(
                        new RandomValues(1)
                            .of(new Type.TupleOf(Collections.nCopies(17, Type.Primitive.U32)))),
                    memory,
                    (_, _, _, _) -> 4092));
  }

  @Test
  void refusesToLowerMoreThanTheAbiHasRoomFor() {
    assertRefused(
        Kind.LENGTH,
        "params.a: 268435456 elements of 1 bytes are over 268435455",
        () ->
            WitFunction.parse("f: func(a: list<bool>)")
                .lowerParams(List.of(Collections.nCopies(1 << 28, true)), memory, memory));
  }

  @Test
  void namesPlacesOfAnyDepth() {
    WitFunction deep =
        WitFunction.parse("f: func(a: " + "tuple<".repeat(20) + "char" + ">".repeat(20) + ")");
    assertRefused(
        Kind.CHAR,
        "params.a" + ".0".repeat(20) + ": 0xd800 is not Unicode scalar value",
        () -> deep.liftParams(new long[] {0xD800}, memory, MAX));
  }

  static Stream<WitFunction> functions() {
    return Interfaces.functions();
  }

  /** Whatever bytes the memory has, a lift ends in a value or in a refusal. */
  @ParameterizedTest
  @MethodSource("functions")
  void survivesRandomMemory(WitFunction type) {
    long seed = type.toString().hashCode();
    Random random = new Random(seed);
    byte[] noise = new byte[(int) MEMORY_BYTES];
    for (int round = 0; round < 300; round++) {
      for (int i = 0; i < noise.length; i++) {
        noise[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0);
      }
      memory.write(0, Bytes.copyOf(noise));
      long[] args = random.longs(type.importSignature().params().size()).toArray();
      for (int i = 0; i < args.length; i++) {
        args[i] = random.nextBoolean() ? args[i] : args[i] & 0xFF8;
      }
      survives(() -> type.liftParams(args, memory, MAX));
      long[] results = random.longs(type.exportSignature().results().size(), 0, 4096).toArray();
      survives(() -> type.liftResult(results, memory, MAX));
    }
  }

  private static void survives(ThrowingCallable lift) {
    try {
      lift.call();
    } catch (AbiException expected) {
      assertThat(expected.kind()).isNotEqualTo(Kind.REENTRANCE);
    } catch (Throwable other) {
      throw new AssertionError("a lift ended in " + other, other);
    }
  }

  /** Puts ok(tuple(some(list))) to 16. */
  private void answer(int pointer, int length) {
    memory.i8(16, (byte) 0);
    memory.i8(20, (byte) 1);
    memory.i32(24, pointer);
    memory.i32(28, length);
  }

  private static void assertRefused(Kind kind, String message, ThrowingCallable lift) {
    assertThatExceptionOfType(AbiException.class)
        .isThrownBy(lift)
        .satisfies(e -> {
          assertThat(e.kind()).isEqualTo(kind);
          assertThat(e).hasMessage(message);
          assertThat(message).startsWith(e.where() + ": ");
        });
  }
}
