package dev.odeon.aggregate;

import static dev.odeon.aggregate.TestStore.appended;
import static dev.odeon.aggregate.TestStore.refused;
import static dev.odeon.aggregate.TestStore.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.aggregate.AppendResult.Reason;
import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.BlockFilter;
import dev.odeon.chain.ChainException;
import dev.odeon.chain.EventPosition;
import dev.odeon.chain.EventQuery;
import dev.odeon.chain.StartPoint;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.ExpectedVersion;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.StreamState;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStoreTest {
  private static final Path INDEX = TestStore.FOLDER.resolve("derived").resolve("index");
  private static final StreamId A = stream("a");
  private static final StreamId B = stream("b");

  private final SimDisk disk = new SimDisk(1);
  private TestStore home = TestStore.open(disk);
  private EventStore store = home.store();

  @AfterEach
  void close() {
    home.close();
  }

  private void reopen() {
    home.close();
    home = TestStore.open(disk);
    store = home.store();
  }

  private static NewEvent event(String type) {
    return NewEvent.of(type, type + "!");
  }

  private AppendResult append(StreamId stream, ExpectedVersion expected, String... types) {
    return store.append(
        stream,
        expected,
        List.of(types).stream().map(EventStoreTest::event).toList(),
        AppendOptions.NONE);
  }

  private static List<Long> versions(List<StoredEvent> events) {
    return events.stream().map(StoredEvent::version).toList();
  }

  private static List<String> types(List<StoredEvent> events) {
    return events.stream().map(StoredEvent::type).toList();
  }

  @Test
  void appendsAndReadsAllThatAnEventSays() {
    NewEvent opened =
        NewEvent.of("Opened", "{\"owner\":\"ann\"}")
            .withTags("owner:ann", "kind:x", "owner:ann")
            .withMetadata(Map.of("content-type", "application/json"))
            .withId("e-1");
    AppendOptions options = AppendOptions.NONE.withCausation("order-1").withCorrelation("trip-9");

    AppendResult.Appended first =
        appended(store.append(A, ExpectedVersion.NONE, List.of(opened, event("Paid")), options));

    assertThat(first).isEqualTo(new AppendResult.Appended(2, new EventPosition(0, 2), false));
    StoredEvent read = store.read(A, 0, 10).getFirst();
    assertThat(read)
        .isEqualTo(
            new StoredEvent(
                new EventPosition(0, 1),
                A,
                1,
                "Opened",
                Bytes.utf8("{\"owner\":\"ann\"}"),
                List.of("kind:x", "owner:ann"),
                Map.of("content-type", "application/json"),
                "e-1",
                read.timeMillis(),
                "order-1",
                "trip-9"));
    assertThat(home.actors().chains().blockAt(0).orElseThrow().header())
        .satisfies(header -> {
          assertThat(header.module()).isNull();
          assertThat(header.fuel()).isNull();
          assertThat(header.stateHash()).isNull();
        });
    assertThat(home.actors().chains().blockAt(0).orElseThrow().event(0).name()).isEqualTo("append");
  }

  @Test
  void comparesTheExpectedVersion() {
    assertThat(append(A, ExpectedVersion.EXISTS, "X"))
        .isEqualTo(new AppendResult.WrongExpectedVersion(A, ExpectedVersion.EXISTS, 0));
    assertThat(append(A, ExpectedVersion.exactly(1), "X"))
        .isEqualTo(new AppendResult.WrongExpectedVersion(A, ExpectedVersion.exactly(1), 0));
    assertThat(home.actors().chains().size()).isZero();
    assertThat(appended(append(A, ExpectedVersion.exactly(0), "X", "Y")).version()).isEqualTo(2);
    assertThat(append(A, ExpectedVersion.NONE, "X"))
        .isEqualTo(new AppendResult.WrongExpectedVersion(A, ExpectedVersion.NONE, 2));
    assertThat(appended(append(A, ExpectedVersion.EXISTS, "Z")).version()).isEqualTo(3);
    assertThat(appended(append(A, ExpectedVersion.exactly(3), "Z")).version()).isEqualTo(4);
    assertThat(appended(append(A, ExpectedVersion.ANY, "Z")).version()).isEqualTo(5);
    reopen();
    assertThat(append(A, ExpectedVersion.exactly(4), "Z"))
        .isEqualTo(new AppendResult.WrongExpectedVersion(A, ExpectedVersion.exactly(4), 5));
    assertThat(store.state(A)).isEqualTo(new StreamState(5, null));
  }

  @Test
  void takesEffectOnceForAnIdempotencyKeyAlsoAfterARestart() {
    AppendOptions once = AppendOptions.NONE.withIdempotencyKey("k");
    List<NewEvent> events = List.of(event("X"), event("Y"));
    AppendResult.Appended first = appended(store.append(A, ExpectedVersion.NONE, events, once));

    for (int life = 0; life < 2; life++) {
      append(A, ExpectedVersion.ANY, "Z");
      AppendResult again = store.append(A, ExpectedVersion.NONE, events, once);
      assertThat(again).isEqualTo(new AppendResult.Appended(2, first.position(), true));
      assertThat(store.append(A, ExpectedVersion.ANY, List.of(event("X")), once))
          .isEqualTo(new AppendResult.IdempotencyKeyReused(first.position()));
      reopen();
    }
    assertThat(types(store.read(A, 0, 9))).containsExactly("X", "Y", "Z", "Z");
    assertThat(store.read(A, 0, 1).getFirst().correlation()).isEqualTo("k");
  }

  @Test
  void anIdempotencyKeyCountsBeforeTheConditionAndTheVersion() {
    EventQuery any = EventQuery.of(List.of("X"), List.of());
    AppendOptions once = AppendOptions.NONE.withIdempotencyKey("k").withCondition(any, null);
    AppendResult.Appended first =
        appended(store.append(A, ExpectedVersion.NONE, List.of(event("X")), once));
    assertThat(store.append(A, ExpectedVersion.NONE, List.of(event("X")), once))
        .isEqualTo(new AppendResult.Appended(1, first.position(), true));
  }

  @Test
  void appendsToSeveralStreamsOrToNone() {
    AppendOptions once = AppendOptions.NONE.withIdempotencyKey("move-1");
    List<StreamAppend> both =
        List.of(
            new StreamAppend(B, ExpectedVersion.NONE, List.of(event("Got"), event("Thanked"))),
            new StreamAppend(A, ExpectedVersion.NONE, List.of(event("Gave"))));

    AppendResult result = store.append(both, once);

    assertThat(result)
        .isEqualTo(
            new AppendResult.AppendedAll(
                List.of(
                    new AppendResult.Appended(2, new EventPosition(1, 2), false),
                    new AppendResult.Appended(1, new EventPosition(0, 1), false))));
    List<StreamAppend> wrong =
        List.of(
            new StreamAppend(A, ExpectedVersion.ANY, List.of(event("Gave"))),
            new StreamAppend(B, ExpectedVersion.exactly(1), List.of(event("Got"))));
    assertThat(store.append(wrong, AppendOptions.NONE))
        .isEqualTo(new AppendResult.WrongExpectedVersion(B, ExpectedVersion.exactly(1), 2));
    EventQuery gave = EventQuery.of(List.of("Gave"), List.of());
    assertThat(store.append(both, AppendOptions.NONE.withCondition(gave, null)))
        .isInstanceOf(AppendResult.WrongExpectedVersion.class);
    List<StreamAppend> more =
        List.of(
            new StreamAppend(A, ExpectedVersion.ANY, List.of(event("Gave"))),
            new StreamAppend(B, ExpectedVersion.ANY, List.of(event("Got"))));
    assertThat(store.append(more, AppendOptions.NONE.withCondition(gave, null)))
        .isEqualTo(new AppendResult.ConditionFailed(new EventPosition(0, 1), "Gave"));
    assertThat(home.actors().chains().size()).isEqualTo(2);
    reopen();
    AppendResult.AppendedAll again = (AppendResult.AppendedAll) store.append(both, once);
    assertThat(again.streams())
        .containsExactly(
            new AppendResult.Appended(2, new EventPosition(1, 2), true),
            new AppendResult.Appended(1, new EventPosition(0, 1), true));
    assertThat(home.actors().chains().size()).isEqualTo(2);
    assertThat(append(A, ExpectedVersion.exactly(1), "X"))
        .isInstanceOf(AppendResult.Appended.class);
  }

  @Test
  void readsAStreamBothWaysFromAnyVersion() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      String[] types = IntStream.range(0, 1 + i % 3).mapToObj(n -> "T").toArray(String[]::new);
      append(A, ExpectedVersion.ANY, types);
      append(B, ExpectedVersion.ANY, "other");
      expected.addAll(List.of(types));
    }
    int count = expected.size();
    for (int life = 0; life < 2; life++) {
      for (int from : List.of(0, 1, 2, 5, 511, 699, count - 1, count)) {
        assertThat(versions(store.read(A, from, 900)))
            .containsExactlyElementsOf(
                LongStream.rangeClosed(from + 1, Math.min(count, from + 900)).boxed().toList());
        assertThat(versions(store.readBackwards(A, from, 900)))
            .containsExactlyElementsOf(
                LongStream.rangeClosed(Math.max(1, from - 899), from).boxed().toList().reversed());
      }
      assertThat(store.read(A, count + 5, 9)).isEmpty();
      assertThat(versions(store.readBackwards(A, Long.MAX_VALUE, 2)))
          .containsExactly((long) count, count - 1L);
      assertThat(store.read(stream("nobody"), 0, 9)).isEmpty();
      assertThat(store.readBackwards(stream("nobody"), 9, 9)).isEmpty();
      home.close();
      disk.list(INDEX).forEach(file -> disk.delete(INDEX.resolve(file)));
      home = TestStore.open(disk);
      store = home.store();
    }
  }

  @Test
  void tellsATypeFromACategoryOfTheSameWords() {
    append(A, ExpectedVersion.ANY, "default " + A.category(), "blue order");
    StreamId blue = new StreamId("blue", "order", "o");
    append(blue, ExpectedVersion.ANY, "X");

    for (String type : List.of("default " + A.category(), "blue order")) {
      BlockFilter ofType =
          BlockFilter.of("default").withEvents(EventQuery.of(List.of(type), List.of()));
      assertThat(store.read(ofType, StartPoint.START, 9)).as(type).hasSize(1);
    }
    assertThat(store.read(BlockFilter.of("blue").inCategory("order"), StartPoint.START, 9))
        .hasSize(1);
  }

  @Test
  void howTheHomeIsConfiguredIsNoEventOfAnApplication() {
    append(A, ExpectedVersion.ANY, "X");
    var _ =
        home.actors()
            .tenants()
            .set("default", Map.of(TenantLimit.WEIGHT, Optional.of(2L)), "an operator");

    assertThat(store.read(BlockFilter.of("default"), StartPoint.START, 9)).hasSize(1);
    AppendOptions nothingSince =
        AppendOptions.NONE.withCondition(EventQuery.ALL, store.read(A, 0, 1).getFirst().position());
    assertThat(store.append(A, ExpectedVersion.ANY, List.of(event("Y")), nothingSince))
        .isInstanceOf(AppendResult.Appended.class);
  }

  @Test
  void readsByCategoryTypeTagCorrelationTimeAndPosition() {
    StreamId course = StreamId.of("course", "c");
    store.append(
        A,
        ExpectedVersion.ANY,
        List.of(event("X").withTags("t:1"), event("Y").withTags("t:1", "t:2")),
        AppendOptions.NONE.withCorrelation("trip"));
    store.append(course, ExpectedVersion.ANY, event("X").withTags("t:2"), event("Z"));
    store.append(new StreamId("acme", "course", "c"), ExpectedVersion.ANY, event("X"));

    BlockFilter all = TestStore.ALL;
    assertThat(types(home.all())).containsExactly("X", "Y", "X", "Z");
    assertThat(types(read(all.inCategory("course")))).containsExactly("X", "Z");
    assertThat(types(read(all.withEvents(EventQuery.of(List.of("X"), List.of())))))
        .containsExactly("X", "X");
    assertThat(types(read(all.withEvents(EventQuery.of(List.of(), List.of("t:1", "t:2"))))))
        .containsExactly("Y");
    assertThat(types(read(all.withEvents(EventQuery.of(List.of("Z", "X"), List.of("t:2"))))))
        .containsExactly("X");
    assertThat(types(read(all.withCorrelation("trip")))).containsExactly("X", "Y");
    assertThat(read(BlockFilter.of("acme"))).hasSize(1);
    List<StoredEvent> rest = store.read(all, new StartPoint.After(new EventPosition(0, 1)), 2);
    assertThat(types(rest)).containsExactly("Y", "X");
    assertThat(versions(rest)).containsExactly(2L, 1L);
    long now = home.all().getLast().timeMillis();
    assertThat(store.read(all, new StartPoint.Since(now + 1), 9)).isEmpty();
    assertThat(store.read(all, new StartPoint.Since(0), 9)).hasSize(4);
    assertThat(store.streams("default", "course"))
        .containsExactly(Map.entry(course, new StreamState(2, null)));
  }

  private List<StoredEvent> read(BlockFilter filter) {
    return store.read(filter, StartPoint.START, 100);
  }

  @Test
  void followsWithoutLosingOrDoubling() {
    append(A, ExpectedVersion.ANY, "1", "2");
    try (EventSubscription events = store.follow(TestStore.ALL, StartPoint.START)) {
      assertThat(events.next().type()).isEqualTo("1");
      append(B, ExpectedVersion.ANY, "3");
      assertThat(events.next().type()).isEqualTo("2");
      assertThat(events.next().type()).isEqualTo("3");
      assertThat(events.poll()).isNull();
      append(A, ExpectedVersion.ANY, "4");
      StoredEvent last = events.next();
      assertThat(last.type()).isEqualTo("4");
      assertThat(last.version()).isEqualTo(3);
    }
    try (EventSubscription events =
        store.follow(TestStore.ALL, new StartPoint.After(new EventPosition(0, 1)))) {
      assertThat(events.next().type()).isEqualTo("2");
    }
    assertThatThrownBy(
            () -> store.follow(TestStore.ALL, new StartPoint.After(new EventPosition(9, 0))))
        .isInstanceOf(ChainException.class);
  }

  @Test
  void aRemovedStreamTakesNothingEverAgain() {
    append(A, ExpectedVersion.ANY, "X");
    assertThat(store.remove(A, ExpectedVersion.exactly(2), "gone"))
        .isEqualTo(new AppendResult.WrongExpectedVersion(A, ExpectedVersion.exactly(2), 1));
    AppendResult.Appended removed = appended(store.remove(A, ExpectedVersion.exactly(1), "gone"));
    assertThat(removed).isEqualTo(new AppendResult.Appended(1, new EventPosition(1, 0), false));
    for (int life = 0; life < 2; life++) {
      assertThat(append(A, ExpectedVersion.ANY, "X"))
          .isEqualTo(new AppendResult.StreamRemoved(A, "gone"));
      assertThat(
              store.append(
                  List.of(
                      new StreamAppend(B, ExpectedVersion.ANY, List.of(event("X"))),
                      new StreamAppend(A, ExpectedVersion.ANY, List.of(event("X")))),
                  AppendOptions.NONE))
          .isEqualTo(new AppendResult.StreamRemoved(A, "gone"));
      assertThat(store.remove(A, ExpectedVersion.ANY, "again"))
          .isEqualTo(new AppendResult.Appended(1, new EventPosition(1, 0), true));
      assertThat(store.state(A)).isEqualTo(new StreamState(1, "gone"));
      assertThat(types(store.read(A, 0, 9))).containsExactly("X");
      assertThat(types(store.readBackwards(A, 9, 9))).containsExactly("X");
      reopen();
    }
    assertThat(refused(store.remove(B, ExpectedVersion.ANY, "gone")))
        .isEqualTo(Reason.NO_SUCH_STREAM);
  }

  @Test
  void aStreamIsNoActorAndAnActorNoStream() {
    append(A, ExpectedVersion.ANY, "X");
    Manifest manifest =
        Manifest.parse(
            "counter.toml",
            Bytes.utf8("name = \"counter\"\nmodule = \"counter.wasm\"\n"),
            home.actors().capabilities());
    Bytes module = Bytes.wrap(SampleGuests.module("counter"));
    Key counter = new Key("default", "account", "counter");
    home.actors().lifecycle().start(counter, manifest, module);

    assertThat(home.actors().reports().list("default")).hasSize(1);
    assertThat(refused(append(stream("counter"), ExpectedVersion.ANY, "X")))
        .isEqualTo(Reason.WRONG_KIND);
    assertThatThrownBy(() -> home.actors().lifecycle().start(A.key(), manifest, module))
        .isInstanceOf(ActorException.class)
        .hasMessage("account/a is a stream of events: choose another category or id");
    assertThatThrownBy(() -> home.actors().request(A.key(), "m", Bytes.utf8("x")))
        .isInstanceOf(ActorException.class)
        .hasMessageContaining("account/a takes no messages: it is a stream of events");
    assertThatThrownBy(() -> home.actors().reports().show(A.key()))
        .isInstanceOf(ActorException.class);
    for (String category : List.of("actor", "binary", "system")) {
      assertThat(refused(append(StreamId.of(category, "x"), ExpectedVersion.ANY, "X")))
          .isEqualTo(Reason.WRONG_KIND);
    }
    assertThat(appended(append(A, ExpectedVersion.exactly(1), "X")).version()).isEqualTo(2);
  }

  @Test
  void whatIsTooMuchOrMalformedIsATypedAnswer() {
    assertThat(refused(append(A, ExpectedVersion.ANY))).isEqualTo(Reason.INVALID);
    assertThat(refused(store.append(A, ExpectedVersion.ANY, many(1_001), AppendOptions.NONE)))
        .isEqualTo(Reason.TOO_LARGE);
    appended(store.append(A, ExpectedVersion.ANY, many(1_000), AppendOptions.NONE));
    for (String type : List.of("", "t".repeat(257), "a\nb", "half \uD800")) {
      assertThat(refused(append(B, ExpectedVersion.ANY, type))).isEqualTo(Reason.INVALID);
    }
    List<String> million = IntStream.range(0, 1_000_000).mapToObj(i -> "t" + i).toList();
    NewEvent tagged = new NewEvent("X", Bytes.empty(), million, Map.of(), null);
    assertThat(refused(store.append(B, ExpectedVersion.ANY, tagged))).isEqualTo(Reason.INVALID);
    for (String tag : List.of("", "t".repeat(129), "\uDC00")) {
      assertThat(refused(store.append(B, ExpectedVersion.ANY, event("X").withTags(tag))))
          .isEqualTo(Reason.INVALID);
    }
    Map<String, String> large = Map.of("k", "v".repeat(4_096));
    assertThat(refused(store.append(B, ExpectedVersion.ANY, event("X").withMetadata(large))))
        .isEqualTo(Reason.INVALID);
    Map<String, String> own = Map.of("event-id", "x");
    assertThat(refused(store.append(B, ExpectedVersion.ANY, event("X").withMetadata(own))))
        .isEqualTo(Reason.INVALID);
    assertThat(refused(store.append(B, ExpectedVersion.ANY, event("X").withId(""))))
        .isEqualTo(Reason.INVALID);
    NewEvent huge = new NewEvent("X", Bytes.wrap(new byte[65_537]), List.of(), Map.of(), null);
    assertThat(refused(store.append(B, ExpectedVersion.ANY, huge))).isEqualTo(Reason.TOO_LARGE);
    assertThat(store.state(B)).isEqualTo(StreamState.NONE);
    assertThat(refused(store.append(List.of(), AppendOptions.NONE))).isEqualTo(Reason.INVALID);
    StreamAppend one = new StreamAppend(B, ExpectedVersion.ANY, many(1));
    assertThat(refused(store.append(List.of(one, one), AppendOptions.NONE)))
        .isEqualTo(Reason.INVALID);
    assertThat(refused(store.append(Collections.nCopies(65, one), AppendOptions.NONE)))
        .isEqualTo(Reason.TOO_LARGE);
    StreamAppend foreign =
        new StreamAppend(new StreamId("acme", "a", "b"), ExpectedVersion.ANY, many(1));
    assertThat(refused(store.append(List.of(one, foreign), AppendOptions.NONE)))
        .isEqualTo(Reason.INVALID);
    for (AppendOptions options :
        List.of(
            AppendOptions.NONE.withIdempotencyKey(""),
            AppendOptions.NONE.withIdempotencyKey("k".repeat(257)),
            AppendOptions.NONE.withCausation("a\u0000"),
            AppendOptions.NONE.withCorrelation("\uD800"))) {
      assertThat(refused(store.append(B, ExpectedVersion.ANY, many(1), options)))
          .isEqualTo(Reason.INVALID);
    }
    assertThat(home.actors().chains().size()).isEqualTo(1);
  }

  private static List<NewEvent> many(int count) {
    return Collections.nCopies(count, event("X"));
  }

  @Test
  void aStreamIdHasAnythingInIt() {
    Map<String, StreamId> good = new HashMap<>();
    for (String id : List.of("../../etc/passwd", "a/b", "%2F", "naïve 😀", " ", "x".repeat(256))) {
      good.put(id, stream(id));
      assertThat(appended(append(stream(id), ExpectedVersion.NONE, "X")).version()).isOne();
    }
    for (StreamId bad :
        List.of(
            stream(""),
            stream("x".repeat(257)),
            stream("a\nb"),
            stream("\uD800"),
            StreamId.of("", "a"),
            StreamId.of("../x", "a"),
            StreamId.of("Upper", "a"),
            new StreamId("no tenant", "a", "a"))) {
      assertThat(refused(append(bad, ExpectedVersion.ANY, "X"))).isEqualTo(Reason.INVALID);
      assertThat(refused(store.remove(bad, ExpectedVersion.ANY, "x"))).isEqualTo(Reason.INVALID);
    }
    good.values().forEach(id -> assertThat(store.read(id, 0, 9)).hasSize(1));
    assertThat(store.streams("default", "account").keySet())
        .containsExactlyInAnyOrderElementsOf(good.values());
  }

  @Test
  void aConditionFromTheFutureIsRefused() {
    append(A, ExpectedVersion.ANY, "X");
    EventQuery query = EventQuery.of(List.of("X"), List.of());
    for (EventPosition future :
        List.of(new EventPosition(1, 0), new EventPosition(0, 2), new EventPosition(1L << 60, 0))) {
      AppendOptions options = AppendOptions.NONE.withCondition(query, future);
      assertThat(refused(store.append(B, ExpectedVersion.ANY, many(1), options)))
          .isEqualTo(Reason.NO_SUCH_POSITION);
    }
    AppendOptions options = AppendOptions.NONE.withCondition(query, new EventPosition(0, 1));
    appended(store.append(B, ExpectedVersion.ANY, many(1), options));
    assertThat(store.append(B, ExpectedVersion.ANY, many(1), options))
        .isEqualTo(new AppendResult.ConditionFailed(new EventPosition(1, 1), "X"));
    appended(append(B, ExpectedVersion.exactly(1), "Y"));
  }

  @Test
  void aQueryThatIsTooLargeIsRefusedWhenItIsMade() {
    List<String> million = Collections.nCopies(1_000_000, "t");
    assertThatThrownBy(() -> EventQuery.of(List.of(), million))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 16 tags");
    assertThatThrownBy(() -> EventQuery.of(million, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 32 types");
    assertThatThrownBy(
            () -> new EventQuery(Collections.nCopies(65, EventQuery.ALL.alternatives().getFirst())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPausedHomeTakesNoEvents() {
    append(A, ExpectedVersion.ANY, "X");
    assertThat(home.actors().pauses().pauseHome()).isTrue();
    assertThat(refused(append(A, ExpectedVersion.ANY, "X"))).isEqualTo(Reason.PAUSED);
    assertThat(
            refused(
                store.append(
                    List.of(
                        new StreamAppend(A, ExpectedVersion.ANY, many(1)),
                        new StreamAppend(B, ExpectedVersion.ANY, many(1))),
                    AppendOptions.NONE)))
        .isEqualTo(Reason.PAUSED);
    assertThat(store.read(A, 0, 9)).hasSize(1);
    assertThat(home.actors().pauses().resumeHome()).isTrue();
    appended(append(A, ExpectedVersion.exactly(1), "X"));
  }

  @Test
  void aFullDiskRefusesAndTheNextAppendGoesOn() {
    append(A, ExpectedVersion.ANY, "X");
    disk.capacity(disk.used());
    NewEvent large = new NewEvent("L", Bytes.wrap(new byte[60_000]), List.of(), Map.of(), null);
    long version = 1;
    AppendResult result = store.append(A, ExpectedVersion.exactly(version), large);
    while (result instanceof AppendResult.Appended appended) {
      version = appended.version();
      result = store.append(A, ExpectedVersion.exactly(version), large);
    }
    assertThat(refused(result)).isEqualTo(Reason.RETRY);
    disk.capacity(Long.MAX_VALUE);
    appended(append(A, ExpectedVersion.exactly(version), "X"));
  }

  @Test
  void aClosedStoreSaysSo() {
    home.close();
    assertThat(refused(append(A, ExpectedVersion.ANY, "X"))).isEqualTo(Reason.CLOSED);
  }

  @Test
  void replaysVerifiesAndShowsTheChainOfAStream() {
    for (int i = 0; i < 5; i++) {
      append(A, ExpectedVersion.ANY, "X", "Y");
    }
    store.remove(A, ExpectedVersion.ANY, "gone");
    var report = home.actors().history().replay(A.key(), _ -> {});
    assertThat(report.equal()).isTrue();
    assertThat(report.blocks()).isEqualTo(6);
    assertThat(home.actors().history().state(A.key(), OptionalLong.empty()).state()).isNull();
  }
}
