package dev.odeon.runtime.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.Chains;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.guests.SampleGuests;
import dev.odeon.log.EntryIndex;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Extensions;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.store.StoreConfig;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * An index that a program adds to a home, through what is public alone: it knows a message as soon
 * as that is answered, and whatever happens, what the chains know.
 */
class OwnIndexTest {
  private static final int SCHEDULES = 40;
  private static final int MESSAGES = 40;
  private static final Path HOME = Path.of("/home");
  private static final List<String> WORDS = List.of("red", "green", "blue", "black");

  /** Finds messages by the words in them. */
  private static final class Words implements BlockIndex {
    private final EntryIndex entries = EntryIndex.keepingAll();
    private int heard;

    /** The newest block whose message has {@code word}, and that message; null if there is none. */
    @Nullable String newest(String word) {
      return entries.newest(
          print(word),
          (sequence, message) ->
              words(message).contains(word) ? sequence + " " + message.text() : null);
    }

    /** The sequences of all blocks whose messages have {@code word}, from one of them on. */
    List<Long> all(String word, long from) {
      List<Long> found = new ArrayList<>();
      entries.oldest(
          print(word),
          from,
          (_, sequence, message) -> !words(message).contains(word) || found.add(sequence));
      return found;
    }

    @Override
    public String name() {
      return "words";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public EntryIndex entries() {
      return entries;
    }

    @Override
    public void block(long sequence, Block block, Sink sink) {
      heard++;
      Bytes message = message(block);
      for (String word : words(message)) {
        sink.put(print(word), sequence, message);
      }
    }

    private static long print(String word) {
      return Hash.of(Bytes.utf8(word)).a();
    }
  }

  private static Bytes message(Block block) {
    return block.encodedEvents().getFirst().is(EventKind.MESSAGE)
            && block.event(0).data() instanceof EventData.Message message
        ? message.body()
        : Bytes.empty();
  }

  private static List<String> words(Bytes message) {
    return message.isEmpty() ? List.of() : List.of(message.text().split(" "));
  }

  @Test
  void knowsWhatTheChainsKnowThroughAnyCrash() {
    Seeds.each(SCHEDULES, seed -> Simulation.run(seed, OwnIndexTest::story));
  }

  private static void story(Simulation sim) {
    for (int life = 0; life < 3; life++) {
      sim.disk().faults(Fault.cutAtChange(sim.random().nextInt(30, 200)));
      int number = life;
      sim.boot(world -> live(world, number));
    }
    sim.boot(world -> live(world, 3));
    sim.boot(OwnIndexTest::withoutItsFiles);
  }

  /** Opens the home, sends messages, and asks for each as soon as it is answered. */
  private static void live(World world, int life) {
    Words words = new Words();
    try (Actors actors = open(world, words)) {
      check(actors, words);
      Key key = Key.actor("echo");
      if (actors.chains().head(key).isEmpty()) {
        start(actors, key);
      }
      for (int i = 0; i < MESSAGES; i++) {
        String color = WORDS.get(world.entropy().bytes(1).at(0) & 3);
        String own = "life-%d-%d".formatted(life, i);
        String body = color + " " + own + " " + "x".repeat(400);
        if (send(actors, Message.request(key, own, Bytes.utf8(body)))) {
          assertThat(words.newest(own)).endsWith(" " + body);
          assertThat(words.newest(color)).isEqualTo(words.newest(own));
        }
      }
      check(actors, words);
      long count = words.entries.count();
      assertThat(actors.history().replay(key, _ -> {}).equal()).isTrue();
      assertThat(words.entries.count()).isEqualTo(count);
    }
  }

  private static void withoutItsFiles(World world) {
    Disk disk = world.disk();
    Path folder = HOME.resolve("derived").resolve("index");
    List<String> files = disk.list(folder);
    assertThat(files).anyMatch(name -> name.endsWith(".words"));
    files.forEach(name -> disk.delete(folder.resolve(name)));
    Words words = new Words();
    try (Actors actors = open(world, words)) {
      check(actors, words);
      assertThat(words.heard).isEqualTo((int) actors.chains().size());
    }
    Words again = new Words();
    try (Actors actors = open(world, again)) {
      check(actors, again);
      assertThat(again.heard).isLessThan(words.heard);
    }
  }

  /** It has what the blocks have, no more and no less. */
  private static void check(Actors actors, Words index) {
    Chains chains = actors.chains();
    for (String word : WORDS) {
      List<Long> expected = new ArrayList<>();
      for (long sequence = 0; sequence < chains.size(); sequence++) {
        if (words(message(chains.blockAt(sequence).orElseThrow())).contains(word)) {
          expected.add(sequence);
        }
      }
      assertThat(index.all(word, 0)).isEqualTo(expected);
      for (int i = 0; i < expected.size(); i += 7) {
        assertThat(index.all(word, expected.get(i)))
            .isEqualTo(expected.subList(i, expected.size()));
      }
    }
  }

  private static boolean send(Actors actors, Message message) {
    Delivery delivery = actors.deliver(message);
    return delivery instanceof Delivery.Accepted accepted
        && accepted.answer().await() instanceof Answer.Completed completed
        && completed.outcome().equals(Outcome.RETURNED);
  }

  private static void start(Actors actors, Key key) {
    Bytes manifest = Bytes.utf8("module = \"echo.wasm\"");
    actors
        .lifecycle()
        .start(
            key,
            Manifest.parse("echo.toml", manifest, actors.capabilities()),
            Bytes.wrap(SampleGuests.module("echo")));
  }

  private static Actors open(World world, BlockIndex index) {
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    return Actors.open(HOME, ports, settings(), Extensions.none().with(index));
  }

  /** Small segments, so that there are several. */
  private static Settings settings() {
    return new Settings(
        2,
        256L << 20,
        256,
        32L << 20,
        256L << 20,
        100_000,
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        1L << 20,
        64L << 10,
        64,
        1024,
        5,
        16,
        64L << 20,
        Duration.ofDays(7),
        Duration.ofDays(7),
        100,
        Duration.ofDays(7),
        10_000_000,
        1,
        Duration.ofMinutes(2),
        16L << 10,
        100,
        StoreConfig.defaults(),
        64L << 20,
        1_024,
        100,
        1_000,
        false,
        Map.of());
  }
}
