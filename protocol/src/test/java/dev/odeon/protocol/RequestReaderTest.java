package dev.odeon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
  private static final Map<String, Operation<?, ?>> OPERATIONS =
      Stream.of(
              Execute.OPERATION,
              ExecuteChain.OPERATION,
              ListBinaries.OPERATION,
              LoadBinary.OPERATION,
              ReadMetrics.OPERATION,
              StoreGc.OPERATION,
              Cancel.OPERATION)
          .collect(Collectors.toMap(Operation::type, each -> each));
  private static final RequestReader READER = new RequestReader(OPERATIONS::get);

  private static final UUID ID = UUID.fromString("550e8400-e29b-41d4-a716-446655440000");

  @Test
  void readsTheFlatShape() {
    IncomingRequest call =
        call(
            """
            {"type":"Execute","binary_id":"550e8400-e29b-41d4-a716-446655440000","input":"text",\
            "config":{"timeout_ms":5000,"memory_limit_mb":64,"fuel_limit":7}}\
            """);

    assertThat(call.header()).isEqualTo(new Header("Execute", null, Shape.FLAT));
    assertThat(call.tenant()).isEqualTo("default");
    assertThat(call.request())
        .isEqualTo(new Execute(ID, Bytes.utf8("text"), new RunConfig(5000L, 64L, 7L)));
  }

  @Test
  void skipsFieldsOfAnEnvelopeThatOnlyTheLineHas() {
    IncomingRequest call =
        call(
            """
            {"type":"Execute","payload":{"code":{"a":[1]},"Err":[{}],"type":{"b":{}},\
            "binary_id":"550e8400-e29b-41d4-a716-446655440000","input":"text"}}\
            """);

    assertThat(call.request()).isEqualTo(new Execute(ID, Bytes.utf8("text"), RunConfig.NONE));
  }

  @Test
  void readsTheEnvelopeInAnyOrderOfItsFields() {
    IncomingRequest call =
        call(
            """
            {"id":"a","payload":{"tenant":"blue","input":"","binary_ids":\
            ["550e8400-e29b-41d4-a716-446655440000"]},"type":"ExecuteChain"}\
            """);

    assertThat(call.header())
        .isEqualTo(new Header("ExecuteChain", new RequestId.Text("a"), Shape.ENVELOPE));
    assertThat(call.tenant()).isEqualTo("blue");
    assertThat(call.request())
        .isEqualTo(new ExecuteChain(List.of(ID), Bytes.empty(), RunConfig.NONE));
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
    Decoded decoded = READER.read(line, 0, line.length);
    java.util.Arrays.fill(line, (byte) 'x');
    assertThat(((IncomingRequest) decoded).request())
        .isEqualTo(new LoadBinary("p", Bytes.ofHex("0061736d")));
  }

  @Test
  void readsALineInTheMiddleOfAnArray() {
    byte[] line =
        line("\"}zz{\"type\":\"Execute\",\"binary_id\":\"" + ID + "\",\"input\":\"abc\"}\n{\"ty");
    Decoded decoded = READER.read(line, 4, line.length - 4 - 5);
    assertThat(((Execute) ((IncomingRequest) decoded).request()).input())
        .isEqualTo(Bytes.utf8("abc"));
  }

  @Test
  void passesOverWhatItDoesNotKnow() {
    assertThat(call("{\"type\":\"Metrics\",\"later\":{\"a\":[1,{\"b\":2}]},\"x\":1e999}").request())
        .isEqualTo(new ReadMetrics());
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
    Decoded.Malformed refused = refused(text);
    assertThat(refused.header().type()).isEqualTo("Error");
    assertThat(refused.why().code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(refused.why().text()).isNotBlank().doesNotContain("\n", "tools.jackson");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    byte[] line = line("{\"type\":\"Metrics\",\"path\":\"\u00e9\"}");
    line[line.length - 3] = 'a';
    Decoded.Malformed refused = (Decoded.Malformed) READER.read(line, 0, line.length);
    assertThat(refused.why().text()).isEqualTo("a line is UTF-8, this one is not");
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
          {"type":"ExecuteChain","input":"","binary_ids":[]}     | field 'binary_ids' is empty: name one plug-in or more
          {"type":"ExecuteChain","input":"","binary_ids":[1]}    | field 'binary_ids' must be a list, each a UUID
          {"type":"StoreGc","grace_s":-1}                        | field 'grace_s' must be 0 or more, is -1
          {"type":"Metrics","payload":{}}                        | a request of type 'Metrics' has no field 'payload': its fields stand beside the type
          {"type":"Cancel"}                                      | field 'id' is missing: it says which request to cancel
          {"type":"Metrics","id":1.5}                            | field 'id' must be a string or a whole number
          {"type":"Metrics","tenant":"A"}                        | 'A' is not a tenant: use a-z, 0-9, _ and -, beginning with a letter, at most 64
          """)
  void refusesWhatIsNotWhole(String text, String message) {
    assertThat(refused(text).why().text()).isEqualTo(message);
    assertThat(refused(text).why().code()).isEqualTo(ErrorCode.INVALID_INPUT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "9223372036854775808", "1.5", "\"1\"", "true", "[]"})
  void refusesLimitsThatAreNone(String limit) {
    Decoded.Malformed refused =
        refused(
            "{\"type\":\"Execute\",\"id\":3,\"binary_id\":\"%s\",\"input\":\"\",\"config\":{\"timeout_ms\":%s}}"
                .formatted(ID, limit));
    assertThat(refused.header())
        .isEqualTo(new Header("Execute", new RequestId.Number(3), Shape.FLAT));
    assertThat(refused.why().text()).startsWith("field 'timeout_ms' ");
  }

  @Test
  void refusesBothFormsOfAnInput() {
    assertThat(
            refused(
                    "{\"type\":\"Execute\",\"binary_id\":\"%s\",\"input\":\"\",\"input_base64\":\"\"}"
                        .formatted(ID))
                .why()
                .text())
        .isEqualTo("fields 'input' and 'input_base64' are both there, or one twice: give one");
  }

  @Test
  void refusesDeepNesting() {
    assertThat(refused("{\"x\":" + "[".repeat(100_000)).why().text()).contains("depth");
  }

  @Test
  void passesOverListsThatOnlyAnswersHave() {
    assertThat(call("{\"type\":\"Metrics\",\"results\":[{},{}],\"binaries\":7}").request())
        .isEqualTo(new ReadMetrics());
  }

  private static Bytes input(String json) {
    return execute("\"input\":" + json);
  }

  private static Bytes execute(String field) {
    IncomingRequest call =
        call("{\"type\":\"Execute\",\"binary_id\":\"%s\",%s}".formatted(ID, field));
    return ((Execute) call.request()).input();
  }

  private static IncomingRequest call(String text) {
    byte[] line = line(text);
    assertThat(READER.read(line, 0, line.length)).isInstanceOf(IncomingRequest.class);
    return (IncomingRequest) READER.read(line, 0, line.length);
  }

  private static Decoded.Malformed refused(String text) {
    byte[] line = line(text);
    assertThat(READER.read(line, 0, line.length)).isInstanceOf(Decoded.Malformed.class);
    return (Decoded.Malformed) READER.read(line, 0, line.length);
  }

  private static byte[] line(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
