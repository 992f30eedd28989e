package dev.odeon.aggregate;

import static dev.odeon.aggregate.TestStore.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Ports;
import dev.odeon.chain.EventPosition;
import dev.odeon.chain.EventQuery;
import dev.odeon.chain.StartPoint;
import dev.odeon.runtime.ExpectedVersion;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.SimulationFailure;
import dev.odeon.testkit.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The production classes on seeded threads and a disk that loses what was not synced. Clerks take
 * the seats of two courses: each reads how many are taken, and appends under the condition that no
 * more came, some to two streams at once; the power goes at a seeded moment, and all is tried
 * again. Nothing acknowledged may be lost or be there twice, versions have no gap, and no course
 * has more than its seats. Planted mistakes show that this would be seen.
 */
class EventStoreSimulationTest {
  private static final int SCHEDULES = 150;
  private static final int SCHEDULES_TO_FIND = 600;
  private static final int CLERKS = 3;
  private static final int TRIES = 3;
  private static final int SEATS = 3;
  private static final Path INDEX = TestStore.FOLDER.resolve("derived").resolve("index");

  /** What the clerks do wrong. */
  private enum Mistake {
    NONE,
    /** They append whatever came since they read. */
    NO_CONDITION,
    /** They try again under another key. */
    NO_KEY
  }

  @Test
  void losesNothingAcknowledgedAndBreaksNoCondition() {
    Seeds.each(SCHEDULES, seed -> tell(seed, Fault.none(), Mistake.NONE));
  }

  @Test
  @Tag("long")
  void breaksNothingThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(seed -> tell(seed, Fault.none(), Mistake.NONE));
  }

  @Test
  void takesTheSameCourseForTheSameSeed() {
    long[] courses = new long[2];
    for (int i = 0; i < 2; i++) {
      int at = i;
      Simulation.run(11, sim -> courses[at] = story(sim, Fault.none(), Mistake.NONE));
    }
    assertThat(courses[0]).isEqualTo(courses[1]);
  }

  @Test
  void findsThatEventsAreAcknowledgedBeforeTheSync() {
    Fault unsynced =
        Fault.swallow(operation ->
            operation.kind().durability() && operation.path().toString().contains("/log/"));
    assertThat(found(unsynced, Mistake.NONE)).isNotNull();
  }

  @Test
  void findsThatAConditionIsLeftOut() {
    assertThat(found(Fault.none(), Mistake.NO_CONDITION)).hasMessageContaining("seats");
  }

  @Test
  void findsThatTheKeyIsLeftOut() {
    assertThat(found(Fault.none(), Mistake.NO_KEY)).hasMessageContaining("once");
  }

  private static @Nullable SimulationFailure found(Fault fault, Mistake mistake) {
    for (long seed = 1; seed <= SCHEDULES_TO_FIND; seed++) {
      try {
        tell(seed, fault, mistake);
      } catch (SimulationFailure e) {
        return e;
      }
    }
    return null;
  }

  private static void tell(long seed, Fault fault, Mistake mistake) {
    Simulation.run(seed, sim -> story(sim, fault, mistake));
  }

  private static long story(Simulation sim, Fault fault, Mistake mistake) {
    Record record = new Record(mistake);
    int lives = 1 + sim.random().nextInt(2);
    for (int life = 0; life < lives; life++) {
      sim.disk().faults(fault.or(Fault.cutAtChange(sim.random().nextInt(8, 90))));
      sim.boot(world -> live(world, record));
    }
    sim.boot(world -> {
      live(world, record);
      if (world.disk().exists(INDEX)) {
        world.disk().list(INDEX).forEach(file -> world.disk().delete(INDEX.resolve(file)));
      }
      try (TestStore home = open(world)) {
        record.check(home);
      }
    });
    return sim.fingerprint();
  }

  private static void live(World world, Record record) {
    try (TestStore home = open(world)) {
      record.check(home);
      List<Thread> clerks = new ArrayList<>();
      for (int clerk = 0; clerk < CLERKS; clerk++) {
        int number = clerk;
        clerks.add(world.start("clerk-" + clerk, () -> record.work(home.store(), number)));
      }
      clerks.forEach(world::join);
      record.check(home);
    }
  }

  private static TestStore open(World world) {
    return TestStore.open(new Ports(world.clock(), world.entropy(), world.disk(), world.threads()));
  }

  /** A seat that was acknowledged, and after what it was taken. */
  private record Taken(EventPosition position, int course, @Nullable EventPosition after) {
    boolean isBetween(StoredEvent event) {
      return event.type().equals("Enrolled")
          && event.tags().contains("course:" + course)
          && event.position().compareTo(position) < 0
          && (after == null || event.position().compareTo(after) > 0);
    }
  }

  /** What the outside world knows: which tries were acknowledged, and where. It never forgets. */
  private static final class Record {
    private final Mistake mistake;
    private final Map<String, Taken> acknowledged = new TreeMap<>();
    private int keys;

    Record(Mistake mistake) {
      this.mistake = mistake;
    }

    private synchronized void acknowledge(String id, Taken taken) {
      Taken before = acknowledged.putIfAbsent(id, taken);
      assertThat(before == null || before.position.equals(taken.position))
          .as("%s was acknowledged once, at %s, then at %s", id, before, taken)
          .isTrue();
    }

    private synchronized Map<String, Taken> acknowledged() {
      return new TreeMap<>(acknowledged);
    }

    private synchronized String key(String id) {
      return mistake == Mistake.NO_KEY ? id + "-" + keys++ : id;
    }

    /** Tries all again, acknowledged or not: what was taken must be recognised. */
    void work(EventStore store, int clerk) {
      for (int i = 0; i < TRIES; i++) {
        tryOne(store, clerk, clerk + "-" + i, i % 2);
      }
    }

    private void tryOne(EventStore store, int clerk, String id, int course) {
      EventQuery query = EventQuery.of(List.of("Enrolled"), List.of("course:" + course));
      List<StoredEvent> taken =
          store.read(TestStore.ALL.withEvents(query), StartPoint.START, 1_000);
      if (taken.size() >= SEATS && !acknowledged().containsKey(id)) {
        return;
      }
      EventPosition after = taken.isEmpty() ? null : taken.getLast().position();
      AppendOptions options = AppendOptions.NONE.withIdempotencyKey(key(id));
      if (mistake != Mistake.NO_CONDITION) {
        options = options.withCondition(query, after);
      }
      NewEvent enrolled = NewEvent.of("Enrolled", id).withTags("course:" + course);
      AppendResult result =
          clerk == 0
              ? store.append(
                  List.of(
                      new StreamAppend(stream("s" + clerk), ExpectedVersion.ANY, List.of(enrolled)),
                      new StreamAppend(
                          stream("audit"), ExpectedVersion.ANY, List.of(NewEvent.of("Noted", id)))),
                  options)
              : store.append(stream("s" + clerk), ExpectedVersion.ANY, List.of(enrolled), options);
      switch (result) {
        case AppendResult.Appended done ->
            acknowledge(id, new Taken(done.position(), course, after));
        case AppendResult.AppendedAll all ->
            acknowledge(id, new Taken(all.streams().getFirst().position(), course, after));
        default -> {}
      }
    }

    void check(TestStore home) {
      List<StoredEvent> all = home.all();
      Map<String, Integer> seats = new HashMap<>();
      Map<String, EventPosition> there = new TreeMap<>();
      Map<StreamId, List<Long>> versions = new HashMap<>();
      for (StoredEvent event : all) {
        versions.computeIfAbsent(event.stream(), _ -> new ArrayList<>()).add(event.version());
        if (event.type().equals("Enrolled")) {
          seats.merge(event.tags().getFirst(), 1, Integer::sum);
          EventPosition before = there.put(event.payload().text(), event.position());
          assertThat(before).as("%s is there once", event.payload().text()).isNull();
        }
      }
      acknowledged()
          .forEach((id, taken) -> {
            assertThat(there.get(id)).as("acknowledged %s", id).isEqualTo(taken.position);
            assertThat(all)
                .as("what came between the read and the append %s, of %s seats", id, SEATS)
                .noneMatch(taken::isBetween);
          });
      assertThat(seats.values()).as("seats taken: %s", seats).allMatch(count -> count <= SEATS);
      versions.forEach((stream, found) -> {
        assertThat(found)
            .containsExactlyElementsOf(LongStream.rangeClosed(1, found.size()).boxed().toList());
        assertThat(home.store().read(stream, 0, 1_000)).hasSize(found.size());
        assertThat(home.store().state(stream).version()).isEqualTo(found.size());
        assertThat(home.actors().history().replay(stream.key(), _ -> {}).equal()).isTrue();
      });
      long noted = all.stream().filter(event -> event.type().equals("Noted")).count();
      long byFirst =
          all.stream()
              .filter(event ->
                  event.type().equals("Enrolled") && event.payload().text().startsWith("0-"))
              .count();
      assertThat(noted).as("both streams or none").isEqualTo(byFirst);
    }
  }
}
