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
import dev.odeon.runtime.ActorStatus;
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
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The production classes on seeded threads and a disk that loses what was not synced. Senders count
 * with a few actors, the power goes at a seeded moment, and after recovery everything that was not
 * acknowledged is sent again: nothing acknowledged may be lost, nothing may count twice. Two
 * planted bugs show that a broken promise is seen.
 */
class RuntimeSimulationTest {
  private static final int SCHEDULES = 300;
  private static final int SCHEDULES_TO_FIND = 1_000;
  private static final int ACTORS = 2;
  private static final int SENDERS = 3;
  private static final int MESSAGES = 4;

  @Test
  void losesNothingAcknowledgedAndCountsNothingTwice() {
    Seeds.each(SCHEDULES, seed -> tell(seed, Fault.none(), dedup -> dedup));
  }

  @Test
  @Tag("long")
  void losesNothingThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(seed -> tell(seed, Fault.none(), dedup -> dedup));
  }

  @Test
  void takesTheSameCourseForTheSameSeed() {
    long[] first = new long[1];
    long[] second = new long[1];
    Simulation.run(11, sim -> first[0] = story(sim, Fault.none(), dedup -> dedup));
    Simulation.run(11, sim -> second[0] = story(sim, Fault.none(), dedup -> dedup));
    assertThat(first[0]).isEqualTo(second[0]);
  }

  @Test
  void findsThatTurnsAreAcknowledgedBeforeTheSync() {
    Fault unsynced =
        Fault.swallow(operation ->
            operation.kind().durability() && operation.path().toString().contains("/log/"));
    assertThat(found(unsynced, dedup -> dedup)).isNotNull();
  }

  @Test
  void findsThatDedupIsSkipped() {
    assertThat(found(Fault.none(), _ -> Forgetful.INSTANCE)).isNotNull();
  }

  /** The first schedule that shows the bug, or null. */
  private static @Nullable SimulationFailure found(Fault fault, UnaryOperator<Dedup> dedup) {
    for (long seed = 1; seed <= SCHEDULES_TO_FIND; seed++) {
      try {
        tell(seed, fault, dedup);
      } catch (SimulationFailure e) {
        return e;
      }
    }
    return null;
  }

  private static void tell(long seed, Fault fault, UnaryOperator<Dedup> dedup) {
    Simulation.run(seed, sim -> story(sim, fault, dedup));
  }

  private static long story(Simulation sim, Fault fault, UnaryOperator<Dedup> dedup) {
    Record record = new Record();
    int lives = 1 + sim.random().nextInt(2);
    for (int life = 0; life < lives; life++) {
      sim.disk().faults(fault.or(Fault.cutAtChange(sim.random().nextInt(8, 90))));
      sim.boot(world -> live(world, record, dedup));
    }
    sim.boot(world -> {
      try (TestNode node = open(world, dedup)) {
        check(node, record, false);
        startAll(node);
        record.sendAll(world, node);
        check(node, record, true);
      }
    });
    return sim.fingerprint();
  }

  private static void live(World world, Record record, UnaryOperator<Dedup> dedup) {
    try (TestNode node = open(world, dedup)) {
      check(node, record, false);
      startAll(node);
      record.sendAll(world, node);
    }
  }

  private static TestNode open(World world, UnaryOperator<Dedup> dedup) {
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    return TestNode.open(ports, TestNode.settings(), dedup);
  }

  private static void startAll(TestNode node) {
    for (int i = 0; i < ACTORS; i++) {
      if (node.actors().reports().list(Key.DEFAULT_TENANT).stream().noneMatch(named("c" + i))) {
        assertThat(TestNode.taken(node.start("c" + i, "counter")).outcome())
            .isEqualTo(Outcome.RETURNED);
      }
    }
  }

  private static Predicate<ActorStatus> named(String id) {
    return status -> status.registration().key().id().equals(id);
  }

  /** Everything acknowledged is in the chain, once; and at the end everything is. */
  private static void check(TestNode node, Record record, boolean complete) {
    Map<String, Integer> taken = new HashMap<>();
    for (int i = 0; i < ACTORS; i++) {
      long counted = 0;
      for (Block block : node.blocks("c" + i)) {
        if (block.event(0).data() instanceof EventData.Message message
            && message.id() instanceof MessageId.Outside(String id)) {
          assertThat(block.header().outcome()).isEqualTo(Outcome.RETURNED);
          taken.merge(id, 1, Integer::sum);
          counted++;
        }
      }
      if (node.actors().reports().list(Key.DEFAULT_TENANT).stream().anyMatch(named("c" + i))) {
        assertThat(node.counter("c" + i)).isEqualTo(counted);
        assertThat(node.actors().history().replay(Key.actor("c" + i), _ -> {}).equal()).isTrue();
      }
    }
    assertThat(taken.values()).as("each message counted once: %s", taken).allMatch(n -> n == 1);
    assertThat(taken.keySet()).as("acknowledged").containsAll(record.acknowledged());
    if (complete) {
      assertThat(taken).hasSize(SENDERS * MESSAGES);
    }
  }

  /** What the outside world knows: which messages were acknowledged. It survives the machine. */
  private static final class Record {
    private final Set<String> acknowledged = new HashSet<>();

    synchronized Set<String> acknowledged() {
      return Set.copyOf(acknowledged);
    }

    private synchronized void acknowledge(String id) {
      acknowledged.add(id);
    }

    void sendAll(World world, TestNode node) {
      List<Thread> senders = new ArrayList<>();
      for (int sender = 0; sender < SENDERS; sender++) {
        int number = sender;
        senders.add(world.start("sender-" + sender, () -> send(node, number)));
      }
      senders.forEach(world::join);
    }

    /** Sends all again, acknowledged or not, two at a time: what was taken must be recognised. */
    private void send(TestNode node, int sender) {
      for (int i = 0; i < MESSAGES; i += 2) {
        String first = sender + "-" + i;
        String second = sender + "-" + (i + 1);
        Pending<Answer> a = accepted(node.actors().deliver(message(sender, first)));
        Pending<Answer> b = accepted(node.actors().deliverHere(message(sender, second)));
        settle(a, first);
        settle(b, second);
      }
    }

    private static Message message(int sender, String id) {
      return Message.send(Key.actor("c" + sender % ACTORS), id, Bytes.utf8("inc"));
    }

    private static Pending<Answer> accepted(Delivery delivery) {
      return ((Delivery.Accepted) delivery).answer();
    }

    private void settle(Pending<Answer> pending, String id) {
      if (pending.await() instanceof Answer.Completed taken) {
        assertThat(taken.outcome()).isEqualTo(Outcome.RETURNED);
        acknowledge(id);
      }
    }
  }

  /** The planted bug: it never remembers a message. */
  enum Forgetful implements Dedup {
    INSTANCE;

    @Override
    public @Nullable Block find(Key key, String messageId) {
      return null;
    }

    @Override
    public @Nullable Block answer(Key key, String requestId) {
      return null;
    }

    @Override
    public @Nullable Block newest(Key receiver, Key sender, EventData.Lane lane) {
      return null;
    }

    @Override
    public boolean isUndeliverable(MessageId.Sent id) {
      return false;
    }

    @Override
    public @Nullable Block find(Key receiver, MessageId.Sent id, EventData.Lane lane) {
      return null;
    }
  }
}
