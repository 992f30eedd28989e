package dev.odeon.aggregate;

import static dev.odeon.aggregate.TestStore.appended;
import static dev.odeon.aggregate.TestStore.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.EventPosition;
import dev.odeon.chain.EventQuery;
import dev.odeon.chain.StartPoint;
import dev.odeon.runtime.ExpectedVersion;
import dev.odeon.runtime.HomeSalvage;
import dev.odeon.runtime.HomeVerifier;
import dev.odeon.runtime.StreamState;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.store.Progress;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A home with streams is a home: what checks and copies homes works on it. */
class EventStoreHomeTest {
  private static final Path COPY = Path.of("/copy");
  private static final StreamId A = stream("a");

  private final SimDisk disk = new SimDisk(1);
  private final Ports ports =
      new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system());

  private void fill() {
    try (TestStore home = TestStore.open(ports)) {
      for (int i = 0; i < 3_000; i++) {
        NewEvent event = NewEvent.of("X", "payload " + i).withTags("n:" + i % 100);
        appended(home.store().append(stream("s" + i % 7), ExpectedVersion.ANY, event));
      }
      appended(home.store().append(A, ExpectedVersion.NONE, NewEvent.of("X", "x")));
      AppendOptions both = AppendOptions.NONE.withIdempotencyKey("both");
      home.store()
          .append(
              List.of(
                  new StreamAppend(A, ExpectedVersion.ANY, List.of(NewEvent.of("Y", "y"))),
                  new StreamAppend(
                      stream("b"), ExpectedVersion.ANY, List.of(NewEvent.of("Y", "y")))),
              both);
      appended(home.store().remove(A, ExpectedVersion.ANY, "done"));
    }
  }

  @Test
  void isSound() {
    fill();
    var report =
        HomeVerifier.verify(
            ports, TestStore.FOLDER, HomeVerifier.Scope.ALL, null, Progress.NONE, Progress.NONE);
    assertThat(report.isSound()).as("%s", report).isTrue();
  }

  @Test
  void anExportOfAStreamIsAStoreThatGoesOn() {
    fill();
    new HomeSalvage(ports, TestStore.FOLDER, COPY, _ -> {}, Progress.NONE)
        .export(Set.of(A.key(), stream("b").key()));
    try (Actors actors = Actors.open(COPY, ports, TestStore.settings())) {
      EventStore store = EventStore.of(actors);
      assertThat(store.read(A, 0, 9).stream().map(StoredEvent::type)).containsExactly("X", "Y");
      assertThat(store.state(A)).isEqualTo(new StreamState(2, "done"));
      assertThat(store.state(stream("s1"))).isEqualTo(StreamState.NONE);
      assertThat(actors.history().replay(A.key(), _ -> {}).equal()).isTrue();
      appended(store.append(stream("b"), ExpectedVersion.exactly(1), NewEvent.of("Z", "on")));
    }
  }

  @Test
  void whatIsDerivedIsMadeAgainOverManySegments() {
    fill();
    Path index = TestStore.FOLDER.resolve("derived").resolve("index");
    long files = disk.list(index).size();
    assertThat(files).isGreaterThan(40); // of several segments
    for (int life = 0; life < 2; life++) {
      try (TestStore home = TestStore.open(ports)) {
        EventStore store = home.store();
        assertThat(home.all()).hasSize(3_003);
        assertThat(store.state(stream("s3"))).isEqualTo(new StreamState(429, null));
        EventQuery query = EventQuery.of(List.of("X"), List.of("n:42"));
        List<StoredEvent> found =
            store.read(TestStore.ALL.withEvents(query), StartPoint.START, 100);
        assertThat(found).hasSize(30);
        EventPosition last = found.getLast().position();
        NewEvent next = NewEvent.of("X", "on").withTags("m:42");
        String id = "t" + life;
        assertThat(
                store.append(
                    stream(id),
                    ExpectedVersion.ANY,
                    List.of(next),
                    AppendOptions.NONE.withCondition(query, found.get(28).position())))
            .isEqualTo(new AppendResult.ConditionFailed(last, "X"));
        assertThat(store.streams("default", "account")).hasSize(9);
        assertThat(
                store.append(
                    List.of(
                        new StreamAppend(A, ExpectedVersion.ANY, List.of(NewEvent.of("Y", "y"))),
                        new StreamAppend(
                            stream("b"), ExpectedVersion.ANY, List.of(NewEvent.of("Y", "y")))),
                    AppendOptions.NONE.withIdempotencyKey("both")))
            .isInstanceOfSatisfying(
                AppendResult.AppendedAll.class,
                all -> assertThat(all.streams()).allMatch(AppendResult.Appended::replayed));
      }
      disk.list(index).forEach(file -> disk.delete(index.resolve(file)));
    }
  }
}
