package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.cli.actor.Feed;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.testkit.TimeBudget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that takes turns of the counter is killed as {@code kill -9} does, again and again on
 * one home: while it starts and recovers, and with many turns under way. Nothing acknowledged may
 * be lost, nothing may take effect twice.
 */
class KillIT {
  private static final int KILLS = 6;
  private static final int IN_FLIGHT = 64;
  private static final Key COUNTER = Key.actor("counter");

  @TempDir private Path folder;

  /** Each message's first acknowledgement, by its number. */
  private final Map<Integer, Feed.Acknowledgement> acknowledged = new TreeMap<>();

  private int sent;
  private int killedInStart;
  private int killedInTurns;

  @Test
  void losesNothingAndDoesNothingTwice() throws Exception {
    killAsLongAs(() -> kills() < KILLS);
  }

  @Test
  @Tag("long")
  void losesNothingHoweverOftenItIsKilled() throws Exception {
    long until = System.nanoTime() + TimeBudget.share().toNanos();
    killAsLongAs(() -> System.nanoTime() < until);
    TimeBudget.report(
        "KillIT",
        "%,d killed while starting, %,d among turns, %,d messages"
            .formatted(killedInStart, killedInTurns, sent));
  }

  private int kills() {
    return killedInStart + killedInTurns;
  }

  private void killAsLongAs(BooleanSupplier more) throws Exception {
    long seed = Long.getLong("odeon.seed", System.nanoTime());
    System.out.println("KillIT: -Dodeon.seed=" + seed);
    Random random = new Random(seed);
    Path home = folder.resolve("home");
    Path manifest = new Guests(folder).sample("counter");

    long before = System.nanoTime();
    try (Feed first = Feed.start(InstalledCommand.line(), home, manifest, "counter")) {
      first.ready();
      assertThat(first.finish()).isZero();
    }
    long startMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);

    while (more.getAsBoolean()) {
      try (Feed feed = Feed.start(InstalledCommand.line(), home, manifest, "counter")) {
        if (kills() % 3 == 0) {
          killWhileItStarts(feed, random.nextLong(startMillis + 1));
        } else {
          killAmongTurns(feed, random);
        }
      }
    }
    try (Feed last = Feed.start(InstalledCommand.line(), home, manifest, "counter")) {
      last.ready();
      sendAll(last, unacknowledged(), Integer.MAX_VALUE);
      assertThat(last.finish()).isZero();
    }
    assertThat(acknowledged).hasSize(sent);
    check(home);
  }

  private void killWhileItStarts(Feed feed, long millis) throws InterruptedException {
    // Not to wait for something: the kill shall come at any moment of the start.
    Thread.sleep(millis);
    feed.kill();
    killedInStart++;
  }

  private void killAmongTurns(Feed feed, Random random) {
    feed.ready();
    List<Integer> messages = unacknowledged();
    for (int fresh = 20 + random.nextInt(200); fresh > 0; fresh--) {
      messages.add(sent++);
    }
    sendAll(feed, messages, 1 + random.nextInt(messages.size()));
    feed.kill();
    killedInTurns++;
    for (Feed.Acknowledgement left = feed.next(); left != null; left = feed.next()) {
      take(left);
    }
  }

  private List<Integer> unacknowledged() {
    List<Integer> rest = new ArrayList<>();
    for (int message = 0; message < sent; message++) {
      if (!acknowledged.containsKey(message)) {
        rest.add(message);
      }
    }
    return rest;
  }

  /** Sends messages, many in flight, until {@code enough} of them are acknowledged. */
  private void sendAll(Feed feed, List<Integer> messages, int enough) {
    int next = 0;
    for (int done = 0; done < Math.min(enough, messages.size()); done++) {
      while (next < messages.size() && next - done < IN_FLIGHT) {
        feed.send("m-" + messages.get(next++), "inc");
      }
      feed.flush();
      Feed.Acknowledgement answer = feed.next();
      assertThat(answer).as("ended by itself: %s", (Object) null).isNotNull();
      take(answer);
    }
  }

  private void take(Feed.Acknowledgement answer) {
    acknowledged.putIfAbsent(Integer.parseInt(answer.id().substring(2)), answer);
  }

  private void check(Path home) {
    Map<String, Integer> effects = new HashMap<>();
    Map<Long, Block> blocks = new HashMap<>();
    try (Actors actors = Actors.open(home, Ports.system(), Settings.defaults())) {
      long last = actors.chains().head(COUNTER).orElseThrow().height();
      actors.chains().blocks(COUNTER, 0, last + 1, block -> count(block, effects, blocks));
      assertThat(count(actors)).isEqualTo(sent);
      assertThat(actors.history().replay(COUNTER, _ -> {}).equal()).isTrue();
    }
    for (int message = 0; message < sent; message++) {
      assertThat(effects).as("message %d", message).containsEntry("m-" + message, 1);
    }
    acknowledged.forEach((message, answer) -> {
      Block block = blocks.get(answer.height());
      assertThat(block).as("acknowledged block of message %d", message).isNotNull();
      assertThat(block.hash().toString()).isEqualTo(answer.hash());
    });
  }

  private static boolean count(Block block, Map<String, Integer> effects, Map<Long, Block> blocks) {
    blocks.put(block.height(), block);
    if (block.header().outcome().equals(Outcome.RETURNED)
        && block.event(0).data() instanceof EventData.Message message
        && message.id() instanceof MessageId.Outside(String id)) {
      effects.merge(id, 1, Integer::sum);
    }
    return true;
  }

  private static long count(Actors actors) {
    Bytes state = actors.history().state(COUNTER, java.util.OptionalLong.empty()).state();
    assertThat(state).isNotNull();
    return Long.reverseBytes(state.buffer().getLong());
  }
}
