package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.SimulationFailure;
import dev.odeon.testkit.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Actors pay at a till outside, several times a turn, and the machine dies at any moment: in the
 * middle of an intent, of a payment, of a block. After recovery all that is not answered is asked
 * again. The till must see each payment at least once and under one key alone, and what the chains
 * say was paid must be what was.
 */
class ImmediateSimulationTest {
  private static final int SCHEDULES = 200;
  private static final int SCHEDULES_TO_FIND = 1_000;
  private static final List<String> ACTORS = List.of("t0", "t1");
  private static final int SENDERS = 3;
  private static final int REQUESTS = 3;

  @Test
  void paysEverythingUnderOneKeyThroughAnyCrash() {
    List<Integer> again = new ArrayList<>();
    Seeds.each(SCHEDULES, seed -> Simulation.run(seed, sim -> again.add(story(sim, Fault.none()))));
    if (again.size() == SCHEDULES) {
      // Else no turn was broken off where it matters.
      assertThat(again.stream().filter(calls -> calls > 0).count()).isGreaterThan(20);
    }
  }

  @Test
  @Tag("long")
  void paysEverythingUnderOneKeyThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(seed -> Simulation.run(seed, sim -> story(sim, Fault.none())));
  }

  @Test
  void findsThatPaymentsAreMadeBeforeTheirIntentIsDurable() {
    assertThat(found(PlantedBugs.unsynced())).isNotNull();
  }

  private static @Nullable SimulationFailure found(Fault fault) {
    return PlantedBugs.found(
        SCHEDULES_TO_FIND, seed -> Simulation.run(seed, sim -> story(sim, fault)));
  }

  /** How many calls were made again. */
  private static int story(Simulation sim, Fault fault) {
    Till till = new Till();
    int lives = 1 + sim.random().nextInt(3);
    for (int life = 0; life < lives; life++) {
      switch (sim.random().nextInt(3)) {
        case 0 -> sim.disk().faults(fault.or(Fault.cutAtChange(sim.random().nextInt(8, 140))));
        case 1 -> {
          sim.disk().faults(fault);
          sim.cutPowerAtStep(sim.random().nextInt(100, 2_500));
        }
        default -> sim.disk().faults(fault.or(PlantedBugs.fullFor(sim.random().nextInt(4, 60))));
      }
      sim.boot(world -> live(world, till, false));
    }
    sim.disk().faults(Fault.none());
    sim.boot(world -> live(world, till, true));
    List<String> calls = till.calls();
    return calls.size() - (int) calls.stream().distinct().count();
  }

  private static void live(World world, Till till, boolean last) {
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    try (TestNode node =
        TestNode.open(
            ports,
            TestNode.settings(),
            till.offered(_ -> world.sleep(Duration.ofNanos(1_000))),
            dedup -> dedup)) {
      till.check(node, ACTORS, false);
      for (String actor : ACTORS) {
        if (node.actors().chains().head(Key.actor(actor)).isEmpty()) {
          start(node, actor);
        }
      }
      List<Thread> senders = new ArrayList<>();
      for (int sender = 0; sender < SENDERS; sender++) {
        int number = sender;
        senders.add(world.start("sender-" + sender, () -> send(node, number)));
      }
      senders.forEach(world::join);
      if (last) {
        check(node, till);
      }
    }
  }

  /** The first actor pays in its first turn already. */
  private static void start(TestNode node, String actor) {
    Answer answer = actor.equals("t0") ? Till.startPaying(node, actor) : Till.start(node, actor);
    if (answer instanceof Answer.Completed taken) {
      assertThat(taken.outcome()).isEqualTo(Outcome.RETURNED);
    }
  }

  /** Each request is another one, so that a payment for the wrong one is seen. */
  private static void send(TestNode node, int sender) {
    for (int i = 0; i < REQUESTS; i++) {
      byte[] payments = new byte[1 + (sender + i) % 3];
      for (int j = 0; j < payments.length; j++) {
        payments[j] = (byte) (1 + sender * 30 + i * 10 + j);
      }
      Key actor = Key.actor(ACTORS.get(sender % ACTORS.size()));
      Message message = Message.request(actor, sender + "-" + i, Bytes.wrap(payments));
      if (node.actors().deliver(message) instanceof Delivery.Accepted(Pending<Answer> answer)) {
        answer.await();
      }
    }
  }

  private static void check(TestNode node, Till till) {
    till.check(node, ACTORS, true);
    assertThat(node.actors().chains().openIntents()).isEmpty();
    Map<String, Integer> taken = new HashMap<>();
    int calls = till.calls().size();
    for (String actor : ACTORS) {
      for (Block block : node.blocks(actor)) {
        assertThat(block.header().outcome()).isEqualTo(Outcome.RETURNED);
        if (block.event(0).data() instanceof EventData.Message message
            && message.id() instanceof MessageId.Outside(String id)) {
          taken.merge(id, 1, Integer::sum);
        }
      }
      assertThat(node.actors().history().replay(Key.actor(actor), _ -> {}).equal()).isTrue();
    }
    assertThat(taken).hasSize(SENDERS * REQUESTS);
    assertThat(taken.values()).allMatch(count -> count == 1);
    assertThat(till.calls()).as("a replay pays nothing").hasSize(calls);
  }
}
