package dev.odeon.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.FileIdentity;
import dev.odeon.base.FolderIdentity;
import dev.odeon.base.Hash;
import dev.odeon.base.Outcome;
import dev.odeon.base.Priority;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one end writes, the other reads. */
class RoundTripTest {
  private static final TenantAllowance ALLOWANCE =
      new TenantAllowance("weight", 3L, null, 3L, null);

  private static final String AA = "aa".repeat(32);
  private static final String BB = "bb".repeat(32);
  private static final UUID ID = new UUID(0x1122334455667788L, 0x99AABBCCDDEEFF00L);
  private static final RequestId NUMBER = new RequestId.Number(12);
  private static final RunResult RUN = new RunResult(ID, -1, Bytes.ofHex("ff"), 3, 4);
  private static final Hash HASH = Hash.of(Bytes.utf8("a"));
  private static final ActorList.Item ENTRY =
      new ActorList.Item("a", "stopped", "why", 3, 2, HASH, 4, HASH, HASH);
  private static final TurnResult TURN = new TurnResult("é", Outcome.RETURNED, 7, HASH, true);
  private static final TurnResult TRAPPED =
      new TurnResult(
          "é",
          new Outcome.Trapped("unreachable", "f"),
          7,
          HASH,
          false,
          Bytes.utf8("a\nb"),
          List.of("f (function 1)", "function 2"));

  static Stream<Request<?>> requests() {
    return Stream.of(
        new LoadBinary("é.wasm", null),
        new LoadBinary("a", Bytes.ofHex("0061")),
        new LoadBinary(null, Bytes.ofHex("00")),
        new LoadBinary("a", null, 5L),
        new Execute(ID, Bytes.utf8("text \\ \" \u0001 😀"), RunConfig.NONE),
        new Execute(ID, Bytes.ofHex("80"), new RunConfig(1L, null, 3L)),
        new ExecuteChain(List.of(ID, ID), Bytes.empty(), new RunConfig(null, 2L, null)),
        new Execute(
            ID,
            Bytes.empty(),
            RunConfig.NONE,
            null,
            List.of("-v", "", "é"),
            new TreeMap<>(Map.of("A", "", "B", "c = d"))),
        new ListBinaries(),
        new UnloadBinary(ID, true),
        new UnloadBinary(ID, false),
        new ActorStart("name = \"é\"\n", Bytes.ofHex("00"), "a/b", "m.toml", null),
        new ActorStart("", Bytes.ofHex("00"), null, null, 6L),
        new ActorStart("store:m", null, null, null, null),
        ActorStart.again("a/b"),
        new ActorUpgrade("a", Bytes.ofHex("00"), null, "x = 1\n", "m.toml", 3L),
        new ActorUpgrade("a", null, "store:é", null, null, null),
        new ActorUpgrade("a", null, null, "store:m", null, null),
        new ActorReply("a/b", "order-1", Bytes.ofHex("80")),
        new ActorReply("a", "é", Bytes.empty()),
        new ActorRequests("a/b"),
        new ActorRemove("a", "done"),
        new ActorRemove("a", null),
        new ActorShow("a"),
        new ActorChannels("a"),
        new ActorLogs("a", null, null, false),
        new ActorLogs("a", "1.2", 3L, true),
        new ActorTimers("a"),
        new ActorWhatIf("a", null, "store:m", null),
        new ActorMessage(message("hi"), true),
        new ActorMessage(
            new OutgoingMessage("a", Bytes.ofHex("ff"), "k", "c", 5L, Priority.LOW), false),
        new ActorRequest(message("")),
        new ActorList(false),
        new ActorList(true),
        new ActorState("a", null),
        new ActorState("a", 0L),
        new ActorEvents("a", 0, null, false),
        new ActorEvents("a", 3, 9L, true, 2L),
        new Events(Events.Filter.ALL, Events.Start.BEGINNING, false, false),
        new Events(Events.Filter.of("a"), Events.Start.NOW, true, true),
        new Events(
            new Events.Filter(null, "actor", List.of("state", "é"), "c"),
            new Events.Start("4.1", 5L, 6L, 7L),
            false,
            true),
        new ActorLetters("a", null),
        new ActorLetters("a", 7L),
        new ActorLetterRedeliver("a", 7),
        new ActorLetterDrop("a", 7, null),
        new ActorLetterDrop("a", 7, "why"),
        new TenantList(),
        new TenantShow("blue"),
        new TenantSet("blue", new TreeMap<>(Map.of("weight", 3L)), List.of()),
        new TenantSet("blue", new TreeMap<>(), List.of("weight")),
        new ActorTop(null, null),
        new ActorTop("fuel", 5L),
        new ActorPause(null, null),
        new ActorPause("a", "why"),
        new ActorResume(null, null),
        new ActorResume("a", "why"),
        new ActorStop("a", null),
        new ActorStop("a", "why"),
        new ActorReplay("a"),
        new ActorWhatIf("a", Bytes.ofHex("01"), null),
        new ActorWhatIf("a", Bytes.ofHex("01"), 7L),
        new StorePut(Bytes.utf8("x"), null, null, "l", true, "text/plain", "s"),
        new StorePut(Bytes.ofHex("fe"), null, null, null, false, null, null),
        new StorePut(null, "/p", null, null, false, null, null),
        new StorePut(null, null, "u", null, false, null, null),
        new StoreUpload(null, Bytes.ofHex("fe")),
        new StoreUpload("u", Bytes.empty()),
        new StoreGet("store:l", 0, null, null),
        new StoreGet("store:l", 7, 8L, "s"),
        new StoreShow("r", null),
        new StoreDescribe("r", "text/plain", "s"),
        new StoreLabel("l", "r", false, null),
        new StoreLabel("l", "r", true, "s"),
        new StoreUnlabel("l", null, "s"),
        new StoreUnlabel("l", "r", null),
        new StoreLabels(null, null),
        new StoreLabels("l", "s"),
        new StoreSize(),
        new StoreList(),
        new StoreGc(true, 0L, false),
        new StoreGc(false, null, true),
        new StoreNew("s"),
        new StoreStores(),
        new Cancel(),
        new SignHead(),
        new Identify(),
        new ReadMetrics(),
        new Status());
  }

  private static OutgoingMessage message(String body) {
    return new OutgoingMessage("a", Bytes.utf8(body), null, null, null);
  }

  @Test
  void everyRequestIsAmongThem() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Request.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.list(classes.resolve("dev/odeon/protocol"))) {
      List<String> all =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class") && !name.contains("-"))
              .map(name -> name.substring(0, name.length() - ".class".length()))
              .filter(RoundTripTest::isRequest)
              .toList();
      assertThat(all)
          .containsExactlyInAnyOrderElementsOf(
              requests().map(each -> each.getClass().getSimpleName()).distinct().toList());
    }
  }

  private static boolean isRequest(String name) {
    try {
      Class<?> type = Class.forName("dev.odeon.protocol." + name);
      return type.isRecord() && Request.class.isAssignableFrom(type);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRequestIsReadAsItWasWritten(Request<?> request) {
    String type = request.operation().type();
    IncomingRequest incoming =
        new IncomingRequest(new Header(type, NUMBER, Shape.FLAT), "blue", true, request);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    RequestWriter.write(incoming, line);
    RequestReader reader =
        new RequestReader(asked -> asked.equals(type) ? request.operation() : null);
    assertThat(reader.read(line.toByteArray(), 0, line.size() - 1)).isEqualTo(incoming);
  }

  static Stream<Arguments> results() {
    return Stream.of(
        Arguments.of(LoadBinary.OPERATION, new LoadBinary.Result(ID, 7)),
        Arguments.of(Execute.OPERATION, new Execute.Result(RUN)),
        Arguments.of(ExecuteChain.OPERATION, new ExecuteChain.Result(List.of(RUN, RUN), 6)),
        Arguments.of(
            ListBinaries.OPERATION,
            new ListBinaries.Result(
                List.of(
                    new PluginEntry(ID, "p", 1, 2, HASH, true, 3L, 4L, null),
                    new PluginEntry(ID, "", 1, 2, HASH, false, null, null, "is gone")))),
        Arguments.of(UnloadBinary.OPERATION, new UnloadBinary.Result("done")),
        Arguments.of(ActorStart.OPERATION, new ActorStart.Result(TURN, 9)),
        Arguments.of(ActorStart.OPERATION, new ActorStart.Result(TRAPPED, 9)),
        Arguments.of(ActorUpgrade.OPERATION, new ActorUpgrade.Result(TURN, HASH, HASH)),
        Arguments.of(ActorReply.OPERATION, new ActorReply.Result("a", "order-1", 7, HASH)),
        Arguments.of(ActorRequests.OPERATION, new ActorRequests.Result(2)),
        Arguments.of(ActorRemove.OPERATION, new ActorRemove.Result(TURN, "removed")),
        Arguments.of(
            ActorShow.OPERATION,
            new ActorShow.Result(
                ENTRY,
                1,
                2L,
                "module = \"é\"",
                List.of("runtime"),
                new ActorShow.Limits(1, 2, 3, 4, 5, 6, 7, 8),
                HASH,
                9,
                new ActorShow.LastFailure(3, 4, new Outcome.Trapped("k", "w")))),
        Arguments.of(
            ActorShow.OPERATION,
            new ActorShow.Result(ENTRY, 1, null, null, List.of(), null, null, 0, null)),
        Arguments.of(ActorChannels.OPERATION, new ActorChannels.Result(2)),
        Arguments.of(ActorLogs.OPERATION, new ActorLogs.Result(2)),
        Arguments.of(ActorTimers.OPERATION, new ActorTimers.Result(2)),
        Arguments.of(ActorMessage.OPERATION, new ActorMessage.Result(null, "i")),
        Arguments.of(
            ActorMessage.OPERATION,
            new ActorMessage.Result(
                new TurnResult("a", new Outcome.Rejected("no"), 1, HASH, false), "i")),
        Arguments.of(
            ActorRequest.OPERATION,
            new ActorRequest.Result(
                new TurnResult("a", new Outcome.Trapped("k", "w"), 1, HASH, false), "i", null)),
        Arguments.of(
            ActorRequest.OPERATION,
            new ActorRequest.Result(
                new TurnResult("a", new Outcome.Exhausted(Outcome.Limit.FUEL), 1, HASH, false),
                "i",
                Bytes.ofHex("ff"))),
        Arguments.of(ActorList.OPERATION, new ActorList.Result(2)),
        Arguments.of(ActorState.OPERATION, new ActorState.Result("a", 7, null, null)),
        Arguments.of(ActorState.OPERATION, new ActorState.Result("a", 7, HASH, Bytes.utf8("a\"b"))),
        Arguments.of(ActorEvents.OPERATION, new ActorEvents.Result("a", 3)),
        Arguments.of(Events.OPERATION, new Events.Result(3, "8.2")),
        Arguments.of(Events.OPERATION, new Events.Result(0, null)),
        Arguments.of(ActorLetters.OPERATION, new ActorLetters.Result("a", 2)),
        Arguments.of(
            ActorLetterRedeliver.OPERATION,
            new ActorLetterRedeliver.Result(
                new TurnResult("a", new Outcome.Rejected("no"), 1, HASH, false), 7, "letter/x/7")),
        Arguments.of(ActorLetterDrop.OPERATION, new ActorLetterDrop.Result("a", 7, 3)),
        Arguments.of(ActorPause.OPERATION, new PauseRequest.Result("a", "paused", false, 3L, HASH)),
        Arguments.of(ActorTop.OPERATION, new ActorTop.Result(1, 2)),
        Arguments.of(TenantList.OPERATION, new TenantList.Result(2)),
        Arguments.of(TenantShow.OPERATION, new TenantShow.Result("blue", List.of(ALLOWANCE))),
        Arguments.of(
            TenantSet.OPERATION,
            new TenantSet.Result("blue", List.of(ALLOWANCE, ALLOWANCE), false, 3L, HASH)),
        Arguments.of(
            TenantSet.OPERATION, new TenantSet.Result("blue", List.of(), true, null, null)),
        Arguments.of(
            ActorResume.OPERATION, new PauseRequest.Result(null, "running", true, null, null)),
        Arguments.of(ActorStop.OPERATION, new ActorStop.Result("a", "stopped", "why")),
        Arguments.of(
            ActorReplay.OPERATION,
            new ActorReplay.Result(
                "a",
                false,
                3,
                2,
                1,
                HASH,
                HASH,
                List.of(new ActorReplay.Divergence(1, 2, "w", "e", "a")))),
        Arguments.of(
            ActorWhatIf.OPERATION,
            new ActorWhatIf.Result(
                "a",
                false,
                3,
                2,
                1,
                HASH,
                1,
                1,
                0,
                List.of(new ActorWhatIf.Difference(1, true, "w", "e", "a")),
                new ActorWhatIf.Fuel(5, 6),
                new ActorWhatIf.State(null, 0),
                new ActorWhatIf.State(HASH, 4))),
        Arguments.of(StorePut.OPERATION, new StorePut.Result(AA, 5, null, "text/plain")),
        Arguments.of(StoreUpload.OPERATION, new StoreUpload.Result("u", Long.MAX_VALUE)),
        Arguments.of(StoreGet.OPERATION, new StoreGet.Result(AA, 9, 2, Bytes.ofHex("ff00"))),
        Arguments.of(
            StoreShow.OPERATION, new StoreShow.Result(AA, 9, null, null, List.of("x", "y"))),
        Arguments.of(StoreDescribe.OPERATION, new StoreDescribe.Result(AA, "text/plain")),
        Arguments.of(StoreLabel.OPERATION, new StoreLabel.Result("l", AA, true)),
        Arguments.of(StoreUnlabel.OPERATION, new StoreUnlabel.Result("l", null)),
        Arguments.of(StoreLabels.OPERATION, new StoreLabels.Result(1)),
        Arguments.of(StoreSize.OPERATION, new StoreSize.Result(1, 2, Long.MAX_VALUE)),
        Arguments.of(StoreList.OPERATION, new StoreList.Result(1)),
        Arguments.of(
            StoreGc.OPERATION,
            new StoreGc.Result(
                true,
                1,
                2,
                new TreeMap<>(Map.of("a label", 1L)),
                3,
                4,
                5,
                6,
                7,
                8,
                List.of("damaged"))),
        Arguments.of(StoreNew.OPERATION, new StoreNew.Result("s", "default", true)),
        Arguments.of(
            StoreStores.OPERATION,
            new StoreStores.Result(List.of(new StoreStores.Entry("s", "default", 2)))),
        Arguments.of(Cancel.OPERATION, new Cancel.Result(true)),
        Arguments.of(SignHead.OPERATION, new SignHead.Result("o", 7, HASH, "a\nb\n")),
        Arguments.of(
            Identify.OPERATION,
            new ServerIdentity(
                7,
                "/h",
                Bytes.ofHex("00ff"),
                new FolderIdentity(new FileIdentity(1, 2), null),
                "0.1.0 (built without git, Java 25)")),
        Arguments.of(ReadMetrics.OPERATION, new ReadMetrics.Result("a 1\nb 2\n")),
        Arguments.of(
            Status.OPERATION,
            new Status.Result(
                "/h",
                "00",
                new TreeMap<>(Map.of("home", 2L)),
                new TreeMap<>(Map.of("log", 5L)),
                3,
                2,
                true,
                1,
                9,
                HASH,
                new Status.ServerState(7, "/s", "2026-01-01T00:00:00Z"),
                null,
                List.of())));
  }

  @Test
  void everyResultIsAmongThem() {
    assertThat(results().map(each -> each.get()[0].toString()).collect(Collectors.toSet()))
        .isEqualTo(requests().map(each -> each.operation().type()).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("results")
  <R> void aResultIsReadAsItWasWritten(Operation<?, R> operation, R result) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    Header header = new Header(operation.type(), NUMBER, Shape.FLAT);
    ResponseWriter.result(header, operation, result, line);
    ResponseReader read = new ResponseReader(line.toByteArray(), 0, line.size() - 1);
    assertThat(read.type()).isEqualTo(operation.type());
    assertThat(read.id()).isEqualTo(NUMBER);
    assertThat(read.body(operation.result())).isEqualTo(result);
  }

  static Stream<Arguments> items() {
    return Stream.of(
        Arguments.of(TenantList.OPERATION, new TenantList.Item("blue", List.of(ALLOWANCE))),
        Arguments.of(ActorTop.OPERATION, new ActorTop.Item("a", 1, 2, 3, 4, 5, 6, 7, 8)),
        Arguments.of(
            ActorList.OPERATION, new ActorList.Item("a", "running", "", 1, 0, HASH, 5, HASH, HASH)),
        Arguments.of(ActorChannels.OPERATION, new ActorChannels.Item("a/1/0>é", "é", "a", 5, 1)),
        Arguments.of(ActorLogs.OPERATION, new ActorLogs.Item("1.2", "a", 3, 4, "é", 0)),
        Arguments.of(ActorLogs.OPERATION, new ActorLogs.Item(null, "a", 3, 4, "", 5)),
        Arguments.of(ActorTimers.OPERATION, new ActorTimers.Item("é", 5, 0, "every 5m", 1, 2, 3)),
        Arguments.of(ActorTimers.OPERATION, new ActorTimers.Item("t", 5, 4, null, 1, 0, 0)),
        Arguments.of(
            ActorEvents.OPERATION,
            new ActorEvents.Item(
                0,
                HASH,
                5,
                Outcome.RETURNED,
                null,
                List.of(JsonFields.of("kind", "note").put("n", 3L).put("none", null)),
                null,
                null)),
        Arguments.of(
            ActorEvents.OPERATION,
            new ActorEvents.Item(
                0,
                HASH,
                5,
                new Outcome.Cancelled(),
                8L,
                null,
                Bytes.ofHex("01"),
                List.of(Bytes.ofHex("02"), Bytes.ofHex("ff")))),
        Arguments.of(
            Events.OPERATION,
            new Events.Item(
                "7.1",
                "a",
                0,
                HASH,
                5,
                Outcome.RETURNED,
                null,
                List.of(1L),
                List.of(JsonFields.of("kind", "note")),
                null,
                null,
                true)),
        Arguments.of(
            Events.OPERATION,
            new Events.Item(
                "7.1",
                "a/b",
                2,
                HASH,
                5,
                new Outcome.Cancelled(),
                8L,
                List.of(0L, 1L),
                null,
                Bytes.ofHex("01"),
                List.of(Bytes.ofHex("02")),
                false)),
        Arguments.of(
            StoreLabels.OPERATION,
            new StoreLabels.Item("l", List.of(AA, BB), List.of(-1L, 4L), null)),
        Arguments.of(
            StoreLabels.OPERATION, new StoreLabels.Item("l", List.of(), null, "is damaged")),
        Arguments.of(
            ActorLetters.OPERATION,
            new ActorLetters.Item(7, "a/1/0", 3, 4, "why", "handle-send", 2, null)),
        Arguments.of(
            ActorLetters.OPERATION,
            new ActorLetters.Item(7, "a/1/0", 3, 4, "why", "handle-send", 2, Bytes.utf8("hi"))),
        Arguments.of(StoreList.OPERATION, new StoreList.Item(AA, 5)),
        Arguments.of(StoreGc.OPERATION, new StoreGc.Item(AA, 5, false, 0, null)));
  }

  @ParameterizedTest
  @MethodSource("items")
  <I> void anItemIsReadAsItWasWritten(StreamOperation<?, I, ?> operation, I item) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    Header header = new Header(operation.type(), NUMBER, Shape.FLAT);
    ResponseWriter.item(header, operation, item, line);
    ResponseReader read = new ResponseReader(line.toByteArray(), 0, line.size() - 1);
    assertThat(read.isItem()).isTrue();
    assertThat(read.body(operation.item())).isEqualTo(item);
  }

  @Test
  void aFailureIsReadAsItWasWritten() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    RequestException failure =
        new RequestException(
            ErrorCode.OUT_OF_MEMORY,
            "step 2: no",
            new RequestException.FailedPipeline(2, List.of(RUN)),
            new RunFailure(
                Bytes.ofHex("ff"),
                Bytes.utf8("a\nb"),
                Bytes.utf8("panicked"),
                List.of("main (function 3)", "function 4"),
                new RunLimit(Outcome.Limit.MEMORY, 64 << 20, true)));
    ResponseWriter.failure(new Header("ExecuteChain", NUMBER, Shape.FLAT), failure, line);
    RequestException read = new ResponseReader(line.toByteArray(), 0, line.size() - 1).failure();
    assertThat(read).hasMessage("step 2: no");
    assertThat(read.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
    assertThat(read.pipeline()).isEqualTo(failure.pipeline());
    assertThat(read.run()).isEqualTo(failure.run());
  }

  @Test
  void aResultThatLacksAFieldIsNone() {
    byte[] line =
        "{\"type\":\"StoreList\",\"id\":1,\"Ok\":{}}"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    ResponseReader read = new ResponseReader(line, 0, line.length);
    assertThatThrownBy(() -> read.body(StoreList.OPERATION.result()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("field 'count' is missing");
  }

  @Test
  void everyCodeHasItsNameBack() {
    assertThat(ErrorCode.values())
        .allSatisfy(code -> assertThat(ErrorCode.of(code.text())).isEqualTo(code));
    assertThat(ErrorCode.of("Nothing")).isNull();
  }
}
