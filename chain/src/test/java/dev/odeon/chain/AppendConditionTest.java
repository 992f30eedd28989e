package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AppendConditionTest {
  private static final Path INDEX = Home.FOLDER.resolve("derived").resolve("index");

  private final SimDisk disk = new SimDisk(1);

  @Test
  void refusesAnAppendOnceAnEventItRulesOutIsThere() {
    try (Chains chains = Home.open(disk)) {
      Append.Appended first = Home.appended(append(chains, "a", "Enrolled", null, "course:1"));
      EventPosition there = new EventPosition(first.firstSequence(), 1);
      AppendCondition none = condition(null, "Enrolled", "course:1");

      assertThat(append(chains, "b", "Enrolled", none, "course:1"))
          .isEqualTo(new Append.ConditionFailed(there, "Enrolled"));
      assertThat(chains.size()).isEqualTo(1);
      Home.appended(
          append(chains, "b", "Enrolled", condition(there, "Enrolled", "course:1"), "course:1"));
      assertThat(
              append(chains, "c", "Enrolled", condition(there, "Enrolled", "course:1"), "course:1"))
          .isEqualTo(
              new Append.ConditionFailed(
                  new EventPosition(first.firstSequence() + 1, 1), "Enrolled"));
    }
  }

  @Test
  void wantsTypeAndAllTagsOfAnAlternativeAndTheTenant() {
    try (Chains chains = Home.open(disk)) {
      Home.appended(append(chains, "a", "Enrolled", null, "course:1", "student:1"));

      Home.appended(append(chains, "b", "X", condition(null, "Left", "course:1")));
      Home.appended(append(chains, "c", "X", condition(null, "Enrolled", "course:1", "student:2")));
      Home.appended(append(chains, "d", "X", condition(null, "Enrolled", "course:2")));
      AppendCondition other =
          new AppendCondition(
              BlockFilter.of("acme").withEvents(EventQuery.of(List.of(), List.of("course:1"))),
              null);
      Home.appended(append(chains, "e", "X", other));
      AppendCondition elsewhere =
          new AppendCondition(
              BlockFilter.of("default").inCategory("other").withEvents(EventQuery.ALL), null);
      Home.appended(append(chains, "f", "X", elsewhere));
      EventQuery either =
          EventQuery.of(List.of("Left"), List.of())
              .or(EventQuery.of(List.of(), List.of("student:1", "course:1")));
      assertThat(
              append(
                  chains,
                  "g",
                  "X",
                  new AppendCondition(BlockFilter.of("default").withEvents(either), null)))
          .isInstanceOf(Append.ConditionFailed.class);
    }
  }

  @Test
  void letsOneOfManyInTheSameBatchThrough() {
    try (Chains chains = Home.open(disk)) {
      AppendCondition none = condition(null, "Enrolled", "course:1");
      List<Pending<Append>> pending = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        pending.add(submit(chains, "s" + i, "Enrolled", none, "course:1"));
      }
      List<Append> answers = pending.stream().map(Pending::await).toList();
      assertThat(answers).filteredOn(Append.Appended.class::isInstance).hasSize(1);
      assertThat(answers).filteredOn(Append.ConditionFailed.class::isInstance).hasSize(499);
      assertThat(chains.size()).isEqualTo(1);
    }
  }

  @Test
  void looksOnlyAtWhatComesAfterItsPosition() {
    try (Chains chains = Home.open(disk)) {
      for (int i = 0; i < 100; i++) {
        Home.appended(append(chains, "s" + i, "Enrolled", null, "course:1"));
      }
      Home.appended(
          append(
              chains,
              "t",
              "Enrolled",
              condition(new EventPosition(99, 1), "Enrolled", "course:1")));
    }
  }

  @Test
  void refusesAConditionFromAPositionThatIsNotThere() {
    try (Chains chains = Home.open(disk)) {
      Home.appended(append(chains, "a", "Enrolled", null, "course:1"));
      for (EventPosition future : List.of(new EventPosition(1, 0), new EventPosition(0, 2))) {
        assertThatThrownBy(
                () -> append(chains, "b", "X", condition(future, "Enrolled", "course:1")))
            .isInstanceOf(ChainException.class)
            .hasMessageContaining("there is no position " + future);
        assertThatThrownBy(() -> chains.requireThere(future)).isInstanceOf(ChainException.class);
      }
      chains.requireThere(new EventPosition(0, 1));
    }
  }

  @Test
  void findsByTagAgainOnceTheIndexIsDeleted() {
    try (Chains chains = Home.open(disk)) {
      for (int i = 0; i < 600; i++) {
        Home.appended(append(chains, "s" + i, "Enrolled", null, "course:" + i % 10, "all"));
      }
      assertThat(sequences(chains, "course:3")).hasSize(60);
    }
    disk.list(INDEX).forEach(file -> disk.delete(INDEX.resolve(file)));
    try (Chains chains = Home.open(disk)) {
      assertThat(sequences(chains, "course:3")).hasSize(60).first().isEqualTo(3L);
      assertThat(sequences(chains, "all")).hasSize(600);
      assertThat(append(chains, "t", "X", condition(null, "Enrolled", "course:3")))
          .isEqualTo(new Append.ConditionFailed(new EventPosition(3, 1), "Enrolled"));
    }
  }

  private static List<Long> sequences(Chains chains, String tag) {
    List<Long> found = new ArrayList<>();
    chains.find(
        BlockFilter.of("default").withEvents(EventQuery.of(List.of(), List.of(tag))),
        StartPoint.START,
        block -> found.add(block.sequence()));
    return found;
  }

  private static AppendCondition condition(
      @Nullable EventPosition after, String type, String... tags) {
    EventQuery query = EventQuery.of(List.of(type), List.of(tags));
    return new AppendCondition(BlockFilter.of("default").withEvents(query), after);
  }

  private static Append append(
      Chains chains, String id, String type, @Nullable AppendCondition condition, String... tags) {
    return submit(chains, id, type, condition, tags).await();
  }

  private static Pending<Append> submit(
      Chains chains, String id, String type, @Nullable AppendCondition condition, String... tags) {
    List<Event> events =
        List.of(
            Samples.message(id, "x"),
            Event.of(
                type,
                new EventData.Domain(
                    Bytes.utf8("{}"), List.of(tags).stream().sorted().toList(), null)));
    Block block =
        Block.of(Samples.header(new Key("default", "stream", id), null, Outcome.RETURNED), events);
    return chains.append(Commit.of(block), List.of(Expected.ANY), List.of(), condition);
  }
}
