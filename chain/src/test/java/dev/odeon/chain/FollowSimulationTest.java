package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.log.LogConfig;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.World;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Readers follow while others write and the power fails, and each goes on after the last position
 * that it saw: it has seen every event that it wants once, in the order of the log.
 */
class FollowSimulationTest {
  private static final List<Key> KEYS =
      List.of(Key.actor("a"), Key.actor("b"), new Key("default", "binary", "c"));
  private static final List<String> NAMES = List.of("shop#handle-send", "x/y#sold", "x/y#rare");
  private static final int BOOTS = 4;
  private static final int BLOCKS = 60;

  /** What one reader wants, and what it has seen over all boots. */
  private static final class Reader {
    final BlockFilter filter;
    final List<EventPosition> seen = new ArrayList<>();
    private @Nullable EventPosition last;

    Reader(BlockFilter filter) {
      this.filter = filter;
    }

    void see(FoundBlock found) {
      found.events().forEach(i -> seen.add(new EventPosition(found.sequence(), i)));
      last = found.position();
    }

    StartPoint from() {
      return last == null ? StartPoint.START : new StartPoint.After(last);
    }
  }

  @Test
  void losesAndDoublesNothing() {
    Seeds.each(12, seed -> Simulation.run(seed, FollowSimulationTest::story));
  }

  @Test
  @Tag("long")
  void losesAndDoublesNothingForLong() {
    Seeds.whileTimeLasts(seed -> Simulation.run(seed, FollowSimulationTest::story));
  }

  private static void story(Simulation sim) {
    BlockFilter all = BlockFilter.of("default");
    List<Reader> readers =
        List.of(
            new Reader(BlockFilter.all()),
            new Reader(BlockFilter.of(KEYS.getFirst())),
            new Reader(all.inCategory("binary")),
            new Reader(all.withTypes(List.of("rare"))),
            new Reader(all.withTypes(List.of("send", "reply"))),
            new Reader(all.withCorrelation("trip-1")),
            new Reader(
                BlockFilter.of(KEYS.get(1)).withTypes(List.of("sold")).withCorrelation("trip-2")));
    for (int boot = 0; boot < BOOTS; boot++) {
      if (boot + 1 < BOOTS) {
        sim.disk().faults(Fault.cutAtChange(20 + sim.random().nextInt(200)));
      }
      long seed = sim.random().nextLong();
      sim.boot(world -> live(world, readers, seed));
    }
  }

  private static void live(World world, List<Reader> readers, long seed) {
    world.disk().createFolders(Home.FOLDER);
    try (Chains chains = open(world)) {
      List<Pending<Boolean>> reading = new ArrayList<>();
      for (Reader reader : readers) {
        reading.add(started(world, () -> follow(chains, reader)));
      }
      BlockSubscription stuck = chains.follow(BlockFilter.all(), StartPoint.START);
      List<Pending<Boolean>> writing = new ArrayList<>();
      for (int i = 0; i < KEYS.size(); i++) {
        Key key = KEYS.get(i);
        long own = seed + i;
        writing.add(started(world, () -> write(chains, key, new java.util.Random(own))));
      }
      writing.forEach(Pending::await);
      readers.forEach(reader -> awaitAll(world, chains, reader));
      chains.endFollowing();
      reading.forEach(Pending::await);
      assertThat(stuck.hasNext()).isFalse();
      readers.forEach(reader -> check(chains, reader));
    }
  }

  private static Pending<Boolean> started(World world, Runnable body) {
    Pending<Boolean> done = new Pending<>(world.threads());
    world
        .threads()
        .start(
            "part",
            0,
            () -> {
              body.run();
              done.complete(true);
            });
    return done;
  }

  private static Chains open(World world) {
    return Chains.open(
        new Chains.Place(
            Home.FOLDER,
            Home.ID,
            LogConfig.defaults().withSegmentBytes(16 << 10),
            world.disk(),
            world.clock(),
            world.entropy(),
            world.threads()),
        List.of());
  }

  private static void follow(Chains chains, Reader reader) {
    try (BlockSubscription subscription = chains.follow(reader.filter, reader.from())) {
      while (subscription.hasNext()) {
        reader.see(subscription.next());
      }
    }
  }

  private static void write(Chains chains, Key key, RandomGenerator random) {
    Head head = chains.head(key).orElse(null);
    List<Pending<Append>> appends = new ArrayList<>();
    for (int i = 0; i < BLOCKS; i++) {
      Block block = block(key, head, random);
      head = block.head();
      appends.add(chains.append(block, Expected.ANY));
      if (random.nextInt(5) == 0) {
        appends.forEach(Pending::await);
        appends.clear();
      }
    }
    appends.forEach(Pending::await);
  }

  private static Block block(Key key, @Nullable Head head, RandomGenerator random) {
    List<Event> events = new ArrayList<>();
    MessageId id = new MessageId.Outside("m-" + random.nextLong());
    events.add(
        Event.of(
            NAMES.getFirst(),
            new EventData.Message(
                id,
                Lane.NORMAL,
                1,
                Bytes.utf8("x".repeat(random.nextInt(200))),
                random.nextBoolean() ? "trip-" + random.nextInt(8) : null,
                null,
                null,
                null,
                null)));
    if (random.nextInt(3) == 0) {
      events.add(Event.of(NAMES.get(1), EventData.Domain.of(Bytes.utf8("s"))));
    }
    if (random.nextInt(40) == 0) {
      events.add(Event.of(NAMES.get(2), EventData.Domain.of(Bytes.utf8("r"))));
      events.add(Event.of(NAMES.get(1), new EventData.Reply(Bytes.utf8("done"))));
    }
    return Block.of(Samples.header(key, head, Outcome.RETURNED), events);
  }

  /** Waits until the reader has seen the last event that it wants, or fails. */
  private static void awaitAll(World world, Chains chains, Reader reader) {
    List<EventPosition> wanted = wanted(chains, reader.filter);
    long patience = world.clock().nanos() + 60_000_000_000L;
    while (reader.seen.size() < wanted.size() && world.clock().nanos() < patience) {
      world.threads().parkNanos(1_000_000);
    }
  }

  private static void check(Chains chains, Reader reader) {
    assertThat(reader.seen).isEqualTo(wanted(chains, reader.filter));
    List<EventPosition> found = new ArrayList<>();
    chains.find(
        reader.filter,
        StartPoint.START,
        block -> {
          block.events().forEach(i -> found.add(new EventPosition(block.sequence(), i)));
          return true;
        });
    assertThat(found).isEqualTo(reader.seen);
  }

  /** What a reader of every block finds. */
  private static List<EventPosition> wanted(Chains chains, BlockFilter filter) {
    List<EventPosition> wanted = new ArrayList<>();
    for (long sequence = 0; sequence < chains.size(); sequence++) {
      long at = sequence;
      filter
          .matching(chains.blockAt(sequence).orElseThrow())
          .forEach(i -> wanted.add(new EventPosition(at, i)));
    }
    return wanted;
  }
}
