package dev.odeon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
  private static final UUID ID = UUID.fromString("550e8400-e29b-41d4-a716-446655440000");

  @Test
  void readsTheFlatShape() {
    Call call =
        call(
            """
            {"type":"Execute","binary_id":"550e8400-e29b-41d4-a716-446655440000","input":"text",\
            "config":{"timeout_ms":5000,"memory_limit_mb":64,"fuel_limit":7}}\
            """);

    assertThat(call.header()).isEqualTo(new Header("Execute", null, Shape.FLAT));
    assertThat(call.tenant()).isEqualTo("default");
    assertThat(call.request())
        .isEqualTo(
            new BinaryRequest.Execute(ID, Bytes.utf8("text"), new RunConfig(5000L, 64L, 7L)));
  }

  @Test
  void readsTheEnvelopeInAnyOrderOfItsFields() {
    Call call =
        call(
            """
            {"id":"a","payload":{"tenant":"blue","input":"","binary_ids":\
            ["550e8400-e29b-41d4-a716-446655440000"]},"type":"ExecuteChain"}\
            """);

    assertThat(call.header())
        .isEqualTo(new Header("ExecuteChain", new RequestId.Text("a"), Shape.ENVELOPE));
    assertThat(call.tenant()).isEqualTo("blue");
    assertThat(call.request())
        .isEqualTo(new BinaryRequest.ExecuteChain(List.of(ID), Bytes.empty(), RunConfig.NONE));
  }

  @Test
  void readsAnEnvelopeWithoutFields() {
    assertThat(call("{\"type\":\"ListBinaries\",\"payload\":{}}").header().shape())
        .isEqualTo(Shape.ENVELOPE);
    assertThat(call("{\"type\":\"ListBinaries\",\"payload\":null}").header().shape())
        .isEqualTo(Shape.ENVELOPE);
    assertThat(call("{\"type\":\"ListBinaries\"}").header().shape()).isEqualTo(Shape.FLAT);
  }

  @Test
  void readsTextWithEscapesAsItsBytes() {
    assertThat(input("\"\\u00e9 \\n \\ud83d\\ude00 \\/\"")).isEqualTo(Bytes.utf8("é \n 😀 /"));
    assertThat(input("\"é 😀\"")).isEqualTo(Bytes.utf8("é 😀"));
    assertThat(input("\"\"")).isEqualTo(Bytes.empty());
  }

  @Test
  void readsBase64() {
    assertThat(execute("\"input_base64\":\"AP8Q\"")).isEqualTo(Bytes.ofHex("00ff10"));
    assertThat(execute("\"input_base64\":\"\\/\\/8=\"")).isEqualTo(Bytes.ofHex("ffff"));
  }

  @Test
  void sharesNothingWithTheArrayItReads() {
    byte[] line = line("{\"type\":\"LoadBinary\",\"path\":\"p\",\"module_base64\":\"AGFzbQ==\"}");
    Decoded decoded = RequestReader.read(line, 0, line.length);
    java.util.Arrays.fill(line, (byte) 'x');
    assertThat(((Call) decoded).request())
        .isEqualTo(new BinaryRequest.LoadBinary("p", Bytes.ofHex("0061736d")));
  }

  @Test
  void readsALineInTheMiddleOfAnArray() {
    byte[] line =
        line("\"}zz{\"type\":\"Execute\",\"binary_id\":\"" + ID + "\",\"input\":\"abc\"}\n{\"ty");
    Decoded decoded = RequestReader.read(line, 4, line.length - 4 - 5);
    assertThat(((BinaryRequest.Execute) ((Call) decoded).request()).input())
        .isEqualTo(Bytes.utf8("abc"));
  }

  @Test
  void passesOverWhatItDoesNotKnow() {
    assertThat(call("{\"type\":\"Metrics\",\"later\":{\"a\":[1,{\"b\":2}]},\"x\":1e999}").request())
        .isEqualTo(new ServerRequest.Metrics());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[]",
        "42",
        "null",
        "{",
        "{\"type\":\"Metrics\"",
        "{\"type\":\"Metrics\"} {}",
        "{\"type\":\"Metrics\",}",
        "{type:\"Metrics\"}",
        "{\"type\":\"Metrics\",\"path\":\"a\tb\"}",
        "{\"type\":\"Metrics\",\"path\":\"\\x\"}",
        "{\"type\":\"Metrics\",\"size\":01}",
      })
  void refusesWhatIsNotOneJsonObject(String text) {
    Decoded.Refused refused = refused(text);
    assertThat(refused.header().type()).isEqualTo("Error");
    assertThat(refused.why().code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(refused.why().message()).isNotBlank().doesNotContain("\n", "tools.jackson");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    byte[] line = line("{\"type\":\"Metrics\",\"path\":\"\u00e9\"}");
    line[line.length - 3] = 'a';
    Decoded.Refused refused = (Decoded.Refused) RequestReader.read(line, 0, line.length);
    assertThat(refused.why().message()).isEqualTo("a line is UTF-8, this one is not");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                     | field 'type' is missing
          {"type":7}                                             | field 'type' must be a string
          {"type":"Fly"}                                         | there is no request of type 'Fly'
          {"type":"Execute"}                                     | field 'binary_id' is missing
          {"type":"Execute","binary_id":"1-1-1-1-1","input":""}  | field 'binary_id' must be a UUID
          {"type":"Execute","binary_id":7,"input":""}            | field 'binary_id' must be a UUID
          {"type":"LoadBinary"}                                  | field 'path' or 'module_base64' is missing
          {"type":"LoadBinary","path":["a"]}                     | field 'path' must be a string
          {"type":"LoadBinary","module_base64":"?"}              | field 'module_base64' must be a string of base64
          {"type":"LoadBinary","path":"a","path":"b"}            | field 'path' is there twice
          {"type":"LoadBinary","path":"\\ud800"}                 | field 'path' has half of a surrogate pair
          {"type":"ExecuteChain","input":"","binary_ids":[]}     | field 'binary_ids' is empty: name one binary or more
          {"type":"ExecuteChain","input":"","binary_ids":[1]}    | field 'binary_ids' must be a list of UUIDs
          {"type":"Metrics","payload":{}}                        | a request of type 'Metrics' has no field 'payload': its fields stand beside the type
          {"type":"Cancel"}                                      | field 'id' is missing: it says which request to take back
          {"type":"Metrics","id":1.5}                            | field 'id' must be a string or a whole number
          {"type":"Metrics","tenant":"A"}                        | 'A' is no tenant: use a-z, 0-9, _ and -, beginning with a letter, at most 64
          """)
  void refusesWhatIsNotWhole(String text, String message) {
    assertThat(refused(text).why()).isEqualTo(Response.Failed.of(ErrorCode.INVALID_INPUT, message));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "9223372036854775808", "1.5", "\"1\"", "true", "[]"})
  void refusesLimitsThatAreNone(String limit) {
    Decoded.Refused refused =
        refused(
            "{\"type\":\"Execute\",\"id\":3,\"binary_id\":\"%s\",\"input\":\"\",\"config\":{\"timeout_ms\":%s}}"
                .formatted(ID, limit));
    assertThat(refused.header())
        .isEqualTo(new Header("Execute", new RequestId.Number(3), Shape.FLAT));
    assertThat(refused.why().message()).startsWith("field 'timeout_ms' ");
  }

  @Test
  void refusesBothFormsOfAnInput() {
    assertThat(
            refused(
                    "{\"type\":\"Execute\",\"binary_id\":\"%s\",\"input\":\"\",\"input_base64\":\"\"}"
                        .formatted(ID))
                .why()
                .message())
        .isEqualTo("fields 'input' and 'input_base64' are both there: give one");
  }

  @Test
  void refusesDeepNesting() {
    assertThat(refused("{\"x\":" + "[".repeat(100_000)).why().message()).contains("depth");
  }

  @Test
  void passesOverListsThatOnlyAnswersHave() {
    assertThat(call("{\"type\":\"Metrics\",\"results\":[{},{}],\"binaries\":7}").request())
        .isEqualTo(new ServerRequest.Metrics());
  }

  private static Bytes input(String json) {
    return execute("\"input\":" + json);
  }

  private static Bytes execute(String field) {
    Call call = call("{\"type\":\"Execute\",\"binary_id\":\"%s\",%s}".formatted(ID, field));
    return ((BinaryRequest.Execute) call.request()).input();
  }

  private static Call call(String text) {
    byte[] line = line(text);
    assertThat(RequestReader.read(line, 0, line.length)).isInstanceOf(Call.class);
    return (Call) RequestReader.read(line, 0, line.length);
  }

  private static Decoded.Refused refused(String text) {
    byte[] line = line(text);
    assertThat(RequestReader.read(line, 0, line.length)).isInstanceOf(Decoded.Refused.class);
    return (Decoded.Refused) RequestReader.read(line, 0, line.length);
  }

  private static byte[] line(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
