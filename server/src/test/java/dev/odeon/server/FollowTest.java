package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.chain.BlockFilter;
import dev.odeon.chain.BlockSubscription;
import dev.odeon.chain.Chains;
import dev.odeon.chain.StartPoint;
import dev.odeon.guests.SampleGuests;
import dev.odeon.protocol.ActorMessage;
import dev.odeon.protocol.ActorStart;
import dev.odeon.protocol.ActorStop;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.ClientConfig;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Events;
import dev.odeon.protocol.Following;
import dev.odeon.protocol.OutgoingMessage;
import dev.odeon.protocol.RequestException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The events of all actors by way of the socket: those that are there, and those to come. */
@Timeout(60)
class FollowTest {
  private static int tenants;
  private static OpenHome home;

  /** Each test is another tenant. */
  private String tenant;

  private Client client;

  @BeforeAll
  static void openHome(@TempDir Path folder) {
    home = OpenHome.at(folder);
  }

  @AfterAll
  static void closeHome() {
    home.close();
  }

  @BeforeEach
  void open() {
    tenant = "tenant" + tenants++;
    client = client(home, tenant);
    start(client, "visits");
    start(client, "others");
  }

  @AfterEach
  void close() {
    client.close();
  }

  private static Client client(OpenHome of, String tenant) {
    return Client.connect(
        of.server().socket(), Ports.system(), ClientConfig.defaults().withTenant(tenant));
  }

  private static void start(Client by, String name) {
    var _ =
        by.call(
            new ActorStart(
                SampleGuests.manifest("counter"),
                Bytes.wrap(SampleGuests.module("counter")),
                name,
                null,
                null));
  }

  private void increment(String name, String id, @Nullable String correlation) {
    var _ =
        client.call(
            new ActorMessage(
                new OutgoingMessage(name, Bytes.utf8("inc"), id, correlation, null), true));
  }

  private List<Events.Item> items(Events.Filter filter, Events.Start start) {
    List<Events.Item> items = new ArrayList<>();
    Events.Result result = client.stream(new Events(filter, start, false, false), items::add);
    assertThat(result.blocks()).isEqualTo(items.size());
    return items;
  }

  private static List<String> places(List<Events.Item> items) {
    return items.stream().map(item -> item.actor() + "@" + item.height()).toList();
  }

  @Test
  void givesTheBlocksOfAllActorsByWhatTheySay() {
    increment("visits", "first", null);
    increment("others", "second", "trip");
    increment("visits", "third", "trip");
    var _ = client.call(new ActorStop("others", "enough"));
    Events.Filter all = Events.Filter.ALL;
    assertThat(places(items(all, Events.Start.BEGINNING)))
        .containsExactly("visits@0", "others@0", "visits@1", "others@1", "visits@2", "others@2");
    assertThat(places(items(Events.Filter.of("others"), Events.Start.BEGINNING)))
        .containsExactly("others@0", "others@1", "others@2");
    Events.Filter stopped = new Events.Filter(null, null, List.of("stopped"), null);
    assertThat(items(stopped, Events.Start.BEGINNING))
        .singleElement()
        .satisfies(item -> {
          assertThat(item.actor()).isEqualTo("others");
          assertThat(item.events()).singleElement().asString().contains("enough");
          assertThat(item.indices()).hasSize(1);
        });
    Events.Filter trip = new Events.Filter(null, null, List.of(), "trip");
    assertThat(places(items(trip, Events.Start.BEGINNING))).containsExactly("others@1", "visits@2");
    // One that says no correlation begins an undertaking of its own.
    Events.Filter first = new Events.Filter(null, null, List.of(), "first");
    assertThat(places(items(first, Events.Start.BEGINNING))).containsExactly("visits@1");
    Events.Filter plugins = new Events.Filter(null, "binary", List.of(), null);
    assertThat(items(plugins, Events.Start.BEGINNING)).isEmpty();
    Events.Start last = new Events.Start(null, null, null, 2L);
    assertThat(places(items(all, last))).containsExactly("visits@2", "others@2");
    Events.Start future =
        new Events.Start(null, Ports.system().clock().millis() + 60_000, null, null);
    assertThat(items(all, future)).isEmpty();
    Events.Start from = new Events.Start(null, null, 1L, null);
    assertThat(places(items(Events.Filter.of("visits"), from)))
        .containsExactly("visits@1", "visits@2");
    String position = items(trip, Events.Start.BEGINNING).getFirst().position();
    assertThat(places(items(all, Events.Start.after(position))))
        .containsExactly("visits@2", "others@2");
    try (Client other = client(home, "other")) {
      Events.Result nothing =
          other.stream(new Events(all, Events.Start.BEGINNING, false, false), _ -> {});
      assertThat(nothing.blocks()).isZero();
    }
  }

  /** What else a request says, the code of the error, and how its text begins. */
  private static final String[][] REFUSED = {
    {"'actor':'nobody'", "NotFound", "there is no actor nobody"},
    {"'actor':'visits','category':'actor'", "InvalidInput", "an actor has its category"},
    {"'category':'No!'", "InvalidInput", "'No!' is not a category"},
    {"'after':'999999.0'", "NotFound", "there is no position 999999.0: the last block is "},
    {"'after':'1.99'", "NotFound", "there is no position 1.99: block 1 ends with 1."},
    {"'after':'x'", "InvalidInput", "'x' is not a position"},
    {"'from':0", "InvalidInput", "from is a height of one actor: name the actor"},
    {"'actor':'visits','from':7", "NotFound", "visits has no block 7: its last one is 0"},
    {
      "'after':'0.0','since':'2026-01-01T00:00:00Z'",
      "InvalidInput",
      "after, since and from exclude"
    },
    {"'after':'0.0','last':3", "InvalidInput", "after, since and from exclude each other"},
    {"'last':100001", "InvalidInput", "at most the last 100,000 blocks can be asked for"},
    {"'types':['']", "InvalidInput", "a type has 1 to"},
    {"'correlation':''", "InvalidInput", "a correlation has 1 to"},
    {"'types':'state'", "InvalidInput", "field 'types' must be a list, each a string"},
  };

  @Test
  void refusesWhatCannotBe() throws IOException {
    try (Talk talk = home.talk()) {
      for (String[] row : REFUSED) {
        for (boolean follow : List.of(false, true)) {
          String fields = row[0].replace('\'', '"');
          String answer =
              talk.ask(
                  "{\"type\":\"Events\",\"tenant\":\"%s\",\"follow\":%s,%s}"
                      .formatted(tenant, follow, fields));
          assertThat(answer)
              .startsWith("{\"type\":\"Events\",\"Err\":\"" + row[2])
              .contains("\"code\":\"" + row[1] + "\"");
        }
      }
    }
    assertThat(home.actors().chains().followers()).isZero();
  }

  @Test
  void followsWhatComesAndGoesOnAfterIt() throws InterruptedException {
    increment("visits", "first", null);
    BlockingQueue<Events.Item> seen = new LinkedBlockingQueue<>();
    Following following = client.follow(Events.Filter.of("visits"), Events.Start.NOW, seen::add);
    awaitFollowers(1);
    increment("others", "second", null);
    increment("visits", "third", null);
    Events.Item third = seen.take();
    assertThat(third.height()).isEqualTo(2);
    assertThat(third.caughtUp()).isTrue();
    following.close();
    RequestException end =
        catchThrowableOfType(RequestException.class, () -> following.end().await());
    assertThat(end.code()).isEqualTo(ErrorCode.CANCELLED);
    awaitFollowers(0);
    increment("visits", "fourth", null);
    String position = third.position();
    try (Following again =
        client.follow(Events.Filter.of("visits"), Events.Start.after(position), seen::add)) {
      assertThat(seen.take().height()).isEqualTo(3);
      increment("visits", "fifth", null);
      assertThat(seen.take().height()).isEqualTo(4);
      assertThat(seen).isEmpty();
      assertThat(again.end().isDone()).isFalse();
    }
    awaitFollowers(0);
  }

  private String of() {
    return ",\"tenant\":\"" + tenant + "\"";
  }

  @Test
  void holdsUpNoOtherRequestOfItsConnectionAndEndsWithIt() throws IOException {
    try (Talk talk = home.talk()) {
      talk.send("{\"type\":\"Events\",\"id\":1,\"follow\":true,\"last\":0" + of() + "}\n");
      awaitFollowers(1);
      talk.send("{\"type\":\"Identify\",\"id\":5}\n");
      assertThat(talk.line()).startsWith("{\"type\":\"Identify\",\"id\":5,\"Ok\"");
      increment("visits", "first", null);
      assertThat(talk.line())
          .startsWith("{\"type\":\"Events\",\"id\":1,\"Item\":{\"position\":\"")
          .contains("\"actor\":\"visits\",\"height\":1,", "\"caught_up\":true");
      talk.send("{\"type\":\"Cancel\",\"id\":1}\n");
      assertThat(List.of(talk.line(), talk.line()))
          .anySatisfy(line -> assertThat(line).contains("\"code\":\"Cancelled\""))
          .anySatisfy(line -> assertThat(line).contains("\"cancelled\":true"));
      awaitFollowers(0);
      talk.send("{\"type\":\"Events\",\"id\":2,\"follow\":true,\"last\":0" + of() + "}\n");
      awaitFollowers(1);
    }
    awaitFollowers(0);
  }

  @Test
  void saysWhereToGoOnWhenTheServerStops(@TempDir Path folder) throws InterruptedException {
    OpenHome other = OpenHome.at(folder);
    try (Client mine = client(other, "default")) {
      start(mine, "visits");
      BlockingQueue<Events.Item> seen = new LinkedBlockingQueue<>();
      Following following = mine.follow(Events.Filter.ALL, Events.Start.BEGINNING, seen::add);
      String position = seen.take().position();
      other.actors().stopWaiting();
      RequestException end =
          catchThrowableOfType(RequestException.class, () -> following.end().await());
      assertThat(end.code()).isEqualTo(ErrorCode.STOPPING);
      assertThat(end.text())
          .isEqualTo(
              "the server is stopping: begin after %s again once a server runs"
                  .formatted(position));
      assertThat(following.position()).isEqualTo(position);
    } finally {
      other.close();
    }
  }

  @Test
  void limitsHowManyFollow() {
    home.actors().chains().followersMax(1);
    try (Following first = client.follow(Events.Filter.ALL, Events.Start.NOW, _ -> {})) {
      awaitFollowers(1);
      Following second = client.follow(Events.Filter.ALL, Events.Start.NOW, _ -> {});
      assertThatThrownBy(() -> second.end().await())
          .isInstanceOfSatisfying(
              RequestException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED))
          .hasMessageContaining("1 readers follow this home already");
      assertThat(first.end().isDone()).isFalse();
    } finally {
      home.actors().chains().followersMax(Chains.FOLLOWERS_MAX);
    }
    awaitFollowers(0);
  }

  @Test
  void givesAProgramInTheSameProcessTheSame() {
    increment("visits", "first", null);
    try (BlockSubscription blocks =
        home.actors()
            .history()
            .follow(BlockFilter.of(new Key(tenant, "actor", "visits")), StartPoint.START)) {
      assertThat(blocks.next().block().height()).isZero();
      assertThat(blocks.next().block().height()).isEqualTo(1);
      increment("visits", "second", null);
      assertThat(blocks.next().block().height()).isEqualTo(2);
    }
  }

  private void awaitFollowers(int count) {
    while (home.actors().chains().followers() != count) {
      Thread.onSpinWait();
    }
  }
}
