package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.actor.ScriptedGuest.Script;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.World;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A home of many actors dies at one of the named points, with messages that are not delivered,
 * timers that come due, open requests that nobody answers and interrupted turns. It is opened
 * paused: nothing is written, however long that takes. One actor is resumed: only its chain grows.
 * All are resumed: everything happens, once.
 */
class PausedHomeSimulationTest {
  private static final int SCHEDULES = 15;

  @Test
  void writesNothingUntilItIsResumed() {
    Seeds.each(SCHEDULES, PausedHomeSimulationTest::tell);
  }

  @Test
  @Tag("long")
  void writesNothingUntilItIsResumedThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(PausedHomeSimulationTest::tell);
  }

  @Test
  void saysThatNobodyGetsAMessageOnlyOnceItsSenderIsResumed() {
    Simulation.run(
        1,
        sim -> {
          Key a = Key.actor("a");
          sim.boot(world -> {
            Substitutes kills =
                substitutes(point -> {
                  if (point == CrashPoint.MESSAGE_LOST) {
                    world.kill();
                  }
                });
            try (TestNode node = ManyActors.open(world, false, kills)) {
              TestNode.taken(ScriptedGuest.start(node, a));
              Bytes send = Script.empty().send("nobody", Script.empty()).bytes();
              TestNode.taken(node.answer(Message.send(a, "m", send)));
              world.sleep(Duration.ofMinutes(1));
            }
          });
          sim.boot(world -> {
            try (TestNode node = ManyActors.open(world, true, Substitutes.NONE)) {
              world.sleep(Duration.ofMinutes(1));
              assertThat(node.blocks(a)).hasSize(2);
              node.actors().lifecycle().resume(a, "alone");
              world.await(() -> node.actors().workload().outboxWaiting() == 0);
              assertThat(node.blocks(a).getLast().event(0).name()).isEqualTo("undeliverable");
            }
          });
        });
  }

  private static void tell(long seed) {
    Simulation.run(seed, PausedHomeSimulationTest::story);
  }

  private static void story(Simulation sim) {
    sim.stallAfter(ManyActors.STALL);
    ManyActors actors = new ManyActors(sim.random().split());
    for (int lives = 1 + sim.random().nextInt(2); lives > 0; lives--) {
      crash(sim, actors);
      SplittableRandom random = sim.random().split();
      if (lives > 1) {
        sim.cutPowerAtStep(sim.random().nextInt(500, 8_000));
      }
      sim.boot(world -> paused(world, actors, random));
    }
    sim.disk().faults(Fault.none());
    sim.boot(world -> last(world, actors));
  }

  /** The process ends at a point, or goes to the end if it never comes there. */
  private static void crash(Simulation sim, ManyActors actors) {
    CrashPoint[] points = CrashPoint.values();
    CrashPoint end = points[sim.random().nextInt(points.length)];
    AtomicInteger left = new AtomicInteger(1 + sim.random().nextInt(4));
    boolean power = sim.random().nextBoolean();
    SplittableRandom random = sim.random().split();
    sim.boot(world -> {
      Consumer<CrashPoint> kills =
          point -> {
            if (point == end && left.decrementAndGet() == 0) {
              if (power) {
                world.cutPower();
              } else {
                world.kill();
              }
            }
          };
      try (TestNode node = ManyActors.open(world, false, substitutes(kills))) {
        actors.startAll(node);
        actors.live(world, node, random, Duration.ZERO);
      }
    });
  }

  private static Substitutes substitutes(Consumer<CrashPoint> points) {
    return new Substitutes(dedup -> dedup, index -> index, points);
  }

  private static void paused(World world, ManyActors actors, SplittableRandom random) {
    try (TestNode node = ManyActors.open(world, true, Substitutes.NONE)) {
      Map<Key, Integer> before = blocks(node);
      actors.check(node);
      world.sleep(Duration.ofMinutes(3));
      for (Key key : ManyActors.ALL) {
        Delivery refused = node.actors().deliver(Message.send(key, "now", Bytes.empty()));
        assertThat(refused).isNotInstanceOfAny(Delivery.Accepted.class, Delivery.Full.class);
      }
      assertThat(blocks(node)).as("blocks of a paused home").isEqualTo(before);
      List<Key> some = List.copyOf(ManyActors.ALL);
      Key one = some.get(random.nextInt(some.size()));
      actors.resume(node, one);
      world.sleep(Duration.ofMinutes(1));
      Map<Key, Integer> after = blocks(node);
      before.put(one, after.get(one));
      assertThat(after).as("blocks of a paused home but for %s", one).isEqualTo(before);
      actors.check(node);
      actors.resumeAll(node);
      actors.live(world, node, random, Duration.ZERO);
    }
  }

  private static Map<Key, Integer> blocks(TestNode node) {
    Map<Key, Integer> blocks = new LinkedHashMap<>();
    ManyActors.ALL.forEach(key -> blocks.put(key, node.blocks(key).size()));
    return blocks;
  }

  private static void last(World world, ManyActors actors) {
    try (TestNode node = ManyActors.open(world, false, Substitutes.NONE)) {
      actors.end(world, node);
    }
    HistoryCheck.verifies(
        new Ports(world.clock(), world.entropy(), world.disk(), world.threads()), TestNode.FOLDER);
  }
}
