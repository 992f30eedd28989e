package dev.odeon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
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
  private static final PluginEntry ENTRY =
      new PluginEntry(
          UUID_OF_ID, "p.wasm", 1841, 1763697600, Hash.ZERO, false, 3L, 1L, "is damaged");

  @Test
  void writesALoadedBinary() {
    LoadBinary.Result loaded = new LoadBinary.Result(UUID_OF_ID, 1841);
    assertThat(flat(LoadBinary.OPERATION, loaded))
        .isEqualTo(
            "{\"type\":\"LoadBinary\",\"Ok\":{\"binary_id\":\"%s\",\"size\":1841}}".formatted(ID));
    assertThat(envelope(LoadBinary.OPERATION, loaded))
        .isEqualTo(
            "{\"success\":true,\"data\":{\"binary_id\":\"%s\",\"size\":1841}}".formatted(ID));
  }

  @Test
  void writesARun() {
    assertThat(flat(Execute.OPERATION, new Execute.Result(RESULT)))
        .isEqualTo("{\"type\":\"Execute\",\"Ok\":{\"result\":" + RESULT_JSON + "}}");
    assertThat(envelope(Execute.OPERATION, new Execute.Result(RESULT)))
        .isEqualTo("{\"success\":true,\"data\":" + RESULT_JSON + "}");
  }

  @Test
  void writesAPipeline() {
    ExecuteChain.Result chained = new ExecuteChain.Result(List.of(RESULT, RESULT), 5);
    assertThat(flat(ExecuteChain.OPERATION, chained))
        .isEqualTo(
            "{\"type\":\"ExecuteChain\",\"Ok\":{\"results\":["
                + RESULT_JSON
                + ","
                + RESULT_JSON
                + "]}}");
    assertThat(envelope(ExecuteChain.OPERATION, chained))
        .isEqualTo(
            "{\"success\":true,\"data\":{\"results\":["
                + RESULT_JSON
                + ","
                + RESULT_JSON
                + "],\"total_time_ms\":5}}");
  }

  @Test
  void writesTheBinaries() {
    ListBinaries.Result binaries = new ListBinaries.Result(List.of(ENTRY));
    String rest =
        ",\"hash\":\""
            + Hash.ZERO
            + "\",\"stateful\":false,\"runs\":3,\"errors\":1,\"problem\":\"is damaged\"}]}}";
    assertThat(flat(ListBinaries.OPERATION, binaries))
        .isEqualTo(
            "{\"type\":\"ListBinaries\",\"Ok\":{\"binaries\":[{\"id\":\"%s\",\"path\":\"p.wasm\",\"size\":1841,\"loaded_at\":1763697600"
                    .formatted(ID)
                + rest);
    assertThat(envelope(ListBinaries.OPERATION, binaries))
        .isEqualTo(
            "{\"success\":true,\"data\":{\"binaries\":[{\"id\":\"%s\",\"path\":\"p.wasm\",\"size\":1841,\"loaded_at\":\"2025-11-21T04:00:00Z\""
                    .formatted(ID)
                + rest);
  }

  @Test
  void writesAFailureAsTheFirstClientsReadIt() {
    RequestException failed = new RequestException(ErrorCode.EXECUTION_TIMEOUT, "over its time");
    assertThat(failure(new Header("Execute", null, Shape.FLAT), failed))
        .isEqualTo("{\"type\":\"Execute\",\"Err\":\"over its time\"}");
    assertThat(failure(new Header("Execute", null, Shape.ENVELOPE), failed))
        .isEqualTo("{\"success\":false,\"error\":\"over its time\",\"code\":\"ExecutionTimeout\"}");
    assertThat(failure(Header.NONE, failed))
        .isEqualTo("{\"type\":\"Error\",\"Err\":\"over its time\"}");
  }

  @Test
  void writesTheCodeToWhoGivesAnIdOrAsksForWhatIsNew() {
    RequestException failed = new RequestException(ErrorCode.OVERLOADED, "full");
    assertThat(failure(new Header("Execute", new RequestId.Number(7), Shape.FLAT), failed))
        .isEqualTo("{\"type\":\"Execute\",\"id\":7,\"Err\":\"full\",\"code\":\"Overloaded\"}");
    assertThat(failure(new Header("Metrics", null, Shape.FLAT), failed))
        .isEqualTo("{\"type\":\"Metrics\",\"Err\":\"full\",\"code\":\"Overloaded\"}");
  }

  /** What older clients know is to the letter; what the run said is added behind it. */
  @Test
  void addsWhatAFailedRunSaid() {
    RequestException failed =
        new RequestException(
            ErrorCode.RUNTIME_ERROR,
            "trapped",
            null,
            new RunFailure(
                Bytes.utf8("so far"),
                Bytes.ofHex("ff"),
                Bytes.utf8("panicked"),
                List.of("function 51"),
                null));
    String said =
        "\"output\":\"so far\",\"log_base64\":\"/w==\",\"stderr\":\"panicked\",\"trace\":[\"function 51\"]";
    assertThat(failure(new Header("Execute", null, Shape.FLAT), failed))
        .isEqualTo("{\"type\":\"Execute\",\"Err\":\"trapped\"," + said + "}");
    assertThat(failure(new Header("Execute", null, Shape.ENVELOPE), failed))
        .isEqualTo(
            "{\"success\":false,\"error\":\"trapped\",\"code\":\"RuntimeError\",\"data\":{"
                + said
                + "}}");
  }

  @Test
  void addsNothingToAFailureOfARunThatSaidNothing() {
    RequestException failed =
        new RequestException(
            ErrorCode.RUNTIME_ERROR,
            "trapped",
            null,
            new RunFailure(Bytes.empty(), Bytes.empty(), Bytes.empty(), List.of(), null));
    assertThat(failure(new Header("Execute", null, Shape.FLAT), failed))
        .isEqualTo("{\"type\":\"Execute\",\"Err\":\"trapped\"}");
    assertThat(failure(new Header("Execute", null, Shape.ENVELOPE), failed))
        .isEqualTo("{\"success\":false,\"error\":\"trapped\",\"code\":\"RuntimeError\"}");
  }

  @Test
  void addsWhatAResultHasBesideItsOutput() {
    Execute.Result ran =
        new Execute.Result(
            new RunResult(
                UUID_OF_ID, 0, Bytes.utf8("x"), 0, 1, Bytes.utf8("a\nb"), Bytes.utf8("warned")));
    assertThat(flat(Execute.OPERATION, ran))
        .isEqualTo(
            "{\"type\":\"Execute\",\"Ok\":{\"result\":{\"binary_id\":\""
                + UUID_OF_ID
                + "\",\"return_code\":0,\"output\":\"x\",\"execution_time_ms\":0,\"fuel_consumed\":1,\"log\":\"a\\nb\",\"stderr\":\"warned\"}}}");
  }

  @Test
  void writesAFailedPipelineWithTheResultsSoFar() {
    RequestException failed =
        new RequestException(
            ErrorCode.RUNTIME_ERROR,
            "step 2: trapped",
            new RequestException.FailedPipeline(2, List.of(RESULT)));
    assertThat(failure(new Header("ExecuteChain", null, Shape.FLAT), failed))
        .isEqualTo(
            "{\"type\":\"ExecuteChain\",\"Err\":\"step 2: trapped\",\"step\":2,\"results\":["
                + RESULT_JSON
                + "]}");
    assertThat(failure(new Header("ExecuteChain", null, Shape.ENVELOPE), failed))
        .isEqualTo(
            "{\"success\":false,\"error\":\"step 2: trapped\",\"code\":\"RuntimeError\",\"data\":{\"step\":2,\"results\":["
                + RESULT_JSON
                + "]}}");
  }

  @Test
  void writesOutputThatIsNotTextAsBase64Alone() {
    Execute.Result ran =
        new Execute.Result(new RunResult(UUID_OF_ID, 3, Bytes.ofHex("00ff"), 0, 1));
    assertThat(flat(Execute.OPERATION, ran))
        .contains("\"return_code\":3,\"output_base64\":\"AP8=\",\"execution_time_ms\":0")
        .doesNotContain("\"output\"");
  }

  @Test
  void writesLongOutputWhole() {
    String text = "ab\"é".repeat(100_000);
    Execute.Result ran = new Execute.Result(new RunResult(UUID_OF_ID, 0, Bytes.utf8(text), 0, 1));
    assertThat(flat(Execute.OPERATION, ran)).contains(text.replace("\"", "\\\""));
  }

  @Test
  void echoesIds() {
    Header text = new Header("Metrics", new RequestId.Text("a\"b"), Shape.FLAT);
    assertThat(write(text, ReadMetrics.OPERATION, new ReadMetrics.Result("x 1\n")))
        .isEqualTo("{\"type\":\"Metrics\",\"id\":\"a\\\"b\",\"Ok\":{\"text\":\"x 1\\n\"}}");
    Header number = new Header("UnloadBinary", new RequestId.Number(-2), Shape.ENVELOPE);
    assertThat(write(number, UnloadBinary.OPERATION, new UnloadBinary.Result("gone")))
        .isEqualTo("{\"id\":-2,\"success\":true,\"data\":{\"message\":\"gone\"}}");
  }

  @Test
  void writesItemsAndProgress() {
    Header header = new Header("StoreList", new RequestId.Number(3), Shape.FLAT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ResponseWriter.item(header, StoreList.OPERATION, new StoreList.Item("ab".repeat(32), 5), out);
    ResponseWriter.progress(header, 1, 2, out);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"type":"StoreList","id":3,"Item":{"hash":"sha256:abababababababababababababababababababababababababababababababab","size":5}}
            {"type":"StoreList","id":3,"Progress":{"done":1,"total":2}}
            """);
  }

  private static <R> String flat(Operation<?, R> operation, R result) {
    return write(new Header(operation.type(), null, Shape.FLAT), operation, result);
  }

  private static <R> String envelope(Operation<?, R> operation, R result) {
    return write(new Header(operation.type(), null, Shape.ENVELOPE), operation, result);
  }

  private static <R> String write(Header header, Operation<?, R> operation, R result) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ResponseWriter.result(header, operation, result, out);
    return line(out);
  }

  private static String failure(Header header, RequestException why) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ResponseWriter.failure(header, why, out);
    return line(out);
  }

  private static String line(ByteArrayOutputStream out) {
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(text).endsWith("\n");
    return text.substring(0, text.length() - 1);
  }
}
