package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.SignedHead;
import dev.odeon.chain.verify.Verifier;
import dev.odeon.engine.Cancellation;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.guests.SampleGuests;
import dev.odeon.protocol.ActorsRequest;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.ClientConfig;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Facts;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.Response;
import dev.odeon.protocol.ServerRequest;
import dev.odeon.protocol.StoreRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Actors and the content store by way of the socket. */
@Timeout(120)
class ActorsAndStoreTest {
  @TempDir private Path folder = Path.of("");
  private OpenHome home;
  private Client client;

  @BeforeEach
  void open() {
    home = OpenHome.at(folder);
    client = client("default");
  }

  @AfterEach
  void close() {
    client.close();
    home.close();
  }

  @Test
  void startsAnActorAndTalksToIt() {
    assertThat(told(start("visits")).text("outcome")).isEqualTo("returned");
    assertThat(told(new ActorsRequest.ActorMessage("visits", sent("inc", "first"), true)).values())
        .containsEntry("outcome", "returned")
        .containsEntry("replayed", false)
        .containsEntry("id", "first");
    assertThat(
            told(new ActorsRequest.ActorMessage("visits", sent("inc", "first"), true))
                .flag("replayed"))
        .isTrue();
    Facts reply = told(new ActorsRequest.ActorRequest("visits", sent("inc", null)));
    assertThat(reply.text("reply")).isEqualTo("2");
    assertThat(told(new ActorsRequest.ActorState("visits", null)).values())
        .containsEntry("height", 2L)
        .containsKey("state");
    assertThat(told(new ActorsRequest.ActorState("visits", 1L)).bytesOrNull("state"))
        .isEqualTo(home.actors().state(Key.actor("visits"), OptionalLong.of(1)).state());
    assertThat(told(new ActorsRequest.ActorList(false)).list("actors"))
        .singleElement()
        .satisfies(actor -> assertThat(actor.text("status")).isEqualTo("running"));
    assertThat(told(new ActorsRequest.ActorReplay("visits", null)).flag("equal")).isTrue();
    assertThat(told(new ActorsRequest.ActorStop("visits", "enough")).text("status"))
        .isEqualTo("stopped");
    assertThat(failed(new ActorsRequest.ActorRequest("visits", sent("inc", null))).code())
        .isEqualTo(ErrorCode.REFUSED);
  }

  @Test
  void givesBlocksAsTheyAreKeptAndAsWhatTheySay() {
    told(start("visits"));
    told(new ActorsRequest.ActorMessage("visits", sent("inc", "first"), true));

    Facts raw = told(new ActorsRequest.ActorEvents("visits", 0, null, true));
    assertThat(raw.wholeOrNull("next")).isNull();
    assertThat(raw.list("blocks")).hasSize(2);
    for (Facts each : raw.list("blocks")) {
      Block block =
          Block.ofEncoded(
              each.bytesOrNull("header"),
              each.texts("events_base64").stream()
                  .map(text -> Bytes.wrap(Base64.getDecoder().decode(text)))
                  .toList());
      assertThat(each.text("hash")).isEqualTo(block.hash().toString());
    }
    Facts said = told(new ActorsRequest.ActorEvents("visits", 1, 1L, false));
    assertThat(said.list("blocks"))
        .singleElement()
        .satisfies(block ->
            assertThat(block.list("events").getFirst().values())
                .containsEntry("kind", "message")
                .containsEntry("id", "first")
                .containsEntry("body", "inc"));
  }

  @Test
  void carriesOutMessagesBesideEachOther() {
    told(start("visits"));
    List<Client.Sent> sent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sent.add(client.send(new ActorsRequest.ActorMessage("visits", sent("inc", "m" + i), true)));
    }
    sent.forEach(each ->
        assertThat(each.response().await())
            .isInstanceOfSatisfying(
                Response.Told.class,
                told -> assertThat(told.facts().text("outcome")).isEqualTo("returned")));
    assertThat(told(new ActorsRequest.ActorRequest("visits", sent("inc", null))).text("reply"))
        .isEqualTo("51");
  }

  @Test
  void refusesWhatActorsCannotDo() {
    assertThat(failed(new ActorsRequest.ActorRequest("nobody", sent("", null))).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(failed(new ActorsRequest.ActorState("nobody", null)).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(failed(new ActorsRequest.ActorStop("a/b/c", null)).code())
        .isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(failed(new ActorsRequest.ActorStart("nonsense", Bytes.empty(), null)).code())
        .isEqualTo(ErrorCode.INVALID_INPUT);
    told(start("visits"));
    assertThat(failed(start("visits")).code()).isEqualTo(ErrorCode.REFUSED);
    try (Client blue = client("blue")) {
      assertThat(
              ((Response.Told) blue.call(new ActorsRequest.ActorList(false)))
                  .facts()
                  .list("actors"))
          .isEmpty();
      assertThat(blue.call(new ActorsRequest.ActorState("visits", null)))
          .isInstanceOf(Response.Failed.class);
    }
  }

  @Test
  void putsGetsAndLabelsContent() throws IOException {
    Facts put = told(new StoreRequest.StorePut(Bytes.utf8("abc"), null, "l", false, null, null));
    String hash = Hash.of(Bytes.utf8("abc")).hex();
    assertThat(put.text("hash")).isEqualTo(hash);
    assertThat(told(new StoreRequest.StoreGet("store:l", 1, 1L, null)).values())
        .containsEntry("hash", hash)
        .containsEntry("size", 3L)
        .containsEntry("content", "b");
    assertThat(told(new StoreRequest.StoreLabel("m", hash, false, null)).flag("added")).isTrue();
    assertThat(told(new StoreRequest.StoreDescribe(hash, "text/plain", null)).values())
        .containsEntry("media_type", "text/plain");
    assertThat(told(new StoreRequest.StoreShow("store:m", null)).texts("labels"))
        .containsExactlyInAnyOrder("l", "m");
    told(new StoreRequest.StoreUnlabel("m", null, null));
    assertThat(told(new StoreRequest.StoreLabels(null, null)).list("labels"))
        .extracting(facts -> facts.text("label"))
        .containsExactly("l");
    assertThat(told(new StoreRequest.StoreSize()).whole("count")).isEqualTo(1);
    assertThat(told(new StoreRequest.StoreList(null)).list("contents"))
        .extracting(facts -> facts.text("hash"))
        .containsExactly(hash);
    assertThat(told(new StoreRequest.StoreNew("other")).flag("created")).isTrue();
    assertThat(told(new StoreRequest.StoreStores()).list("stores")).hasSize(2);
    assertThat(told(new StoreRequest.StoreGc(true, 0L, false)).whole("kept")).isEqualTo(1);
    assertThat(failed(new StoreRequest.StoreGet("store:none", 0, null, null)).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void givesLargeContentInPieces() throws IOException {
    byte[] large = new byte[9 << 20];
    new java.util.Random(1).nextBytes(large);
    Path file = Files.write(folder.resolve("large"), large);
    Facts put = told(new StoreRequest.StorePut(null, file.toString(), "large", false, null, null));
    Bytes whole = Bytes.empty();
    while (whole.size() < put.whole("size")) {
      Facts piece = told(new StoreRequest.StoreGet("store:large", whole.size(), null, null));
      Bytes content = piece.bytesOrNull("content");
      assertThat(content.size()).isPositive().isLessThanOrEqualTo(4 << 20);
      whole = whole.plus(content);
    }
    assertThat(whole).isEqualTo(Bytes.wrap(large));
  }

  @Test
  void tellsWhatBecomesOfEachContentAndPutsOneInThePlaceOfAnother() {
    told(new StoreRequest.StorePut(Bytes.utf8("abc"), null, "l", false, null, null));
    String other =
        told(new StoreRequest.StorePut(Bytes.utf8("def"), null, null, false, null, null))
            .text("hash");
    assertThat(told(new StoreRequest.StoreLabel("l", other, true, null)).flag("added")).isTrue();
    assertThat(told(new StoreRequest.StoreLabel("l", other, true, null)).flag("added")).isFalse();
    assertThat(told(new StoreRequest.StoreLabels("l", null)).list("labels"))
        .singleElement()
        .satisfies(label -> assertThat(label.texts("references")).containsExactly(other));

    Facts report = told(new StoreRequest.StoreGc(false, 0L, true));
    assertThat(report.inner("kept_why").whole("label")).isEqualTo(1);
    assertThat(report.whole("each_left_out")).isZero();
    assertThat(report.list("each")).hasSize(2);
    assertThat(report.list("each").getFirst().flag("kept")).isFalse();
    assertThat(report.list("each").getLast().text("why")).isEqualTo("label");
  }

  @Test
  void signsTheHeadOfItsLog() {
    told(start("visits"));
    Facts head = told(new ServerRequest.Head());
    assertThat(head.whole("size")).isEqualTo(1);
    SignedHead signed = SignedHead.parse(Bytes.utf8(head.text("note")));
    assertThat(signed.root().toString()).isEqualTo(head.text("root"));
    assertThat(
            Verifier.verify(Disk.system(), Threads.system(), folder.resolve("home"), signed)
                .isSound())
        .isTrue();
  }

  @Test
  void listsPluginsAmongTheActorsOnlyWhenAsked() {
    UUID id = home.load("uppercase");
    assertThat(told(new ActorsRequest.ActorList(false)).list("actors")).isEmpty();
    assertThat(told(new ActorsRequest.ActorList(true)).list("actors"))
        .singleElement()
        .satisfies(actor -> assertThat(actor.text("actor")).isEqualTo("binary/" + id));
  }

  @Test
  void hidesContentFromOtherTenants() {
    told(new StoreRequest.StorePut(Bytes.utf8("abc"), null, "l", false, null, null));
    String hash = Hash.of(Bytes.utf8("abc")).hex();
    try (Client blue = client("blue")) {
      assertThat(blue.call(new StoreRequest.StoreGet(hash, 0, null, null)))
          .isInstanceOf(Response.Failed.class);
      assertThat(blue.call(new StoreRequest.StoreGet("store:l", 0, null, null)))
          .isInstanceOf(Response.Failed.class);
      assertThat(blue.call(new StoreRequest.StoreSize())).isInstanceOf(Response.Failed.class);
      blue.call(new StoreRequest.StorePut(Bytes.utf8("abc"), null, null, false, null, null));
      assertThat(blue.call(new StoreRequest.StoreGet(hash, 0, null, null)))
          .isInstanceOf(Response.Told.class);
    }
  }

  @Test
  void answersWithoutASocketToo() {
    try (Execution execution = Execution.open(home.actors(), ExecutionConfig.defaults())) {
      Service service =
          Service.of(home.actors(), execution, new ModuleFiles.Nowhere(), () -> "none");
      assertThat(service.answer("default", start("visits"), new Cancellation()))
          .isInstanceOf(Response.Told.class);
      assertThat(
              service.answer(
                  "default",
                  new StoreRequest.StorePut(null, "/etc/passwd", null, false, null, null),
                  new Cancellation()))
          .isInstanceOfSatisfying(
              Response.Failed.class,
              failed -> assertThat(failed.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND));
    }
  }

  @Test
  void doesNotSayThatItTookBackWhatGoesOn() {
    told(
        new ActorsRequest.ActorStart(
            "name = \"loops\"\nmodule = \"loops.wasm\"\n[limits]\ntime_ms = 500\n",
            Bytes.wrap(SampleGuests.module("hostile/loops-in-send")),
            "loops"));
    Client.Sent sent =
        client.send(new ActorsRequest.ActorMessage("loops", sent("on", "first"), true));
    assertThat(client.cancel(sent.id()).await()).isEqualTo(new Response.CancelTaken(false));
    assertThat(sent.response().await())
        .isInstanceOfSatisfying(
            Response.Told.class,
            told -> assertThat(told.facts().text("outcome")).isEqualTo("exhausted"));
  }

  @Test
  void namesTheFileOfTheLogThatIsDamaged() throws IOException {
    told(start("visits"));
    try (Stream<Path> files = Files.list(folder.resolve("home/log"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".segment")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 64; i < bytes.length; i++) {
          bytes[i] ^= 0x55;
        }
        Files.write(file, bytes);
      }
    }
    Response.Failed failed = failed(new ActorsRequest.ActorEvents("visits", 0, null, true));
    assertThat(failed.code()).isEqualTo(ErrorCode.REFUSED);
    assertThat(failed.message()).contains("is damaged at byte");
  }

  private static Request start(String name) {
    return new ActorsRequest.ActorStart(
        SampleGuests.manifest("counter"), Bytes.wrap(SampleGuests.module("counter")), name);
  }

  private static ActorsRequest.Sent sent(String body, String id) {
    return new ActorsRequest.Sent(Bytes.utf8(body), id, null, null);
  }

  private Client client(String tenant) {
    return Client.connect(
        home.server().socket(), Ports.system(), ClientConfig.defaults().withTenant(tenant));
  }

  private Facts told(Request request) {
    Response response = client.call(request);
    assertThat(response).isInstanceOf(Response.Told.class);
    return ((Response.Told) response).facts();
  }

  private Response.Failed failed(Request request) {
    Response response = client.call(request);
    assertThat(response).isInstanceOf(Response.Failed.class);
    return (Response.Failed) response;
  }
}
