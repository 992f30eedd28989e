package dev.odeon.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WitFunctionTest {
  private static final WitFunction HANDLE_SEND =
      WitFunction.parse(
          "handle-send: func(state: option<list<u8>>, params: tuple<list<u8>>)"
              + " -> result<tuple<option<list<u8>>>, string>");

  private final GrowingMemory memory = new GrowingMemory(64);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f: func()                                    | () -> ()                        | () -> ()",
        "f: func(a: u8, b: f64) -> u64                | (i32, f64) -> (i64)             | (i32, f64) -> (i64)",
        "f: func() -> string                          | () -> (i32)                     | (i32) -> ()",
        "f: func(a: string) -> result                 | (i32, i32) -> (i32)             | (i32, i32) -> (i32)",
        "f: func(a: string) -> result<_, string>      | (i32, i32) -> (i32)             | (i32, i32, i32) -> ()",
        "f: func(a: option<u64>) -> option<f32>       | (i32, i64) -> (i32)             | (i32, i64, i32) -> ()",
      })
  void flattensItsSignature(String wit, String asExport, String asImport) {
    WitFunction type = WitFunction.parse(wit);
    assertThat(type.exportSignature()).hasToString(asExport);
    assertThat(type.importSignature()).hasToString(asImport);
  }

  @Test
  void passesSixteenFlatParametersAsSuchAndSeventeenByPointer() {
    WitFunction sixteen = WitFunction.parse("f: func(a: " + "tuple<" + "u8, ".repeat(16) + ">)");
    assertThat(sixteen.exportSignature().params()).hasSize(16);
    assertThat(sixteen.exportNeedsRealloc()).isFalse();
    WitFunction seventeen =
        WitFunction.parse("f: func(a: " + "tuple<" + "u8, ".repeat(17) + ">) -> u64");
    assertThat(seventeen.exportSignature()).hasToString("(i32) -> (i64)");
    assertThat(seventeen.importSignature()).hasToString("(i32) -> (i64)");
    assertThat(seventeen.exportNeedsRealloc()).isTrue();
    assertThat(seventeen.importNeedsRealloc()).isFalse();
    assertThat(HANDLE_SEND.importNeedsRealloc()).isTrue();
    assertThat(WitFunction.parse("f: func(a: string)").exportNeedsRealloc()).isTrue();
    assertThat(WitFunction.parse("f: func(a: string)").importNeedsRealloc()).isFalse();
  }

  @Test
  void asksForRoomOnceForParametersThatTravelInMemory() {
    WitFunction type =
        WitFunction.parse("f: func(a: tuple<" + "u16, ".repeat(17) + ">, b: string)");
    List<Object> numbers = new ArrayList<>();
    for (long i = 0; i < 17; i++) {
      numbers.add(i);
    }
    long[] args = type.lowerParams(List.of(numbers, "hi"), memory, memory);
    assertThat(args).containsExactly(64);
    assertThat(memory.i16(64 + 2 * 16)).isEqualTo((short) 16);
    assertThat(memory.i32(64 + 36)).isEqualTo(64 + 44);
    assertThat(memory.i32(64 + 40)).isEqualTo(2);
    assertThat(memory.read(64 + 44, 2).text()).isEqualTo("hi");
    assertThat(memory.size()).isEqualTo(64 + 46);
  }

  @Test
  void lowersStateAndMessageFlat() {
    long[] args =
        HANDLE_SEND.lowerParams(
            List.of(Optional.of(Bytes.utf8("state")), List.of(Bytes.utf8("body"))), memory, memory);
    assertThat(args).containsExactly(1, 64, 5, 69, 4);
    assertThat(memory.read(64, 9).text()).isEqualTo("statebody");

    assertThat(
            HANDLE_SEND.lowerParams(
                List.of(Optional.empty(), List.of(Bytes.empty())), memory, memory))
        .containsExactly(0, 0, 0, 73, 0);
  }

  @Test
  void liftsANewStateFromWhereTheCounterPutsIt() {
    memory.i8(16, (byte) 0);
    memory.i8(20, (byte) 1);
    memory.i32(24, 40);
    memory.i32(28, 8);
    memory.i64(40, 7);
    Object ok = HANDLE_SEND.liftResult(new long[] {16}, memory, 8);
    assertThat(ok).isEqualTo(ResultValue.ok(List.of(Optional.of(Bytes.ofHex("0700000000000000")))));
  }

  @Test
  void liftsARefusal() {
    memory.i8(16, (byte) 1);
    memory.i32(20, 40);
    memory.i32(24, 2);
    memory.write(40, Bytes.utf8("no"));
    assertThat(HANDLE_SEND.liftResult(new long[] {16}, memory, 2)).isEqualTo(ResultValue.err("no"));
  }

  @Test
  void putsAResultWhereTheCallerOfTheImportWantsIt() {
    WitFunction get = WitFunction.parse("get: func(id: u8) -> result<string, u64>");
    assertThat(get.lowerResult(ResultValue.ok("yes"), new long[] {1, 16}, memory, memory))
        .isEmpty();
    assertThat(memory.i8(16)).isZero();
    assertThat(memory.i32(24)).isEqualTo(64);
    assertThat(memory.i32(28)).isEqualTo(3);

    get.lowerResult(ResultValue.err(-1L), new long[] {1, -1L << 32 | 32}, memory, memory);
    assertThat(memory.i8(32)).isEqualTo((byte) 1);
    assertThat(memory.i64(40)).isEqualTo(-1);
  }

  @Test
  void widensTheNarrowerCaseIntoASharedSlot() {
    WitFunction type = WitFunction.parse("f: func(a: result<f32, s64>, b: result<s8, f32>)");
    long[] args =
        type.lowerParams(List.of(ResultValue.ok(-1.5f), ResultValue.ok(-1L)), memory, memory);
    assertThat(args).containsExactly(0, 0xBFC00000L, 0, 0xFFFFFFFFL);
    assertThat(type.liftParams(new long[] {0, -1L << 32 | 0xBFC00000L, 1, 0x3FC00000L}, memory, 0))
        .containsExactly(ResultValue.ok(-1.5f), ResultValue.err(1.5f));
  }

  @Test
  void makesEveryNanCanonicalBothWays() {
    WitFunction type = WitFunction.parse("f: func(a: f32, b: f64)");
    float odd32 = Float.intBitsToFloat(0xFFA00001);
    double odd64 = Double.longBitsToDouble(0xFFF0_0000_0000_0001L);
    long[] canonical = {0x7FC00000L, 0x7FF8_0000_0000_0000L};
    assertThat(type.lowerParams(List.of(odd32, odd64), memory, memory)).containsExactly(canonical);
    List<Object> lifted =
        type.liftParams(new long[] {0xFFA00001L, 0xFFF0_0000_0000_0001L}, memory, 0);
    assertThat(Float.floatToRawIntBits((Float) lifted.get(0))).isEqualTo(0x7FC00000);
    assertThat(Double.doubleToRawLongBits((Double) lifted.get(1))).isEqualTo(canonical[1]);
    assertThat(type.encodeParams(List.of(odd32, odd64)))
        .isEqualTo(type.encodeParams(List.of(Float.NaN, Double.NaN)));
  }

  @Test
  void takesOnlyTheLowBitsOfSmallIntegersAndAnythingButZeroAsTrue() {
    WitFunction type = WitFunction.parse("f: func(a: u8, b: s8, c: u16, d: s16, e: bool)");
    assertThat(type.liftParams(new long[] {0x1FF, 0x180, 0x1FFFF, 0x18000, 256}, memory, 0))
        .containsExactly(255L, -128L, 65535L, -32768L, true);
  }

  @Test
  void ignoresFlagsWithoutALabel() {
    Interface flags = Interface.parse("interface i { flags f { a, b, c } g: func(a: f); }");
    assertThat(flags.function("g").liftParams(new long[] {0xFD}, memory, 0)).containsExactly(5L);
  }

  @Test
  void refusesHostValuesThatDoNotFitNamingThePlace() {
    WitFunction type =
        WitFunction.parse("f: func(a: u8, b: list<option<tuple<string, char>>>, c: result<u8>)");
    assertUnfit(type, "params.a: 256 is outside u8", 256L, List.of(), ResultValue.ERR);
    assertUnfit(type, "params.a: u8 is Long, not Integer", 1, List.of(), ResultValue.ERR);
    assertUnfit(
        type,
        "params.b.1.some.0: an unpaired surrogate at index 1 of a string",
        1L,
        List.of(Optional.empty(), Optional.of(List.of("a\uD834", 65))),
        ResultValue.ERR);
    assertUnfit(
        type,
        "params.b.0.some.1: 0xd800 is not Unicode scalar value",
        1L,
        List.of(Optional.of(List.of("", 0xD800))),
        ResultValue.ERR);
    assertUnfit(type, "params.c: case ok needs a payload", 1L, List.of(), ResultValue.OK);
    assertUnfit(type, "params.c: case err has no payload", 1L, List.of(), ResultValue.err(1L));
    assertUnfit(type, "params: 1 values for f, which takes 3", 1L);
  }

  @Test
  void refusesAResultWhereNoneBelongsAndNoneWhereOneDoes() {
    assertThatThrownBy(() -> WitFunction.parse("f: func()").encodeResult(1L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("f gave a result, but is f: func()");
    assertThatThrownBy(() -> WitFunction.parse("f: func() -> u8").encodeResult(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("f gave no result, but is f: func() -> u8");
  }

  private void assertUnfit(WitFunction type, String message, Object... params) {
    assertThatThrownBy(() -> type.lowerParams(List.of(params), memory, memory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> type.encodeParams(List.of(params)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
