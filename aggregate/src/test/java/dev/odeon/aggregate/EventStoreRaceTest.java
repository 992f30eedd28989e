package dev.odeon.aggregate;

import static dev.odeon.aggregate.TestStore.appended;
import static dev.odeon.aggregate.TestStore.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Ports;
import dev.odeon.chain.EventPosition;
import dev.odeon.chain.EventQuery;
import dev.odeon.chain.StartPoint;
import dev.odeon.runtime.ExpectedVersion;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads at once, on the real disk. */
class EventStoreRaceTest {
  private static final int THREADS = 1_000;

  @TempDir private Path folder;

  private EventStore open() {
    return EventStore.of(Actors.open(folder.resolve("home"), Ports.system(), TestStore.settings()));
  }

  /** What each of so many threads got that all began at once. */
  private static <T> List<T> race(int threads, IntFunction<T> each) {
    List<T> results = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch begun = new CountDownLatch(threads);
    List<Thread> all =
        IntStream.range(0, threads)
            .mapToObj(i ->
                Thread.ofVirtual()
                    .start(() -> {
                      begun.countDown();
                      try {
                        begun.await();
                      } catch (InterruptedException e) {
                        throw new AssertionError(e);
                      }
                      results.add(each.apply(i));
                    }))
            .toList();
    for (Thread thread : all) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return results;
  }

  private static NewEvent event(String type) {
    return NewEvent.of(type, "{}");
  }

  @Test
  void oneOfAThousandThatExpectAVersionWins() {
    EventStore store = open();
    try (var _ = store.actors()) {
      for (long version = 0; version < 3; version++) {
        ExpectedVersion expected = ExpectedVersion.exactly(version);
        List<AppendResult> results =
            race(THREADS, i -> store.append(stream("a"), expected, event("E" + i)));
        assertThat(results).hasSize(THREADS);
        assertThat(results).filteredOn(AppendResult.Appended.class::isInstance).hasSize(1);
        AppendResult wrong =
            new AppendResult.WrongExpectedVersion(stream("a"), expected, version + 1);
        assertThat(results).filteredOn(wrong::equals).hasSize(THREADS - 1);
      }
    }
  }

  @Test
  void oneOfAThousandOnOneConditionWinsInOneStreamOrInMany() {
    EventStore store = open();
    try (var _ = store.actors()) {
      @Nullable EventPosition after = null;
      for (boolean many : List.of(true, false, true)) {
        AppendOptions options =
            AppendOptions.NONE.withCondition(
                EventQuery.of(List.of("Enrolled"), List.of("course:1")), after);
        List<AppendResult> results =
            race(
                THREADS,
                i ->
                    store.append(
                        stream(many ? "s" + i : "one"),
                        ExpectedVersion.ANY,
                        List.of(event("Enrolled").withTags("course:1")),
                        options));
        List<AppendResult.Appended> won =
            results.stream()
                .filter(AppendResult.Appended.class::isInstance)
                .map(AppendResult.Appended.class::cast)
                .toList();
        assertThat(won).hasSize(1);
        AppendResult lost = new AppendResult.ConditionFailed(won.getFirst().position(), "Enrolled");
        assertThat(results).filteredOn(lost::equals).hasSize(THREADS - 1);
        after = won.getFirst().position();
      }
      assertThat(store.actors().chains().size()).isEqualTo(3);
    }
  }

  @Test
  void oneOfAThousandUnderOneIdempotencyKeyTakesEffectAndAllGetItsResult() {
    EventStore store = open();
    try (var _ = store.actors()) {
      AppendOptions once = AppendOptions.NONE.withIdempotencyKey("k");
      List<AppendResult> results =
          race(
              THREADS,
              _ -> store.append(stream("a"), ExpectedVersion.NONE, List.of(event("X")), once));
      EventPosition position = new EventPosition(0, 1);
      assertThat(results)
          .filteredOn(new AppendResult.Appended(1, position, false)::equals)
          .hasSize(1);
      assertThat(results)
          .filteredOn(new AppendResult.Appended(1, position, true)::equals)
          .hasSize(THREADS - 1);
    }
  }

  @Test
  void appendsToPairsOfStreamsLeaveNoGapAndBothOrNone() {
    EventStore store = open();
    try (var _ = store.actors();
        EventSubscription live = store.follow(TestStore.ALL, StartPoint.START)) {
      int streams = 5;
      List<AppendResult> results =
          race(
              400,
              i -> {
                StreamId from = stream("s" + i % streams);
                StreamId to = stream("s" + (i + 1 + i % 3) % streams);
                List<StreamAppend> both =
                    List.of(
                        new StreamAppend(from, ExpectedVersion.ANY, List.of(event("Gave"))),
                        new StreamAppend(to, ExpectedVersion.ANY, List.of(event("Got"))));
                return store.append(both, AppendOptions.NONE.withIdempotencyKey("p" + i));
              });
      assertThat(results).hasOnlyElementsOfType(AppendResult.AppendedAll.class);
      for (int i = 0; i < streams; i++) {
        List<StoredEvent> events = store.read(stream("s" + i), 0, 1_000);
        assertThat(events.stream().map(StoredEvent::version))
            .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
      }
      List<StoredEvent> all = store.read(TestStore.ALL, StartPoint.START, 1_000);
      assertThat(all).hasSize(800);
      List<StoredEvent> followed = new ArrayList<>();
      while (followed.size() < 800) {
        followed.add(live.next());
      }
      assertThat(followed).isEqualTo(all);
    }
  }

  @Test
  void appendsBesideFailingConditionsAllGoThrough() {
    EventStore store = open();
    try (var _ = store.actors()) {
      appended(store.append(stream("x"), ExpectedVersion.ANY, event("X")));
      AppendOptions fails =
          AppendOptions.NONE.withCondition(EventQuery.of(List.of("X"), List.of()), null);
      List<AppendResult> results =
          race(
              300,
              i ->
                  store.append(
                      stream("a"),
                      ExpectedVersion.ANY,
                      List.of(event("Y")),
                      i % 3 == 0 ? fails : AppendOptions.NONE));
      assertThat(results).filteredOn(AppendResult.Appended.class::isInstance).hasSize(200);
      assertThat(results).filteredOn(AppendResult.ConditionFailed.class::isInstance).hasSize(100);
    }
  }
}
