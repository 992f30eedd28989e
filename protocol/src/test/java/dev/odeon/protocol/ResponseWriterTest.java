package dev.odeon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ResponseWriterTest {
  private static final String ID = "550e8400-e29b-41d4-a716-446655440000";
  private static final UUID UUID_OF_ID = UUID.fromString(ID);
  private static final RunResult RESULT =
      new RunResult(UUID_OF_ID, 0, Bytes.utf8("HELLO \"é\"\n"), 1, 812);
  private static final String RESULT_JSON =
      "{\"binary_id\":\"%s\",\"return_code\":0,\"output\":\"HELLO \\\"é\\\"\\n\",\"execution_time_ms\":1,\"fuel_consumed\":812}"
          .formatted(ID);
  private static final BinaryEntry ENTRY =
      new BinaryEntry(
          UUID_OF_ID, "p.wasm", 1841, 1763697600, "sha256:00", false, 3, 1, "is damaged");

  @Test
  void writesALoadedBinary() {
    Response loaded = new Response.Loaded(UUID_OF_ID, 1841);
    assertThat(flat("LoadBinary", loaded))
        .isEqualTo(
            "{\"type\":\"LoadBinary\",\"Ok\":{\"binary_id\":\"%s\",\"size\":1841}}".formatted(ID));
    assertThat(envelope("LoadBinary", loaded))
        .isEqualTo(
            "{\"success\":true,\"data\":{\"binary_id\":\"%s\",\"size\":1841}}".formatted(ID));
  }

  @Test
  void writesARun() {
    assertThat(flat("Execute", new Response.Ran(RESULT)))
        .isEqualTo("{\"type\":\"Execute\",\"Ok\":{\"result\":" + RESULT_JSON + "}}");
    assertThat(envelope("Execute", new Response.Ran(RESULT)))
        .isEqualTo("{\"success\":true,\"data\":" + RESULT_JSON + "}");
  }

  @Test
  void writesAPipeline() {
    Response chained = new Response.Chained(List.of(RESULT, RESULT), 5);
    assertThat(flat("ExecuteChain", chained))
        .isEqualTo(
            "{\"type\":\"ExecuteChain\",\"Ok\":{\"results\":["
                + RESULT_JSON
                + ","
                + RESULT_JSON
                + "]}}");
    assertThat(envelope("ExecuteChain", chained))
        .isEqualTo(
            "{\"success\":true,\"data\":{\"results\":["
                + RESULT_JSON
                + ","
                + RESULT_JSON
                + "],\"total_time_ms\":5}}");
  }

  @Test
  void writesTheBinaries() {
    Response binaries = new Response.Binaries(List.of(ENTRY));
    String rest =
        ",\"hash\":\"sha256:00\",\"stateful\":false,\"runs\":3,\"errors\":1,\"problem\":\"is damaged\"}]}}";
    assertThat(flat("ListBinaries", binaries))
        .isEqualTo(
            "{\"type\":\"ListBinaries\",\"Ok\":{\"binaries\":[{\"id\":\"%s\",\"path\":\"p.wasm\",\"size\":1841,\"loaded_at\":1763697600"
                    .formatted(ID)
                + rest);
    assertThat(envelope("ListBinaries", binaries))
        .isEqualTo(
            "{\"success\":true,\"data\":{\"binaries\":[{\"id\":\"%s\",\"path\":\"p.wasm\",\"size\":1841,\"loaded_at\":\"2025-11-21T04:00:00Z\""
                    .formatted(ID)
                + rest);
  }

  @Test
  void writesAFailureAsTheFirstClientsReadIt() {
    Response failed = Response.Failed.of(ErrorCode.EXECUTION_TIMEOUT, "over its time");
    assertThat(flat("Execute", failed))
        .isEqualTo("{\"type\":\"Execute\",\"Err\":\"over its time\"}");
    assertThat(envelope("Execute", failed))
        .isEqualTo("{\"success\":false,\"error\":\"over its time\",\"code\":\"ExecutionTimeout\"}");
    assertThat(write(Header.NONE, failed))
        .isEqualTo("{\"type\":\"Error\",\"Err\":\"over its time\"}");
  }

  @Test
  void writesTheCodeToWhoGivesAnIdOrAsksForWhatIsNew() {
    Response failed = Response.Failed.of(ErrorCode.OVERLOADED, "full");
    assertThat(write(new Header("Execute", new RequestId.Number(7), Shape.FLAT), failed))
        .isEqualTo("{\"type\":\"Execute\",\"id\":7,\"Err\":\"full\",\"code\":\"Overloaded\"}");
    assertThat(flat("Metrics", failed))
        .isEqualTo("{\"type\":\"Metrics\",\"Err\":\"full\",\"code\":\"Overloaded\"}");
  }

  @Test
  void writesAFailedPipelineWithTheResultsSoFar() {
    Response failed =
        new Response.Failed(
            ErrorCode.RUNTIME_ERROR,
            "step 2: trapped",
            new Response.FailedChain(2, List.of(RESULT)));
    assertThat(flat("ExecuteChain", failed))
        .isEqualTo(
            "{\"type\":\"ExecuteChain\",\"Err\":\"step 2: trapped\",\"step\":2,\"results\":["
                + RESULT_JSON
                + "]}");
    assertThat(envelope("ExecuteChain", failed))
        .isEqualTo(
            "{\"success\":false,\"error\":\"step 2: trapped\",\"code\":\"RuntimeError\",\"data\":{\"step\":2,\"results\":["
                + RESULT_JSON
                + "]}}");
  }

  @Test
  void writesOutputThatIsNotTextAsBase64Alone() {
    Response ran = new Response.Ran(new RunResult(UUID_OF_ID, 3, Bytes.ofHex("00ff"), 0, 1));
    assertThat(flat("Execute", ran))
        .contains("\"return_code\":3,\"output_base64\":\"AP8=\",\"execution_time_ms\":0")
        .doesNotContain("\"output\"");
  }

  @Test
  void writesLongOutputWhole() {
    String text = "ab\"é".repeat(100_000);
    Response ran = new Response.Ran(new RunResult(UUID_OF_ID, 0, Bytes.utf8(text), 0, 1));
    assertThat(flat("Execute", ran)).contains(text.replace("\"", "\\\""));
  }

  @Test
  void echoesIds() {
    Header text = new Header("Metrics", new RequestId.Text("a\"b"), Shape.FLAT);
    assertThat(write(text, new Response.MetricsText("x 1\n")))
        .isEqualTo("{\"type\":\"Metrics\",\"id\":\"a\\\"b\",\"Ok\":{\"text\":\"x 1\\n\"}}");
    Header number = new Header("UnloadBinary", new RequestId.Number(-2), Shape.ENVELOPE);
    assertThat(write(number, new Response.Unloaded("gone")))
        .isEqualTo("{\"id\":-2,\"success\":true,\"data\":{\"message\":\"gone\"}}");
  }

  private static String flat(String type, Response response) {
    return write(new Header(type, null, Shape.FLAT), response);
  }

  private static String envelope(String type, Response response) {
    return write(new Header(type, null, Shape.ENVELOPE), response);
  }

  private static String write(Header header, Response response) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ResponseWriter.write(header, response, out);
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(text).endsWith("\n");
    return text.substring(0, text.length() - 1);
  }
}
