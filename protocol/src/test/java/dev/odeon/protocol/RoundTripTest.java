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
        new BinaryRequest.LoadBinary("a", null, 5L),
        new BinaryRequest.Execute(ID, Bytes.utf8("text \\ \" \u0001 😀"), RunConfig.NONE),
        new BinaryRequest.Execute(ID, Bytes.ofHex("80"), new RunConfig(1L, null, 3L)),
        new BinaryRequest.ExecuteChain(
            List.of(ID, ID), Bytes.empty(), new RunConfig(null, 2L, null)),
        new BinaryRequest.ListBinaries(),
        new BinaryRequest.UnloadBinary(ID, true),
        new BinaryRequest.UnloadBinary(ID, false),
        new ActorsRequest.ActorStart("name = \"é\"\n", Bytes.ofHex("00"), "a/b"),
        new ActorsRequest.ActorStart("", Bytes.ofHex("00"), null),
        new ActorsRequest.ActorStart("", Bytes.ofHex("00"), "a", 6L),
        new ActorsRequest.ActorMessage("a", sent("hi"), true),
        new ActorsRequest.ActorMessage(
            "a", new ActorsRequest.Sent(Bytes.ofHex("ff"), "k", "c", 5L), false),
        new ActorsRequest.ActorRequest("a", sent("")),
        new ActorsRequest.ActorList(false),
        new ActorsRequest.ActorList(true),
        new ActorsRequest.ActorState("a", null),
        new ActorsRequest.ActorState("a", 0L),
        new ActorsRequest.ActorEvents("a", 0, null, false),
        new ActorsRequest.ActorEvents("a", 3, 9L, true),
        new ActorsRequest.ActorStop("a", null),
        new ActorsRequest.ActorStop("a", "why"),
        new ActorsRequest.ActorReplay("a", null),
        new ActorsRequest.ActorReplay("a", Bytes.ofHex("01")),
        new ActorsRequest.ActorReplay("a", Bytes.ofHex("01"), 7L),
        new StoreRequest.StorePut(Bytes.utf8("x"), null, "l", true, "text/plain", "s"),
        new StoreRequest.StorePut(Bytes.ofHex("fe"), null, null, false, null, null),
        new StoreRequest.StorePut(null, "/p", null, false, null, null),
        new StoreRequest.StoreGet("store:l", 0, null, null),
        new StoreRequest.StoreGet("store:l", 7, 8L, "s"),
        new StoreRequest.StoreShow("r", null),
        new StoreRequest.StoreDescribe("r", "text/plain", "s"),
        new StoreRequest.StoreLabel("l", "r", false, null),
        new StoreRequest.StoreLabel("l", "r", true, "s"),
        new StoreRequest.StoreUnlabel("l", null, "s"),
        new StoreRequest.StoreUnlabel("l", "r", null),
        new StoreRequest.StoreLabels(null, null),
        new StoreRequest.StoreLabels("l", "s"),
        new StoreRequest.StoreSize(),
        new StoreRequest.StoreList(null),
        new StoreRequest.StoreList("aa"),
        new StoreRequest.StoreGc(true, 0L, false),
        new StoreRequest.StoreGc(false, null, true),
        new StoreRequest.StoreNew("s"),
        new StoreRequest.StoreStores(),
        new ServerRequest.Cancel(),
        new ServerRequest.Head(),
        new ServerRequest.Identify(),
        new ServerRequest.Metrics());
  }

  private static ActorsRequest.Sent sent(String body) {
    return new ActorsRequest.Sent(Bytes.utf8(body), null, null, null);
  }

  @Test
  void everyRequestIsAmongThem() {
    Stream<Class<?>> all =
        Stream.of(BinaryRequest.class, ActorsRequest.class, StoreRequest.class, ServerRequest.class)
            .flatMap(family -> Stream.of(family.getPermittedSubclasses()));
    assertThat(all.map(Class::getSimpleName))
        .containsExactlyInAnyOrderElementsOf(requests().map(Request::type).distinct().toList());
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
        Arguments.of(
            "ActorState",
            new Response.Told(
                Facts.of("actor", "é")
                    .put("height", 7)
                    .putNumber("next", null)
                    .put("flag", true)
                    .put("text", Bytes.utf8("a\"b"))
                    .put("bytes", Bytes.ofHex("ff00"))
                    .put("inner", Facts.of("a", (String) null))
                    .putAll("list", List.of(Facts.of("b", "c"), new Facts()))
                    .putTexts("texts", List.of("x", "y")))),
        Arguments.of("StoreSize", new Response.Told(new Facts().put("count", Long.MAX_VALUE))),
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
  void factsGiveBackWhatWasPut() {
    Facts facts =
        new Facts()
            .put("text", Bytes.utf8("é"))
            .put("bytes", Bytes.ofHex("ff00"))
            .put("none", (Bytes) null)
            .putTexts("texts", List.of("x"));
    assertThat(facts.bytesOrNull("text")).isEqualTo(Bytes.utf8("é"));
    assertThat(facts.bytesOrNull("bytes")).isEqualTo(Bytes.ofHex("ff00"));
    assertThat(facts.bytesOrNull("none")).isNull();
    assertThat(facts.texts("texts")).containsExactly("x");
    assertThat(facts.flag("absent")).isFalse();
  }

  @Test
  void everyCodeHasItsNameBack() {
    assertThat(ErrorCode.values())
        .allSatisfy(code -> assertThat(ErrorCode.of(code.text())).isEqualTo(code));
    assertThat(ErrorCode.of("Nothing")).isNull();
  }
}
