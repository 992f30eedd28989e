package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.engine.Cancellation;
import dev.odeon.guests.SampleGuests;
import dev.odeon.host.PluginState;
import dev.odeon.runtime.PluginManifest;
import dev.odeon.runtime.RefusedException;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.SimulationFailure;
import dev.odeon.testkit.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Plug-ins that keep a state, on seeded threads and a disk that loses what was not synced. Callers
 * run them alone and in pairs, some of which they take back; the power goes at a seeded moment.
 * What was acknowledged is there afterwards, a pair in both chains or in none, and every chain can
 * be run again. A planted bug shows that a broken promise is seen.
 */
class PluginSimulationTest {
  private static final int SCHEDULES = 100;
  private static final int SCHEDULES_TO_FIND = 1_000;
  private static final int CALLERS = 3;
  private static final int CALLS = 3;

  private static final Key FIRST = Plugins.key(Key.DEFAULT_TENANT, new UUID(0, 1));
  private static final Key SECOND = Plugins.key(Key.DEFAULT_TENANT, new UUID(0, 2));
  private static final List<Key> BOTH = List.of(FIRST, SECOND);
  private static final Bytes WASM = Bytes.wrap(SampleGuests.module("plugin/keeps"));

  @Test
  void losesNothingAcknowledgedAndTearsNoPair() {
    Seeds.each(SCHEDULES, seed -> tell(seed, Fault.none()));
  }

  @Test
  @Tag("long")
  void losesNothingThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(seed -> tell(seed, Fault.none()));
  }

  @Test
  void findsThatRunsAreAcknowledgedBeforeTheSync() {
    Fault unsynced =
        Fault.swallow(operation ->
            operation.kind().durability() && operation.path().toString().contains("/log/"));
    SimulationFailure found = null;
    for (long seed = 1; seed <= SCHEDULES_TO_FIND && found == null; seed++) {
      try {
        tell(seed, unsynced);
      } catch (SimulationFailure e) {
        found = e;
      }
    }
    assertThat(found).isNotNull();
  }

  private static void tell(long seed, Fault fault) {
    Simulation.run(
        seed,
        sim -> {
          Record record = new Record();
          sim.disk().faults(fault.or(Fault.cutAtChange(sim.random().nextInt(8, 90))));
          sim.boot(world -> live(world, record, 0));
          sim.boot(world -> live(world, record, 1));
        });
  }

  private static void live(World world, Record record, int life) {
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    try (TestNode node = TestNode.open(ports)) {
      check(node, record);
      for (Key key : BOTH) {
        if (node.actors().plugins().find(key) == null) {
          node.actors().plugins().load(key, new PluginManifest(null, WASM.size(), 0, true), WASM);
        }
      }
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        callers.add(
            world.start("caller-" + i, () -> call(world, node, record, life + "-" + caller)));
      }
      callers.forEach(world::join);
      check(node, record);
    }
  }

  private static void call(World world, TestNode node, Record record, String name) {
    Plugins plugins = node.actors().plugins();
    for (int i = 0; i < CALLS; i++) {
      long deadline = world.clock().nanos() + 1_000_000_000_000L;
      String alone = "alone-" + name + "-" + i;
      attempt(() -> {
        assertThat(run(plugins, BOTH.get(name.hashCode() & 1), alone, deadline)).isTrue();
        record.acknowledge(alone);
      });
      boolean kept = i % 3 != 1;
      String pair = (kept ? "pair-" : "back-") + name + "-" + i;
      attempt(() -> {
        pair(plugins, pair, kept, deadline);
        record.acknowledge(pair);
      });
    }
  }

  private static boolean run(Plugins plugins, Key key, String input, long deadline) {
    return plugins
        .run(key, null, Bytes.utf8(input), plugins.limits(), deadline, new Cancellation())
        .returned();
  }

  private static void pair(Plugins plugins, String input, boolean kept, long deadline) {
    Cancellation cancellation = new Cancellation();
    try (MultiActorTurn joint = plugins.take(new TreeSet<>(BOTH), deadline, cancellation)) {
      assertThat(joint).isNotNull();
      for (Key key : BOTH) {
        joint.run(key, Bytes.utf8(input), plugins.limits(), deadline, cancellation);
      }
      if (kept) {
        joint.commit();
      } else {
        joint.recordAsCancelled();
      }
    }
  }

  /** What is refused because the disk is gone is not acknowledged, and nothing else. */
  private static void attempt(Runnable call) {
    try {
      call.run();
    } catch (RefusedException _) {
      // It may or may not be found after the power is back.
    }
  }

  private static void check(TestNode node, Record record) {
    List<Set<String>> returned = new ArrayList<>();
    List<Set<String>> all = new ArrayList<>();
    for (Key key : BOTH) {
      Set<String> did = new HashSet<>();
      Set<String> told = new HashSet<>();
      String last = null;
      for (Block block : blocks(node, key)) {
        if (block.event(0).data() instanceof EventData.Message run) {
          String input = run.body().text();
          assertThat(told.add(input)).as("%s is there once", input).isTrue();
          if (block.header().outcome() instanceof Outcome.Returned) {
            did.add(input);
            last = input;
          }
        }
      }
      returned.add(did);
      all.add(told);
      if (node.actors().plugins().find(key) != null) {
        assertThat(last(node, key)).isEqualTo(last);
        assertThat(node.actors().history().replay(key, _ -> {}).equal()).isTrue();
      }
    }
    assertThat(only(returned.getFirst(), "pair")).isEqualTo(only(returned.getLast(), "pair"));
    assertThat(only(all.getFirst(), "back")).isEqualTo(only(all.getLast(), "back"));
    assertThat(only(returned.getFirst(), "back")).isEmpty();
    all.getFirst().addAll(all.getLast());
    assertThat(all.getFirst()).as("acknowledged").containsAll(record.acknowledged());
  }

  private static List<Block> blocks(TestNode node, Key key) {
    List<Block> blocks = new ArrayList<>();
    node.actors().chains().blocks(key, 0, Long.MAX_VALUE, blocks::add);
    return blocks;
  }

  private static @Nullable String last(TestNode node, Key key) {
    Bytes state = node.actors().history().state(key, OptionalLong.empty()).state();
    Bytes last = PluginState.of(state).get(Bytes.utf8("last"));
    return last == null ? null : last.text();
  }

  private static Set<String> only(Set<String> inputs, String kind) {
    Set<String> kept = new HashSet<>(inputs);
    kept.removeIf(input -> !input.startsWith(kind));
    return kept;
  }

  /** What the callers were told. It survives the machine. */
  private static final class Record {
    private final Set<String> acknowledged = new HashSet<>();

    synchronized Set<String> acknowledged() {
      return Set.copyOf(acknowledged);
    }

    synchronized void acknowledge(String input) {
      acknowledged.add(input);
    }
  }
}
