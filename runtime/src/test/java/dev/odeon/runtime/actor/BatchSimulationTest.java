package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.index.Dedup;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.SimulationFailure;
import dev.odeon.testkit.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Senders flood an actor that takes batches, some of their messages trap, and the power goes at any
 * moment. After recovery all is sent again: each message that does not trap must be in the state
 * once, whether its batch was whole, failed or was cut off.
 */
class BatchSimulationTest {
  private static final int SCHEDULES = 40;
  private static final int SCHEDULES_TO_FIND = 100;
  private static final Key KEY = Key.actor("b");
  private static final int SENDERS = 3;
  private static final int MESSAGES = 6;

  @Test
  void takesEachMessageOnceThroughAnyCrash() {
    int[] survived = new int[1];
    Seeds.each(
        SCHEDULES, seed -> Simulation.run(seed, sim -> survived[0] += story(sim, dedup -> dedup)));
    assertThat(survived[0]).as("else nothing was tested").isPositive();
  }

  @Test
  @Tag("long")
  void takesEachMessageOnceThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(seed -> Simulation.run(seed, sim -> story(sim, dedup -> dedup)));
  }

  @Test
  void findsThatTheFirstMessageOfABatchAloneIsRemembered() {
    assertThat(found(FirstAlone::new)).isNotNull();
  }

  private static @Nullable SimulationFailure found(UnaryOperator<Dedup> dedup) {
    for (long seed = 1; seed <= SCHEDULES_TO_FIND; seed++) {
      try {
        Simulation.run(seed, sim -> story(sim, dedup));
      } catch (SimulationFailure e) {
        return e;
      }
    }
    return null;
  }

  /** How many batches were there after a crash. */
  private static int story(Simulation sim, UnaryOperator<Dedup> dedup) {
    Set<String> acknowledged = new HashSet<>();
    boolean poison = sim.random().nextBoolean(); // a batch with some is taken one by one
    int lives = 1 + sim.random().nextInt(2);
    for (int life = 0; life < lives; life++) {
      sim.disk().faults(Fault.cutAtChange(sim.random().nextInt(20, 110)));
      sim.boot(world -> live(world, acknowledged, dedup, poison, false));
    }
    sim.disk().faults(Fault.none());
    int[] survived = new int[1];
    sim.boot(world -> survived[0] = live(world, acknowledged, dedup, poison, true));
    return survived[0];
  }

  private static int live(
      World world,
      Set<String> acknowledged,
      UnaryOperator<Dedup> dedup,
      boolean poison,
      boolean last) {
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    try (TestNode node = TestNode.open(ports, TestNode.settings(), dedup)) {
      if (node.actors().chains().head(KEY).isEmpty()) {
        BatchGuest.start(node, "b", BatchGuest.SMALL);
      }
      int survived = batches(node);
      List<Thread> senders = new ArrayList<>();
      for (int sender = 0; sender < SENDERS; sender++) {
        int number = sender;
        senders.add(
            world.start("sender-" + sender, () -> send(node, number, poison, acknowledged)));
      }
      senders.forEach(world::join);
      check(node, acknowledged, last ? SENDERS * MESSAGES - (poison ? poison() : 0) : -1);
      return survived;
    }
  }

  private static int batches(TestNode node) {
    return (int) node.blocks("b").stream().filter(block -> block.causes().size() > 1).count();
  }

  /** All at once, so that they pile up; some trap if there is {@code poison}. */
  private static void send(TestNode node, int sender, boolean poison, Set<String> acknowledged) {
    Map<String, Pending<Answer>> answers = new HashMap<>();
    for (int i = 0; i < MESSAGES; i++) {
      boolean traps = poison && isPoison(sender * MESSAGES + i);
      String id = (traps ? "x" : "m") + sender + i;
      Message message = Message.send(KEY, id, Bytes.utf8(id));
      if (node.actors().deliver(message) instanceof Delivery.Accepted(Pending<Answer> answer)) {
        answers.put(id, answer);
      }
    }
    answers.forEach((id, answer) -> {
      if (answer.await() instanceof Answer.Completed done) {
        boolean traps = id.startsWith("x");
        assertThat(done.outcome() instanceof Outcome.Trapped).as(id).isEqualTo(traps);
        if (!traps) {
          synchronized (acknowledged) {
            acknowledged.add(id);
          }
        }
      }
    });
  }

  /** Of {@code all} messages, each is there by now; negative if that is not known. */
  private static void check(TestNode node, Set<String> acknowledged, int all) {
    Map<String, Integer> closed = new HashMap<>();
    for (Block block : node.blocks("b")) {
      for (Event cause : block.causes()) {
        if (block.header().outcome().equals(Outcome.RETURNED)
            && cause.data() instanceof EventData.Message message
            && message.id() instanceof MessageId.Outside(String id)) {
          closed.merge(id, 1, Integer::sum);
        }
      }
    }
    assertThat(closed.values()).as("once each: %s", closed).allMatch(count -> count == 1);
    assertThat(closed)
        .containsOnlyKeys(closed.keySet())
        .allSatisfy((id, _) -> assertThat(id).startsWith("m"));
    assertThat(closed.keySet()).containsAll(acknowledged);
    Bytes state =
        Objects.requireNonNull(node.actors().history().state(KEY, OptionalLong.empty()).state());
    assertThat(state.text().replaceAll("[\\[\\]]", "").split(";", -1))
        .hasSize(closed.size() + 1)
        .contains(closed.keySet().toArray(String[]::new));
    assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    if (all >= 0) {
      assertThat(closed).hasSize(all);
    }
  }

  private static int poison() {
    int count = 0;
    for (int i = 0; i < SENDERS * MESSAGES; i++) {
      count += isPoison(i) ? 1 : 0;
    }
    return count;
  }

  private static boolean isPoison(int number) {
    return number % 7 == 3;
  }

  /** The planted bug: of a batch, it remembers the first message. */
  private record FirstAlone(Dedup all) implements Dedup {
    @Override
    public @Nullable Block find(Key key, String messageId) {
      Block block = all.find(key, messageId);
      return block != null
              && block.event(0).data() instanceof EventData.Message first
              && new MessageId.Outside(messageId).equals(first.id())
          ? block
          : null;
    }

    @Override
    public @Nullable Block answer(Key key, String requestId) {
      return all.answer(key, requestId);
    }

    @Override
    public @Nullable Block newest(Key receiver, Key sender, EventData.Lane lane) {
      return all.newest(receiver, sender, lane);
    }

    @Override
    public boolean isUndeliverable(MessageId.Sent id) {
      return all.isUndeliverable(id);
    }

    @Override
    public @Nullable Block find(Key receiver, MessageId.Sent id, EventData.Lane lane) {
      return all.find(receiver, id, lane);
    }
  }
}
