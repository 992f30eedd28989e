package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.EventData;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.SimClock;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.SimulationFailure;
import dev.odeon.testkit.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The production classes on seeded threads and a disk that loses what was not synced. Somebody has
 * actors set timers, cancel and replace some, the power goes at a seeded moment, the clock jumps,
 * and after recovery each timer that was set must have fired once. A planted bug shows that a timer
 * which fires twice is seen.
 */
class TimerSimulationTest {
  private static final int SCHEDULES = 25;
  private static final int SCHEDULES_TO_FIND = 200;
  private static final int ACTORS = 2;
  private static final int TIMERS = 4;
  private static final long PERIOD = 40_000;
  private static final int JUMP_HOURS = 24;

  @Test
  void firesEachTimerOnce() {
    Seeds.each(SCHEDULES, seed -> tell(seed, timers -> timers));
  }

  @Test
  @Tag("long")
  void firesEachTimerOnceThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(seed -> tell(seed, timers -> timers));
  }

  @Test
  void takesTheSameCourseForTheSameSeed() {
    long[] first = new long[1];
    long[] second = new long[1];
    Simulation.run(11, sim -> first[0] = story(sim, timers -> timers));
    Simulation.run(11, sim -> second[0] = story(sim, timers -> timers));
    assertThat(first[0]).isEqualTo(second[0]);
  }

  @Test
  void findsThatATimerFiresTwice() {
    assertThat(found(PlantedBugs.DeafToFired::new)).isNotNull().hasMessageContaining("fired once");
  }

  private static @Nullable SimulationFailure found(UnaryOperator<BlockIndex> timers) {
    return PlantedBugs.found(SCHEDULES_TO_FIND, seed -> tell(seed, timers));
  }

  private static void tell(long seed, UnaryOperator<BlockIndex> timers) {
    Simulation.run(seed, sim -> story(sim, timers));
  }

  private static long story(Simulation sim, UnaryOperator<BlockIndex> timers) {
    Set<String> acknowledged = new HashSet<>();
    int lives = 1 + sim.random().nextInt(2);
    for (int life = 0; life < lives; life++) {
      sim.disk().faults(Fault.cutAtChange(sim.random().nextInt(20, 160)));
      Duration jump = Duration.ofHours(sim.random().nextInt(-JUMP_HOURS, JUMP_HOURS + 1));
      boolean jumps = sim.random().nextInt(3) == 0;
      sim.boot(world -> {
        try (TestNode node = open(world, timers)) {
          check(node, acknowledged, false);
          setAll(node, acknowledged);
          if (jumps) {
            world.clock().jump(jump);
          }
          world.sleep(Duration.ofMinutes(2));
          check(node, acknowledged, false);
        }
      });
    }
    sim.boot(world -> {
      try (TestNode node = open(world, timers)) {
        setAll(node, acknowledged);
        world.sleep(Duration.ofMinutes(3));
        check(node, acknowledged, false);
        world.sleep(Duration.ofHours(2 + lives * JUMP_HOURS)); // each life may have jumped back
        check(node, acknowledged, true);
      }
    });
    return sim.fingerprint();
  }

  private static TestNode open(World world, UnaryOperator<BlockIndex> timers) {
    Substitutes substitutes =
        new Substitutes(
            dedup -> dedup,
            index -> index.name().equals("timers") ? timers.apply(index) : index,
            _ -> {});
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    return TestNode.open(ports, TestNode.settings(8L << 10), substitutes);
  }

  /** Has every actor set its timers, whether that was acknowledged or not. */
  private static void setAll(TestNode node, Set<String> acknowledged) {
    for (int i = 0; i < ACTORS; i++) {
      String id = "t" + i;
      if (node.actors().reports().list(Key.DEFAULT_TENANT).stream()
          .noneMatch(status -> status.registration().key().id().equals(id))) {
        Answer started =
            node.start(
                id,
                "probe/alarms",
                "[grants]",
                "timers = true",
                "[[timer]]",
                "name = \"grid\"",
                "every = \"2h\"",
                "body = \"grid\"");
        assertThat(TestNode.taken(started).outcome()).isEqualTo(Outcome.RETURNED);
      }
      for (int timer = 0; timer < TIMERS; timer++) {
        long due = SimClock.START_MILLIS + timer * PERIOD;
        // One is replaced in the same turn, one is taken back.
        String set =
            switch (timer) {
              case 1 -> "s|1|0|never\ns|1|" + due + "|1";
              case 2 -> "s|gone|" + due + "|never\ns|2|" + due + "|2\nc|gone";
              default -> "s|" + timer + "|" + due + "|" + timer;
            };
        String messageId = id + "-" + timer;
        Message message = Message.request(Key.actor(id), messageId, Bytes.utf8(set));
        Delivery delivery = node.actors().deliver(message);
        Answer answer = ((Delivery.Accepted) delivery).answer().await();
        assertThat(answer).isInstanceOf(Answer.Completed.class);
        acknowledged.add(messageId);
      }
    }
  }

  private static void check(TestNode node, Set<String> acknowledged, boolean complete) {
    for (int i = 0; i < ACTORS; i++) {
      String id = "t" + i;
      Map<List<Object>, Integer> fired = new HashMap<>();
      Map<String, Integer> bodies = new HashMap<>();
      for (Block block : node.blocks(id)) {
        if (block.event(0).name().equals("fired")) {
          assertThat(block.header().outcome()).isEqualTo(Outcome.RETURNED);
          EventData.Timer timer = (EventData.Timer) block.event(0).data();
          fired.merge(List.of(timer, Objects.requireNonNull(timer.dueMillis())), 1, Integer::sum);
          if (!timer.timer().equals("grid")) {
            bodies.merge(Objects.requireNonNull(timer.body()).text(), 1, Integer::sum);
          }
        }
      }
      assertThat(fired.values()).as("fired once: %s", fired).allMatch(count -> count == 1);
      assertThat(bodies.values()).as("fired once: %s", bodies).allMatch(count -> count == 1);
      assertThat(bodies).doesNotContainKey("never");
      if (complete) {
        assertThat(bodies).hasSize(TIMERS);
        assertThat(acknowledged).hasSize(ACTORS * TIMERS);
        assertThat(node.actors().history().replay(Key.actor(id), _ -> {}).equal()).isTrue();
      }
    }
  }
}
