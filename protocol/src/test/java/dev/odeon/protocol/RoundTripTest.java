package dev.odeon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one end writes, the other reads. */
class RoundTripTest {
  private static final UUID ID = new UUID(0x1122334455667788L, 0x99AABBCCDDEEFF00L);
  private static final RequestId NUMBER = new RequestId.Number(12);
  private static final RunResult RESULT = new RunResult(ID, -1, Bytes.ofHex("ff"), 3, 4);

  static Stream<Request> requests() {
    return Stream.of(
        new BinaryRequest.LoadBinary("é.wasm", null),
        new BinaryRequest.LoadBinary("a", Bytes.ofHex("0061")),
        new BinaryRequest.LoadBinary(null, Bytes.ofHex("00")),
        new BinaryRequest.Execute(ID, Bytes.utf8("text \\ \" \u0001 😀"), RunConfig.NONE),
        new BinaryRequest.Execute(ID, Bytes.ofHex("80"), new RunConfig(1L, null, 3L)),
        new BinaryRequest.ExecuteChain(
            List.of(ID, ID), Bytes.empty(), new RunConfig(null, 2L, null)),
        new BinaryRequest.ListBinaries(),
        new BinaryRequest.UnloadBinary(ID, true),
        new BinaryRequest.UnloadBinary(ID, false),
        new ServerRequest.Cancel(),
        new ServerRequest.Metrics());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRequestIsReadAsItWasWritten(Request request) {
    Call call = new Call(new Header(request.type(), NUMBER, Shape.FLAT), "blue", request);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    RequestWriter.write(call, line);
    assertThat(RequestReader.read(line.toByteArray(), 0, line.size() - 1)).isEqualTo(call);
  }

  static Stream<Arguments> responses() {
    return Stream.of(
        Arguments.of("LoadBinary", new Response.Loaded(ID, 7)),
        Arguments.of("Execute", new Response.Ran(RESULT)),
        Arguments.of("ExecuteChain", new Response.Chained(List.of(RESULT, RESULT), 6)),
        Arguments.of(
            "ExecuteChain",
            new Response.Failed(
                ErrorCode.OUT_OF_MEMORY,
                "step 2: no",
                new Response.FailedChain(2, List.of(RESULT)))),
        Arguments.of(
            "ListBinaries",
            new Response.Binaries(
                List.of(
                    new BinaryEntry(ID, "p", 1, 2, "sha256:a", true, 3, 4, null),
                    new BinaryEntry(ID, "", 1, 2, "sha256:b", false, 0, 0, "is gone")))),
        Arguments.of("UnloadBinary", new Response.Unloaded("done")),
        Arguments.of("Cancel", new Response.CancelTaken(true)),
        Arguments.of("Metrics", new Response.MetricsText("a 1\nb 2\n")));
  }

  @ParameterizedTest
  @MethodSource("responses")
  void anAnswerIsReadAsItWasWritten(String type, Response response) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ResponseWriter.write(new Header(type, NUMBER, Shape.FLAT), response, line);
    assertThat(ResponseReader.read(line.toByteArray(), 0, line.size() - 1))
        .isEqualTo(new ResponseReader.Answered(type, NUMBER, response));
  }

  @Test
  void everyCodeHasItsNameBack() {
    assertThat(ErrorCode.values())
        .allSatisfy(code -> assertThat(ErrorCode.of(code.text())).isEqualTo(code));
    assertThat(ErrorCode.of("Nothing")).isNull();
  }
}
