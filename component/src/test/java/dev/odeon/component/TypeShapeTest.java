package dev.odeon.component;

import static dev.odeon.component.CoreType.F32;
import static dev.odeon.component.CoreType.F64;
import static dev.odeon.component.CoreType.I32;
import static dev.odeon.component.CoreType.I64;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layouts worked out by hand from the Canonical ABI. */
class TypeShapeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bool                               |  1 | 1 | i32",
        "s8                                 |  1 | 1 | i32",
        "u16                                |  2 | 2 | i32",
        "u32                                |  4 | 4 | i32",
        "s64                                |  8 | 8 | i64",
        "f32                                |  4 | 4 | f32",
        "f64                                |  8 | 8 | f64",
        "char                               |  4 | 4 | i32",
        "string                             |  8 | 4 | i32 i32",
        "list<u64>                          |  8 | 4 | i32 i32",
        "tuple<>                            |  0 | 1 | ''",
        "tuple<u8, u8>                      |  2 | 1 | i32 i32",
        "tuple<u8, u32, u8>                 | 12 | 4 | i32 i32 i32",
        "tuple<u8, u64>                     | 16 | 8 | i32 i64",
        "tuple<u64, u8>                     | 16 | 8 | i64 i32",
        "tuple<tuple<u8, u16>, u8>          |  6 | 2 | i32 i32 i32",
        "option<u8>                         |  2 | 1 | i32 i32",
        "option<u64>                        | 16 | 8 | i32 i64",
        "option<list<u8>>                   | 12 | 4 | i32 i32 i32",
        "option<option<u8>>                 |  3 | 1 | i32 i32 i32",
        "result                             |  1 | 1 | i32",
        "result<_, string>                  | 12 | 4 | i32 i32 i32",
        "result<u8, u16>                    |  4 | 2 | i32 i32",
        "result<f32, u32>                   |  8 | 4 | i32 i32",
        "result<f32, f32>                   |  8 | 4 | i32 f32",
        "result<f32, u64>                   | 16 | 8 | i32 i64",
        "result<f32, f64>                   | 16 | 8 | i32 i64",
        "result<f64, f64>                   | 16 | 8 | i32 f64",
        "result<f64, u64>                   | 16 | 8 | i32 i64",
        "result<u64, u8>                    | 16 | 8 | i32 i64",
        "result<string, f64>                | 16 | 8 | i32 i64 i32",
        "result<tuple<option<list<u8>>>, string>                        | 16 | 4 | i32 i32 i32 i32",
        "result<tuple<option<list<u8>>, tuple<option<list<u8>>>>, string> "
            + "| 28 | 4 | i32 i32 i32 i32 i32 i32 i32",
      })
  void knowsSizeAlignmentAndFlatTypes(String wit, int size, int alignment, String flat) {
    TypeShape shape = shape(wit);
    assertThat(shape.size).isEqualTo(size);
    assertThat(shape.alignment).isEqualTo(alignment);
    assertThat(String.join(" ", shape.flat.stream().map(CoreType::toString).toList()))
        .isEqualTo(flat);
  }

  @Test
  void alignsEachFieldOfARecord() {
    TupleShape chainEvent = (TupleShape) TypeShape.of(type(Interfaces.TYPES, "chain-event"));
    assertThat(IntStream.range(0, 6).map(chainEvent::offset)).containsExactly(0, 8, 20, 28, 40, 48);
    assertThat(chainEvent.size).isEqualTo(64);
    assertThat(chainEvent.alignment).isEqualTo(8);

    TupleShape response = (TupleShape) TypeShape.of(type(Interfaces.TYPES, "http-response"));
    assertThat(IntStream.range(0, 3).map(response::offset)).containsExactly(0, 4, 12);
    assertThat(response.size).isEqualTo(24);

    TupleShape error = (TupleShape) TypeShape.of(type(Interfaces.TYPES, "wit-actor-error"));
    assertThat(IntStream.range(0, 2).map(error::offset)).containsExactly(0, 4);
    assertThat(error.size).isEqualTo(16);
  }

  @Test
  void joinsTheSlotsOfCases() {
    TypeShape mixed = TypeShape.of(type(Interfaces.ZOO, "mixed"));
    assertThat(mixed.flat).containsExactly(I32, I64, I64);
    assertThat(mixed.size).isEqualTo(24);
    assertThat(((CaseShape) mixed).payloadOffset()).isEqualTo(8);

    TypeShape narrow = TypeShape.of(type(Interfaces.ZOO, "narrow"));
    assertThat(narrow.flat).containsExactly(I32, I32);
    assertThat(((CaseShape) narrow).payloadOffset()).isEqualTo(4);

    TypeShape apart = shape("result<tuple<f32, f64>, tuple<f32, f64, f32>>");
    assertThat(apart.flat).containsExactly(I32, F32, F64, F32);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "256,1", "257,2", "65536,2", "65537,4"})
  void numbersCasesInTheSmallestInteger(int cases, int size) {
    List<String> names = IntStream.range(0, cases).mapToObj(i -> "c" + i).toList();
    assertThat(TypeShape.of(new Type.EnumOf(names)).size).isEqualTo(size);
    Type variant = new Type.VariantOf(names.stream().map(n -> new Type.Case(n, null)).toList());
    assertThat(TypeShape.of(variant).size).isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "8,1", "9,2", "16,2", "17,4", "32,4"})
  void packsFlagsIntoTheSmallestInteger(int labels, int size) {
    TypeShape flags =
        TypeShape.of(new Type.FlagsOf(IntStream.range(0, labels).mapToObj(i -> "f" + i).toList()));
    assertThat(flags.size).isEqualTo(size);
    assertThat(flags.alignment).isEqualTo(size);
    assertThat(flags.flat).containsExactly(I32);
  }

  private static Type type(Interface from, String name) {
    return from.types().get(name);
  }

  private static TypeShape shape(String wit) {
    return TypeShape.of(WitFunction.parse("f: func() -> " + wit).result());
  }
}
