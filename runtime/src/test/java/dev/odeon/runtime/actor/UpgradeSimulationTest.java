package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.engine.LoadRequest;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.SimulationFailure;
import dev.odeon.testkit.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A counter whose code is changed while it counts, on seeded threads and a disk that loses what was
 * not synced; the power goes at a seeded moment. Each block names the code of the last upgrade
 * before it, an upgrade that was answered is there, and the whole history runs again. A planted bug
 * shows that a broken promise is seen.
 */
class UpgradeSimulationTest {
  private static final int SCHEDULES = 60;
  private static final int SCHEDULES_TO_FIND = 1_000;
  private static final int MESSAGES = 4;
  private static final int UPGRADES = 3;
  private static final Key KEY = Key.actor("c");
  private static final Bytes OLD = Bytes.wrap(SampleGuests.module("counter"));

  /** The same code with a custom section: another module. */
  private static final Bytes NEW = OLD.plus(Bytes.ofHex("00020178"));

  @Test
  void runsTheOldCodeOrTheNewOneAfterAnyCrash() {
    Seeds.each(SCHEDULES, seed -> upgrade(seed, Fault.none()));
  }

  @Test
  @Tag("long")
  void losesNoUpgradeThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(seed -> upgrade(seed, Fault.none()));
  }

  @Test
  void findsThatUpgradesAreAcknowledgedBeforeTheSync() {
    Fault unsynced =
        Fault.swallow(operation ->
            operation.kind().durability() && operation.path().toString().contains("/log/"));
    SimulationFailure found = null;
    for (long seed = 1; seed <= SCHEDULES_TO_FIND && found == null; seed++) {
      try {
        upgrade(seed, unsynced);
      } catch (SimulationFailure e) {
        found = e;
      }
    }
    assertThat(found).isNotNull();
  }

  private static void upgrade(long seed, Fault fault) {
    Simulation.run(
        seed,
        sim -> {
          Record record = new Record();
          sim.disk().faults(fault.or(Fault.cutAtChange(sim.random().nextInt(8, 60))));
          sim.boot(world -> live(world, record, 0));
          sim.boot(world -> live(world, record, 1));
        });
  }

  private static void live(World world, Record record, int life) {
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    try (TestNode node = TestNode.open(ports)) {
      check(node, record);
      Manifest manifest =
          Manifest.parse("m", Bytes.utf8("module = \"m\""), node.actors().capabilities());
      if (node.blocks("c").isEmpty()) {
        Answer _ = node.actors().lifecycle().start(KEY, manifest, OLD);
      }
      Thread sender = world.start("sender", () -> send(node, life));
      Thread upgrader = world.start("upgrader", () -> upgrade(node, record));
      world.join(sender);
      world.join(upgrader);
      check(node, record);
    }
  }

  private static void send(TestNode node, int life) {
    for (int i = 0; i < MESSAGES; i++) {
      Message message = Message.request(KEY, life + "-" + i, Bytes.utf8("inc"));
      if (node.actors().deliver(message) instanceof Delivery.Accepted(var answer)) {
        Answer _ = answer.await();
      }
    }
  }

  private static void upgrade(TestNode node, Record record) {
    for (int i = 0; i < UPGRADES; i++) {
      Bytes module = i % 2 == 0 ? NEW : OLD;
      try {
        Answer answer =
            node.actors().lifecycle().upgrade(KEY, null, module, LoadRequest.of("default"));
        if (answer instanceof Answer.Completed done) {
          // Also where it had that code already: what made it so is durable by then.
          record.acknowledge(done.block().hash());
        }
      } catch (ActorException _) {
        // The disk is gone, perhaps before the actor was spawned.
      }
    }
  }

  private static void check(TestNode node, Record record) {
    Hash code = null;
    Set<Hash> blocks = new HashSet<>();
    for (Block block : node.blocks("c")) {
      Hash named = named(block);
      code = named == null ? code : named;
      assertThat(block.header().module()).isEqualTo(code);
      blocks.add(block.hash());
    }
    assertThat(blocks).as("acknowledged").containsAll(record.acknowledged());
    if (!blocks.isEmpty()) {
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
      assertThat(node.actors().reports().show(KEY).status().registration().module())
          .isEqualTo(code);
    }
  }

  private static @Nullable Hash named(Block block) {
    return switch (block.event(0).data()) {
      case EventData.Spawned spawned -> spawned.module();
      case EventData.Upgraded upgraded -> upgraded.module();
      default -> null;
    };
  }

  /** What the upgrader was told. It survives the machine. */
  private static final class Record {
    private final List<Hash> acknowledged = new ArrayList<>();

    synchronized List<Hash> acknowledged() {
      return List.copyOf(acknowledged);
    }

    synchronized void acknowledge(Hash block) {
      acknowledged.add(block);
    }
  }
}
