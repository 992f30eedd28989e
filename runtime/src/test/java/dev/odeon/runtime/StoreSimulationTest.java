package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.host.capability.StoreChange;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.runtime.effect.EffectCodec;
import dev.odeon.runtime.effect.PlacedEffect;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.StoreName;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two actors change the labels that they share, on seeded threads and a disk that loses what was
 * not synced; the power goes at a seeded moment, more than once. After recovery the labels are what
 * the chains say, in the order of the log, to the last reference.
 */
class StoreSimulationTest {
  private static final int SCHEDULES = 150;
  private static final List<String> ACTORS = List.of("one", "two");
  private static final List<Label> LABELS = List.of(new Label("a"), new Label("b"));
  private static final List<String> CONTENTS = List.of("x", "y", "z");

  @Test
  void hasInTheLabelsWhatTheChainsSay() {
    Seeds.each(SCHEDULES, seed -> Simulation.run(seed, StoreSimulationTest::story));
  }

  @Test
  @Tag("long")
  void hasInTheLabelsWhatTheChainsSayThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(seed -> Simulation.run(seed, StoreSimulationTest::story));
  }

  private static void story(Simulation sim) {
    for (int life = 0; life < 3; life++) {
      sim.disk().faults(Fault.cutAtChange(sim.random().nextInt(30, 160)));
      sim.boot(StoreSimulationTest::live);
    }
    sim.boot(world -> {
      try (TestNode node = open(world)) {
        check(node);
      }
    });
  }

  private static void live(World world) {
    try (TestNode node = open(world)) {
      check(node);
      for (String actor : ACTORS) {
        if (node.actors().chains().head(Key.actor(actor)).isEmpty()) {
          node.start(actor, "probe/keeper", "[grants]", "store = true");
        }
      }
      List<Thread> senders = new ArrayList<>();
      for (String actor : ACTORS) {
        long seed = world.entropy().bytes(8).int64(0);
        senders.add(world.start(actor, () -> send(node, actor, new java.util.Random(seed))));
      }
      senders.forEach(world::join);
      check(node);
    }
  }

  private static void send(TestNode node, String actor, java.util.Random random) {
    List<Pending<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Label label = LABELS.get(random.nextInt(LABELS.size()));
      String content = CONTENTS.get(random.nextInt(CONTENTS.size()));
      String hash = ContentRef.of(Bytes.utf8(content)).hex();
      String body =
          switch (random.nextInt(8)) {
            case 0 -> "d|default|" + label;
            case 1, 2, 3 -> "r|default|" + label + "|" + hash;
            case 4 -> "c|default|" + label + "|" + content;
            default -> "p|default|" + label + "|" + content;
          };
      Message message = Message.send(Key.actor(actor), TestNode.freshId(), Bytes.utf8(body));
      if (node.actors().deliver(message) instanceof Delivery.Accepted(var answer)) {
        answers.add(answer);
      }
    }
    answers.forEach(Pending::await);
  }

  private static TestNode open(World world) {
    return TestNode.open(new Ports(world.clock(), world.entropy(), world.disk(), world.threads()));
  }

  /** Reads the whole history and compares. */
  private static void check(TestNode node) {
    Map<Label, List<ContentRef>> expected = new HashMap<>();
    for (long sequence = 0; sequence < node.actors().chains().size(); sequence++) {
      Block block = node.actors().chains().blockAt(sequence).orElseThrow();
      for (PlacedEffect<StoreChange> change :
          new EffectCodec(OwnCapabilities.all()).of(block).of(StoreChange.class)) {
        for (Label label : LABELS) {
          List<ContentRef> before = expected.getOrDefault(label, List.of());
          expected.put(label, change.effect().after(StoreName.DEFAULT, label, before));
        }
      }
    }
    if (expected.isEmpty()) {
      return;
    }
    for (Label label : LABELS) {
      assertThat(node.actors().store().labels().get(label))
          .as("label %s", label)
          .isEqualTo(expected.get(label));
    }
    TreeSet<Label> there = new TreeSet<>(LABELS);
    there.removeIf(label -> expected.get(label).isEmpty());
    assertThat(node.actors().store().labels().list()).containsExactlyElementsOf(there);
  }
}
