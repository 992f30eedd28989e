package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Ports;
import dev.odeon.runtime.index.Dedup;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.World;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Eight actors of two tenants send to each other with all priorities, ask each other, hold channels
 * and set timers, while people pause, resume, stop, start, upgrade and remove them, pause the home
 * and set the clock, the disk fails, and the machine dies at any moment. Nothing acknowledged is
 * lost, nothing happens twice, all is in its order, each chain is replayed to the same, and the
 * home verifies. Four planted bugs show that a broken promise is seen.
 */
class ManyActorsSimulationTest {
  private static final int SCHEDULES = 15;
  private static final int SCHEDULES_TO_FIND = 300;
  private static final int JUMP_MINUTES = 90;

  /** What is wrong on purpose. */
  private enum Bug {
    NONE,
    /** An answer leaves before its block is durable. */
    UNSYNCED,
    /** Nobody knows what was taken of other actors before. */
    FORGETFUL,
    /** The mark says that all is delivered when it is only sent. */
    MARKED_EARLY,
    /** Nobody hears that a timer fired. */
    FIRED_TWICE
  }

  @Test
  void keepsEveryPromise() {
    Seeds.each(SCHEDULES, seed -> tell(seed, Bug.NONE));
  }

  @Test
  @Tag("long")
  void keepsEveryPromiseThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(seed -> tell(seed, Bug.NONE));
  }

  @Test
  void takesTheSameCourseForTheSameSeed() {
    long[] course = new long[2];
    for (int i = 0; i < 2; i++) {
      int run = i;
      Simulation.run(5, sim -> course[run] = story(sim, Bug.NONE));
    }
    assertThat(course[0]).isEqualTo(course[1]);
  }

  @Test
  void findsThatTurnsAreAcknowledgedBeforeTheSync() {
    finds(Bug.UNSYNCED);
  }

  @Test
  void findsThatDedupIsSkipped() {
    finds(Bug.FORGETFUL);
  }

  @Test
  void findsThatTheOutboxIsMarkedBeforeTheDelivery() {
    finds(Bug.MARKED_EARLY);
  }

  @Test
  void findsThatATimerFiresTwice() {
    finds(Bug.FIRED_TWICE);
  }

  private static void finds(Bug bug) {
    assertThat(PlantedBugs.found(SCHEDULES_TO_FIND, seed -> tell(seed, bug))).isNotNull();
  }

  private static void tell(long seed, Bug bug) {
    Simulation.run(seed, sim -> story(sim, bug));
  }

  private static long story(Simulation sim, Bug bug) {
    sim.stallAfter(ManyActors.STALL);
    ManyActors actors = new ManyActors(sim.random().split());
    Fault fault = bug == Bug.UNSYNCED ? PlantedBugs.unsynced() : Fault.none();
    int lives = 1 + sim.random().nextInt(3);
    for (int life = 0; life < lives; life++) {
      end(sim, fault);
      Duration jump = Duration.ofMinutes(sim.random().nextInt(-JUMP_MINUTES, JUMP_MINUTES + 1));
      boolean paused = life > 0 && sim.random().nextInt(4) == 0;
      SplittableRandom random = sim.random().split();
      sim.boot(world -> live(world, actors, paused, random, jump, bug));
    }
    sim.disk().faults(Fault.none());
    sim.boot(world -> last(world, actors, bug));
    return sim.fingerprint();
  }

  /** How the next life ends, or what its disk does. */
  private static void end(Simulation sim, Fault fault) {
    switch (sim.random().nextInt(4)) {
      case 0 -> sim.disk().faults(fault.or(Fault.cutAtChange(sim.random().nextInt(30, 400))));
      case 1 -> {
        sim.disk().faults(fault);
        sim.cutPowerAtStep(sim.random().nextInt(500, 8_000));
      }
      case 2 -> {
        sim.disk().faults(fault);
        sim.killAtStep(sim.random().nextInt(500, 8_000));
      }
      default -> sim.disk().faults(fault.or(PlantedBugs.fullFor(sim.random().nextInt(8, 120))));
    }
  }

  private static void live(
      World world,
      ManyActors actors,
      boolean paused,
      SplittableRandom random,
      Duration jump,
      Bug bug) {
    try (TestNode node = open(world, paused, bug)) {
      actors.check(node);
      actors.startAll(node);
      actors.live(world, node, random, jump);
      if (bug == Bug.MARKED_EARLY) {
        long end = node.actors().chains().size();
        new OutboxMark(
                world.disk(),
                TestNode.FOLDER.resolve("derived").resolve("outbox"),
                node.actors().chains())
            .write(end - 1);
        world.kill();
      }
    }
  }

  private static void last(World world, ManyActors actors, Bug bug) {
    try (TestNode node = open(world, false, bug)) {
      actors.end(world, node);
    }
    HistoryCheck.verifies(
        new Ports(world.clock(), world.entropy(), world.disk(), world.threads()), TestNode.FOLDER);
  }

  private static TestNode open(World world, boolean paused, Bug bug) {
    UnaryOperator<Dedup> dedup =
        bug == Bug.FORGETFUL ? PlantedBugs.Forgetting::new : UnaryOperator.identity();
    Substitutes substitutes =
        new Substitutes(
            dedup,
            index ->
                bug == Bug.FIRED_TWICE && index.name().equals("timers")
                    ? new PlantedBugs.DeafToFired(index)
                    : index,
            _ -> {});
    return ManyActors.open(world, paused, substitutes);
  }
}
