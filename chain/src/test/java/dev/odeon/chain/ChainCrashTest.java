package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.log.LogConfig;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Power cuts at any change of the disk: what was acknowledged is there, and everything agrees with
 * everything.
 */
class ChainCrashTest {
  private static final List<Key> KEYS = List.of(Key.actor("a"), Key.actor("b"), Key.actor("c"));
  private static final int BOOTS = 4;

  /** What the caller was told, over all boots. */
  private static final class Acknowledged {
    final Map<Key, List<Head>> heads = new HashMap<>();
    final List<Content> contents = new ArrayList<>();
    final List<SignedHead> signed = new ArrayList<>();
  }

  @Test
  void losesNothingThatWasAcknowledged() {
    Seeds.each(50, seed -> Simulation.run(seed, ChainCrashTest::story));
  }

  @Test
  @Tag("long")
  void losesNothingThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(seed -> Simulation.run(seed, ChainCrashTest::story));
  }

  private static void story(Simulation sim) {
    Acknowledged known = new Acknowledged();
    for (int boot = 0; boot < BOOTS; boot++) {
      if (boot + 1 < BOOTS) {
        sim.disk().faults(Fault.cutAtChange(sim.random().nextInt(120)));
      }
      long bootSeed = sim.random().nextLong();
      sim.boot(world -> live(world, known, bootSeed));
    }
  }

  private static void live(World world, Acknowledged known, long seed) {
    RandomGenerator random = new java.util.Random(seed);
    world.disk().createFolders(Home.FOLDER);
    try (Chains chains = open(world)) {
      check(chains, known);
      for (int round = 0; round < 12; round++) {
        write(chains, known, random);
        if (random.nextInt(4) == 0) {
          known.signed.add(chains.signHead());
        }
      }
      check(chains, known);
    }
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

  /** Several commits at once, some of several blocks, some with content. */
  private static void write(Chains chains, Acknowledged known, RandomGenerator random) {
    Map<Key, Head> heads = new HashMap<>();
    chains.heads().forEach(head -> heads.put(head.key(), head));
    List<Pending<Append>> appends = new ArrayList<>();
    List<List<Content>> contents = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      List<Block> blocks = new ArrayList<>();
      for (int j = random.nextInt(1, 4); j > 0; j--) {
        Key key = KEYS.get(random.nextInt(KEYS.size()));
        Block block = Samples.block(key, heads.get(key), "x".repeat(random.nextInt(900)));
        heads.put(key, block.head());
        blocks.add(block);
      }
      byte[] bytes = new byte[random.nextInt(3000)];
      random.nextBytes(bytes);
      List<Content> some =
          random.nextBoolean() ? List.of(Content.of(Bytes.wrap(bytes))) : List.of();
      contents.add(some);
      appends.add(chains.append(new Commit(blocks), some));
    }
    for (int i = 0; i < appends.size(); i++) {
      for (Head head : Home.appended(appends.get(i).await()).heads()) {
        known.heads.computeIfAbsent(head.key(), _ -> new ArrayList<>()).add(head);
      }
      known.contents.addAll(contents.get(i));
    }
  }

  private static void check(Chains chains, Acknowledged known) {
    for (Key key : KEYS) {
      List<Head> found = new ArrayList<>();
      chains.blocks(key, 0, Long.MAX_VALUE, block -> found.add(block.head()));
      for (Head head : known.heads.getOrDefault(key, List.of())) {
        assertThat(found.get((int) head.height())).isEqualTo(head);
      }
      assertThat(chains.head(key).map(List::of).orElse(List.of()))
          .isEqualTo(found.isEmpty() ? List.of() : List.of(found.getLast()));
    }
    for (Content content : known.contents) {
      assertThat(chains.content(content.hash())).contains(content.bytes());
    }
    CompactRange tree = new CompactRange();
    for (long sequence = 0; sequence < chains.size(); sequence++) {
      tree.add(chains.blockAt(sequence).orElseThrow().hash());
    }
    assertThat(chains.rootAt(chains.size())).isEqualTo(tree.root());
    for (SignedHead head : known.signed) {
      assertThat(chains.rootAt(head.size())).isEqualTo(head.root());
    }
  }
}
