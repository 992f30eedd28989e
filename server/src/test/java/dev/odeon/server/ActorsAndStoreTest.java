package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.SignedHead;
import dev.odeon.chain.verify.Verifier;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.guests.SampleGuests;
import dev.odeon.protocol.ActorEvents;
import dev.odeon.protocol.ActorList;
import dev.odeon.protocol.ActorMessage;
import dev.odeon.protocol.ActorReplay;
import dev.odeon.protocol.ActorRequest;
import dev.odeon.protocol.ActorStart;
import dev.odeon.protocol.ActorState;
import dev.odeon.protocol.ActorStop;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.ClientConfig;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.OutgoingMessage;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.SignHead;
import dev.odeon.protocol.Status;
import dev.odeon.protocol.StoreDescribe;
import dev.odeon.protocol.StoreGc;
import dev.odeon.protocol.StoreGet;
import dev.odeon.protocol.StoreLabel;
import dev.odeon.protocol.StoreLabels;
import dev.odeon.protocol.StoreList;
import dev.odeon.protocol.StoreNew;
import dev.odeon.protocol.StorePut;
import dev.odeon.protocol.StoreShow;
import dev.odeon.protocol.StoreSize;
import dev.odeon.protocol.StoreStores;
import dev.odeon.protocol.StoreUnlabel;
import dev.odeon.protocol.StoreUpload;
import dev.odeon.protocol.StreamRequest;
import dev.odeon.service.ModuleFiles;
import dev.odeon.service.RequestContext;
import dev.odeon.service.Service;
import dev.odeon.service.ServiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    assertThat(client.call(start("visits")).turn().outcome()).isEqualTo(Outcome.RETURNED);
    ActorMessage.Result first =
        client.call(new ActorMessage(message("visits", "inc", "first"), true));
    assertThat(first.id()).isEqualTo("first");
    assertThat(first.turn().outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(first.turn().duplicate()).isFalse();
    assertThat(
            client
                .call(new ActorMessage(message("visits", "inc", "first"), true))
                .turn()
                .duplicate())
        .isTrue();
    assertThat(client.call(new ActorRequest(message("visits", "inc", null))).reply())
        .isEqualTo(Bytes.utf8("2"));
    assertThat(client.call(new ActorState("visits", null)).height()).isEqualTo(2);
    assertThat(client.call(new ActorState("visits", 1L)).state())
        .isEqualTo(home.actors().history().state(Key.actor("visits"), OptionalLong.of(1)).state());
    assertThat(items(new ActorList(false)))
        .singleElement()
        .satisfies(actor -> assertThat(actor.status()).isEqualTo("running"));
    assertThat(client.call(new ActorReplay("visits")).equal()).isTrue();
    assertThat(client.call(new ActorStop("visits", "enough")).status()).isEqualTo("stopped");
    assertThat(failed(new ActorRequest(message("visits", "inc", null))).code())
        .isEqualTo(ErrorCode.REFUSED);
  }

  @Test
  void givesBlocksAsTheyAreKeptAndAsWhatTheySay() {
    client.call(start("visits"));
    client.call(new ActorMessage(message("visits", "inc", "first"), true));

    List<ActorEvents.Item> raw = items(new ActorEvents("visits", 0, null, true));
    assertThat(raw).hasSize(2);
    for (ActorEvents.Item each : raw) {
      assertThat(
              Block.ofEncoded(
                      each.header(), each.encodedEvents().stream().map(EncodedEvent::new).toList())
                  .hash())
          .isEqualTo(each.hash());
    }
    assertThat(items(new ActorEvents("visits", 1, 1L, false)))
        .singleElement()
        .satisfies(block ->
            assertThat(block.events().getFirst().values())
                .containsEntry("kind", "message")
                .containsEntry("id", "first")
                .containsEntry("body", "inc"));
  }

  @Test
  void carriesOutMessagesBesideEachOther() {
    client.call(start("visits"));
    List<Client.Sent<ActorMessage.Result>> sent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sent.add(client.send(new ActorMessage(message("visits", "inc", "m" + i), true)));
    }
    sent.forEach(
        each -> assertThat(each.result().await().turn().outcome()).isEqualTo(Outcome.RETURNED));
    assertThat(client.call(new ActorRequest(message("visits", "inc", null))).reply())
        .isEqualTo(Bytes.utf8("51"));
  }

  @Test
  void refusesWhatActorsCannotDo() {
    assertThat(failed(new ActorRequest(message("nobody", "", null))).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(failed(new ActorState("nobody", null)).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(failed(new ActorStop("a/b/c", null)).code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(failed(new ActorStart("nonsense", Bytes.empty(), null, null, null)).code())
        .isEqualTo(ErrorCode.INVALID_INPUT);
    client.call(start("visits"));
    assertThat(client.call(start("visits")).turn().duplicate()).isTrue();
    try (Client blue = client("blue")) {
      List<ActorList.Item> none = new ArrayList<>();
      assertThat(blue.stream(new ActorList(false), none::add).count()).isZero();
      assertThat(none).isEmpty();
      assertThat(failed(blue, new ActorState("visits", null)).code())
          .isEqualTo(ErrorCode.NOT_FOUND);
    }
  }

  @Test
  void putsGetsAndLabelsContent() throws IOException {
    String hash = Hash.of(Bytes.utf8("abc")).hex();
    assertThat(client.call(put("abc", "l"))).isEqualTo(new StorePut.Result(hash, 3, "l", null));
    assertThat(client.call(new StoreGet("store:l", 1, 1L, null)))
        .isEqualTo(new StoreGet.Result(hash, 3, 1, Bytes.utf8("b")));
    assertThat(client.call(new StoreLabel("m", hash, false, null)).added()).isTrue();
    assertThat(client.call(new StoreDescribe(hash, "text/plain", null)).mediaType())
        .isEqualTo("text/plain");
    assertThat(client.call(new StoreShow("store:m", null)).labels())
        .containsExactlyInAnyOrder("l", "m");
    client.call(new StoreUnlabel("m", null, null));
    assertThat(items(new StoreLabels(null, null)))
        .containsExactly(new StoreLabels.Item("l", List.of(hash), null, null));
    assertThat(client.call(new StoreSize()).count()).isEqualTo(1);
    assertThat(items(new StoreList())).containsExactly(new StoreList.Item(hash, 3));
    assertThat(client.call(new StoreNew("other")).created()).isTrue();
    assertThat(client.call(new StoreStores()).stores()).hasSize(2);
    assertThat(client.call(new StoreGc(true, 0L, false)).kept()).isEqualTo(1);
    assertThat(failed(new StoreGet("store:none", 0, null, null)).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void givesLargeContentInPieces() throws IOException {
    byte[] large = new byte[9 << 20];
    new java.util.Random(1).nextBytes(large);
    Path file = Files.write(folder.resolve("large"), large);
    StorePut.Result put =
        client.call(new StorePut(null, file.toString(), null, "large", false, null, null));
    Bytes whole = Bytes.empty();
    while (whole.size() < put.size()) {
      Bytes content = client.call(new StoreGet("store:large", whole.size(), null, null)).content();
      assertThat(content.size()).isPositive().isLessThanOrEqualTo(4 << 20);
      whole = whole.plus(content);
    }
    assertThat(whole).isEqualTo(Bytes.wrap(large));
  }

  @Test
  void tellsWhatBecomesOfEachContentAndPutsOneInThePlaceOfAnother() {
    client.call(put("abc", "l"));
    String other = client.call(put("def", null)).hash();
    assertThat(client.call(new StoreLabel("l", other, true, null)).added()).isTrue();
    assertThat(client.call(new StoreLabel("l", other, true, null)).added()).isFalse();
    assertThat(items(new StoreLabels("l", null)))
        .containsExactly(new StoreLabels.Item("l", List.of(other), List.of(3L), null));

    List<StoreGc.Item> each = new ArrayList<>();
    StoreGc.Result report = client.stream(new StoreGc(false, 0L, true), each::add);
    assertThat(report.keptWhy()).containsEntry("label", 1L);
    assertThat(each)
        .hasSize(2)
        .anySatisfy(item -> assertThat(item.kept()).isFalse())
        .anySatisfy(item -> assertThat(item.why()).isEqualTo("label"));
  }

  @Test
  void takesContentPieceByPiece() {
    byte[] large = new byte[9 << 20];
    new java.util.Random(2).nextBytes(large);
    String upload = null;
    for (int at = 0; at < large.length; at += 4 << 20) {
      int size = Math.min(4 << 20, large.length - at);
      StoreUpload.Result taken =
          client.call(new StoreUpload(upload, Bytes.copyOf(large, at, size)));
      assertThat(taken.size()).isEqualTo(at + size);
      upload = taken.upload();
    }
    String id = upload;
    try (Client blue = client("blue")) {
      assertThat(failed(blue, new StoreUpload(id, Bytes.utf8("x"))).code())
          .isEqualTo(ErrorCode.NOT_FOUND);
    }
    assertThat(client.call(new StorePut(null, null, id, "large", false, null, null)).hash())
        .isEqualTo(Hash.of(Bytes.wrap(large)).hex());
    assertThat(failed(new StoreUpload(id, Bytes.utf8("x"))).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void opensNoMoreUploadsThanATenantMayHave() {
    for (int i = 0; i < 16; i++) {
      client.call(new StoreUpload(null, Bytes.utf8("x")));
    }
    assertThat(failed(new StoreUpload(null, Bytes.utf8("x"))).code())
        .isEqualTo(ErrorCode.OVERLOADED);
  }

  @Test
  void saysHowTheHomeIs() {
    home.load("uppercase");
    client.call(start("visits"));
    Status.Result status = client.call(new Status());
    assertThat(status.home()).isEqualTo(home.actors().home().toString());
    assertThat(status.actors()).isEqualTo(1);
    assertThat(status.actorsRunning()).isEqualTo(1);
    assertThat(status.plugins()).isEqualTo(1);
    assertThat(status.blocks()).isEqualTo(home.actors().chains().size());
    assertThat(status.bytes().get("log")).isPositive();
    assertThat(status.server().pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(status.server().socket()).isEqualTo(home.server().socket().toString());
    assertThat(status.damaged()).isEmpty();
    try (Client blue = client("blue")) {
      assertThat(failed(blue, new Status()).code()).isEqualTo(ErrorCode.REFUSED);
    }
  }

  @Test
  void signsTheHeadOfItsLog() {
    client.call(start("visits"));
    SignHead.Result head = client.call(new SignHead());
    assertThat(head.size()).isEqualTo(1);
    SignedHead signed = SignedHead.parse(Bytes.utf8(head.note()));
    assertThat(signed.root()).isEqualTo(head.root());
    assertThat(
            Verifier.verify(Disk.system(), Threads.system(), folder.resolve("home"), signed)
                .isSound())
        .isTrue();
  }

  @Test
  void listsPluginsAmongTheActorsOnlyWhenAsked() {
    UUID id = home.load("uppercase");
    assertThat(items(new ActorList(false))).isEmpty();
    assertThat(items(new ActorList(true)))
        .singleElement()
        .satisfies(actor -> assertThat(actor.actor()).isEqualTo("binary/" + id));
  }

  @Test
  void hidesContentFromOtherTenants() {
    client.call(put("abc", "l"));
    String hash = Hash.of(Bytes.utf8("abc")).hex();
    try (Client blue = client("blue")) {
      assertThat(failed(blue, new StoreGet(hash, 0, null, null)).code())
          .isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(failed(blue, new StoreGet("store:l", 0, null, null)).code())
          .isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(failed(blue, new StoreSize()).code()).isEqualTo(ErrorCode.REFUSED);
      blue.call(put("abc", null));
      assertThat(blue.call(new StoreGet(hash, 0, null, null)).size()).isEqualTo(3);
    }
  }

  @Test
  void answersWithoutASocketToo() {
    try (Execution execution = Execution.open(home.actors(), ExecutionConfig.defaults())) {
      ServiceConfig config =
          new ServiceConfig(new ModuleFiles.Nowhere(), () -> "none", null, false);
      try (Service service = Service.of(home.actors(), execution, config)) {
        RequestContext context = RequestContext.of("default");
        assertThat(service.call(start("visits"), context).turn().outcome())
            .isEqualTo(Outcome.RETURNED);
        assertThatThrownBy(() ->
                service.call(
                    new StorePut(null, "/etc/passwd", null, null, false, null, null), context))
            .isInstanceOfSatisfying(
                RequestException.class,
                failed -> assertThat(failed.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND));
      }
    }
  }

  @Test
  void doesNotSayThatItCancelledWhatGoesOn() {
    client.call(
        new ActorStart(
            "name = \"loops\"\nmodule = \"loops.wasm\"\n[limits]\ntime_ms = 500\n",
            Bytes.wrap(SampleGuests.module("hostile/loops-in-send")),
            "loops",
            null,
            null));
    Client.Sent<ActorMessage.Result> sent =
        client.send(new ActorMessage(message("loops", "on", "first"), true));
    assertThat(client.cancel(sent.id()).await()).isFalse();
    assertThat(sent.result().await().turn().outcome()).isInstanceOf(Outcome.Exhausted.class);
  }

  @Test
  void namesTheFileOfTheLogThatIsDamaged() throws IOException {
    client.call(start("visits"));
    try (Stream<Path> files = Files.list(folder.resolve("home/log"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".segment")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 64; i < bytes.length; i++) {
          bytes[i] ^= 0x55;
        }
        Files.write(file, bytes);
      }
    }
    RequestException failed =
        catchThrowableOfType(
            RequestException.class, () -> items(new ActorEvents("visits", 0, null, true)));
    assertThat(failed.code()).isEqualTo(ErrorCode.DAMAGED);
    assertThat(failed).hasMessageContaining("is damaged at byte");
  }

  private static ActorStart start(String name) {
    return new ActorStart(
        SampleGuests.manifest("counter"),
        Bytes.wrap(SampleGuests.module("counter")),
        name,
        null,
        null);
  }

  private static OutgoingMessage message(String actor, String body, String id) {
    return new OutgoingMessage(actor, Bytes.utf8(body), id, null, null);
  }

  private static StorePut put(String content, String label) {
    return new StorePut(Bytes.utf8(content), null, null, label, false, null, null);
  }

  private <I> List<I> items(StreamRequest<I, ?> request) {
    List<I> items = new ArrayList<>();
    client.stream(request, items::add);
    return items;
  }

  private Client client(String tenant) {
    return Client.connect(
        home.server().socket(), Ports.system(), ClientConfig.defaults().withTenant(tenant));
  }

  private RequestException failed(Request<?> request) {
    return failed(client, request);
  }

  private static RequestException failed(Client client, Request<?> request) {
    return catchThrowableOfType(RequestException.class, () -> client.call(request));
  }
}
