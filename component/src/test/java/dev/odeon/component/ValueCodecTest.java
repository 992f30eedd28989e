package dev.odeon.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of docs/formats/values.md, which are for ever. */
class ValueCodecTest {
  private static final Interface NAMED =
      Interface.parse(
          """
          interface named {
            enum e { a, b, c }
            variant v { none, id(u64) }
            flags f { r, w, x }
            record p { a: u8, b: string }
          }
          """);

  static Stream<Arguments> examples() {
    return Stream.of(
        arguments("bool", true, "f5"),
        arguments("bool", false, "f4"),
        arguments("s8", -128L, "387f"),
        arguments("s32", -500L, "3901f3"),
        arguments("s64", Long.MIN_VALUE, "3b7fffffffffffffff"),
        arguments("u32", 4294967295L, "1affffffff"),
        arguments("u64", -1L, "1bffffffffffffffff"),
        arguments("f32", 1.5f, "443fc00000"),
        arguments("f32", -0f, "4480000000"),
        arguments("f64", Double.NaN, "487ff8000000000000"),
        arguments("char", 0x1D11E, "1a0001d11e"),
        arguments("string", "äb", "63c3a462"),
        arguments("list<u8>", Bytes.ofHex("010203"), "43010203"),
        arguments("list<u16>", List.of(1L, 1000L), "82011903e8"),
        arguments("tuple<>", List.of(), "80"),
        arguments("tuple<u8, string>", List.of(7L, "a"), "82076161"),
        arguments("p", List.of(7L, "a"), "82076161"),
        arguments("option<u8>", Optional.empty(), "f6"),
        arguments("option<u8>", Optional.of(5L), "8105"),
        arguments("option<option<u8>>", Optional.of(Optional.empty()), "81f6"),
        arguments("result", ResultValue.OK, "8100"),
        arguments("result", ResultValue.ERR, "8101"),
        arguments("result<_, string>", ResultValue.err("no"), "8201626e6f"),
        arguments("result<u8>", ResultValue.ok(1L), "820001"),
        arguments(
            "result<tuple<option<list<u8>>>, string>",
            ResultValue.ok(List.of(Optional.of(Bytes.ofHex("aabb")))),
            "8200818142aabb"),
        arguments("e", 2, "02"),
        arguments("v", new VariantValue(0, null), "8100"),
        arguments("v", new VariantValue(1, 9L), "820109"),
        arguments("f", 5L, "05"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void writesAndReadsEachExample(String wit, Object value, String hex) {
    ValueCodec codec = codec(wit);
    assertThat(codec.encode(value).hex()).isEqualTo(hex);
    assertThat(codec.decode(Bytes.ofHex(hex))).isEqualTo(value);
  }

  @Test
  void writesParametersAsOneArray() {
    WitFunction send = WitFunction.parse("send: func(id: string, body: list<u8>)");
    Bytes bytes = send.encodeParams(List.of("b", Bytes.ofHex("00")));
    assertThat(bytes.hex()).isEqualTo("8261624100");
    assertThat(send.encodeResult(null).hex()).isEqualTo("f6");
    assertThat(send.decodeResult(Bytes.ofHex("f6"))).isNull();
  }

  /** So that the page says nothing that is not tried here. */
  @Test
  void knowsEveryExampleOfThePage() throws IOException {
    String page = Files.readString(java.nio.file.Path.of("../docs/formats/values.md"));
    List<String> shown =
        Pattern.compile("\\| `([0-9a-f]+)` \\|$", Pattern.MULTILINE)
            .matcher(page)
            .results()
            .map(each -> each.group(1))
            .toList();
    List<String> tried = examples().map(each -> (String) each.get()[2]).toList();
    assertThat(shown).hasSize(23);
    assertThat(tried).containsAll(shown.subList(0, 22));
    assertThat(shown.getLast()).isEqualTo("8261624100");
  }

  @ParameterizedTest
  @CsvSource({
    "bool,              01",
    "u8,                190100",
    "u8,                1818ff",
    "u8,                1801",
    "s8,                1880",
    "s8,                3880",
    "s64,               1b8000000000000000",
    "s64,               3b8000000000000000",
    "u8,                20",
    "f32,               483ff8000000000000",
    "f32,               447fc00001",
    "f32,               44ffc00000",
    "f64,               487ff0000000000001",
    "f32,               fa3fc00000",
    "char,              19d800",
    "char,              1a00110000",
    "string,            61ff",
    "string,            63eda080",
    "string,            4161",
    "list<u8>,          8101",
    "list<u16>,         9f01ff",
    "list<u16>,         9affffffff",
    "tuple<>,           8100",
    "'tuple<u8, u8>',   8101",
    "option<u8>,        80",
    "option<u8>,        820101",
    "option<u8>,        05",
    "result,            80",
    "result,            8102",
    "result,            820000",
    "result<u8>,        8100",
    "e,                 03",
    "v,                 8102",
    "v,                 8101",
    "f,                 08",
    "u8,                ''",
  })
  void refusesEverythingElse(String wit, String hex) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> codec(wit).decode(Bytes.ofHex(hex)));
  }

  @Test
  void namesThePlaceOfWhatItRefuses() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> codec("list<option<u8>>").decode(Bytes.ofHex("82f681190100")))
        .withMessage("malformed CBOR at byte 6: value.1.some: 256 is outside u8");
  }

  @Test
  void readsAndWritesAmongOtherItems() {
    ValueCodec codec = codec("option<string>");
    CborWriter out = new CborWriter().array(2);
    codec.write(out, Optional.of("a"));
    codec.write(out, Optional.empty());
    CborReader in = new CborReader(out.toBytes());
    in.array(2);
    assertThat(codec.read(in)).isEqualTo(Optional.of("a"));
    assertThat(codec.read(in)).isEqualTo(Optional.empty());
    in.end();
    assertThat(codec.type()).hasToString("option<string>");
  }

  private static ValueCodec codec(String wit) {
    Interface one = Interface.parse("interface i { f: func() -> " + wit + "; }", NAMED);
    return ValueCodec.of(one.function("f").result());
  }
}
