package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Head;
import dev.odeon.chain.MessageId;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.effect.EffectCodec;
import dev.odeon.runtime.index.Dedup;
import dev.odeon.runtime.turn.RequestEnd;
import dev.odeon.runtime.turn.RequestReplies;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.SimulationFailure;
import dev.odeon.testkit.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Open requests through crashes at any moment: while two people and the guest answer each of them,
 * the guest cancels it and its deadline passes, one of these counts, and it alone is ever told.
 */
class OpenRequestSimulationTest {
  private static final int SCHEDULES = 10;
  private static final int SCHEDULES_TO_FIND = 500;
  private static final int REQUESTS = 4;
  private static final Key DESK = Key.actor("desk");
  private static final EffectCodec CODEC = new EffectCodec(OwnCapabilities.all());

  @Test
  void haveOneEndWhichAllAreTold() {
    Seeds.each(SCHEDULES, seed -> tell(seed, Fault.none(), dedup -> dedup));
  }

  @Test
  @Tag("long")
  void haveOneEndThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(seed -> tell(seed, Fault.none(), dedup -> dedup));
  }

  @Test
  void findsThatAnswersAreAcknowledgedBeforeTheSync() {
    assertThat(found(PlantedBugs.unsynced(), dedup -> dedup)).isNotNull();
  }

  @Test
  void findsThatEndsAreForgotten() {
    assertThat(found(Fault.none(), Endless::new)).isNotNull();
  }

  private static @Nullable SimulationFailure found(Fault fault, UnaryOperator<Dedup> dedup) {
    return PlantedBugs.found(SCHEDULES_TO_FIND, seed -> tell(seed, fault, dedup));
  }

  private static void tell(long seed, Fault fault, UnaryOperator<Dedup> dedup) {
    Simulation.run(seed, sim -> story(sim, fault, dedup));
  }

  private static void story(Simulation sim, Fault fault, UnaryOperator<Dedup> dedup) {
    Record record = new Record();
    int lives = 1 + sim.random().nextInt(2);
    for (int life = 0; life < lives; life++) {
      sim.disk().faults(fault.or(Fault.cutAtChange(sim.random().nextInt(20, 120))));
      sim.boot(world -> {
        try (TestNode node = open(world, dedup)) {
          record.live(world, node);
        }
      });
    }
    sim.boot(world -> {
      try (TestNode node = open(world, dedup)) {
        record.live(world, node);
        record.askAllOnceMore(node);
        record.check(node, true);
      }
    });
  }

  private static TestNode open(World world, UnaryOperator<Dedup> dedup) {
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    return TestNode.open(ports, TestNode.settings(), dedup);
  }

  /** What the outside world was told. It survives the machine. */
  private static final class Record {
    private final Map<String, Set<Answer>> told = new HashMap<>();
    private final Map<String, Head> replied = new HashMap<>();

    void live(World world, TestNode node) {
      if (node.actors().reports().list(Key.DEFAULT_TENANT).isEmpty()) {
        TestNode.taken(Desk.start(node.actors(), "desk"));
      }
      check(node, false);
      List<Thread> askers = new ArrayList<>();
      List<Thread> settlers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int number = i;
        askers.add(world.start("asker-" + i, () -> ask(node, number)));
        settlers.add(world.start("person-" + i, () -> reply(node, "person-" + number)));
      }
      settlers.add(world.start("guest", () -> endByGuest(node)));
      settlers.forEach(world::join);
      askers.forEach(world::join);
      check(node, false);
    }

    /** The last of the requests has a deadline that comes soon. */
    private static Message request(int number) {
      Duration deadline = number == REQUESTS - 1 ? Duration.ofMillis(5) : null;
      return new Message(
          DESK, "q" + number, Message.Kind.REQUEST, Bytes.utf8("open"), deadline, null, null);
    }

    private void ask(TestNode node, int asker) {
      for (int i = 0; i < REQUESTS; i++) {
        int number = asker == 0 ? i : REQUESTS - 1 - i;
        if (node.actors().deliver(request(number)) instanceof Delivery.Accepted accepted) {
          accepted.answer().whenDone((answer, _) -> tell("q" + number, answer));
        }
      }
    }

    private synchronized void tell(String id, @Nullable Answer answer) {
      Answer end =
          switch (answer) {
            case Answer.Completed done ->
                new Answer.Completed(done.outcome(), done.reply(), done.block(), true);
            case Answer.Withdrawn withdrawn -> withdrawn;
            case Answer.Expired expired -> expired;
            case null, default -> null;
          };
      if (end != null) {
        told.computeIfAbsent(id, _ -> new HashSet<>()).add(end);
      }
    }

    private void reply(TestNode node, String who) {
      for (int i = 0; i < REQUESTS; i++) {
        try {
          Head block = node.actors().requests().reply(DESK, "q" + i, Bytes.utf8(who), who);
          synchronized (this) {
            assertThat(replied.put("q" + i, block)).as("another answer of q" + i).isNull();
          }
        } catch (ActorException e) {
          assertThat(e.reason())
              .as(e.getMessage())
              .isIn(
                  ActorException.Reason.NOT_FOUND,
                  ActorException.Reason.ALREADY_ANSWERED,
                  ActorException.Reason.WITHDRAWN,
                  ActorException.Reason.EXPIRED,
                  ActorException.Reason.RETRY,
                  ActorException.Reason.CLOSED);
        }
      }
    }

    private static void endByGuest(TestNode node) {
      for (int i = 0; i < REQUESTS; i++) {
        String verb = i % 2 == 0 ? "r" : "c";
        Message end = Message.send(DESK, TestNode.freshId(), Bytes.utf8(verb + "q" + i));
        if (node.actors().deliver(end) instanceof Delivery.Accepted accepted) {
          Answer _ = accepted.answer().await();
        }
      }
    }

    /** Whoever asks at the end is told, too: the guest answers what is still open. */
    void askAllOnceMore(TestNode node) {
      for (int i = 0; i < REQUESTS; i++) {
        Message again = Message.request(DESK, "q" + i, Bytes.utf8("open"));
        Pending<Answer> answer = ((Delivery.Accepted) node.actors().deliver(again)).answer();
        Answer.Completed _ = node.send("desk", "rq" + i);
        tell("q" + i, answer.await());
      }
    }

    private synchronized Set<Answer> told(String id) {
      return Set.copyOf(told.getOrDefault(id, Set.of()));
    }

    private synchronized @Nullable Head replied(String id) {
      return replied.get(id);
    }

    /** Asks what was told first: the blocks that it tells of are durable by then. */
    void check(TestNode node, boolean complete) {
      for (int i = 0; i < REQUESTS; i++) {
        check(node, "q" + i, complete);
      }
      assertThat(node.actors().history().replay(DESK, _ -> {}).divergences()).isEmpty();
    }

    private void check(TestNode node, String id, boolean complete) {
      Set<Answer> known = told(id);
      Head block = replied(id);
      List<Block> blocks = node.blocks("desk");
      List<Answer> ends = ends(blocks, id);
      assertThat(ends).as("the ends of " + id).hasSizeBetween(complete ? 1 : 0, 1);
      assertThat(ends).as("what was told of " + id).containsAll(known);
      assertThat(blocks.stream().map(Block::head))
          .as("the acknowledged answer of " + id)
          .contains(block == null ? blocks.getLast().head() : block);
      if (complete) {
        assertThat(known).as("what was told of " + id).hasSize(1);
        assertThat(node.actors().requests().list(DESK)).isEmpty();
      }
    }

    private static List<Answer> ends(List<Block> blocks, String id) {
      List<Answer> ends = new ArrayList<>();
      for (Block block : blocks) {
        RequestEnd end = RequestReplies.of(CODEC, block, id);
        if (end != null) {
          ends.add(end.answer(block.head(), true));
        }
      }
      return ends;
    }
  }

  /** The planted bug: it never remembers that a request ended. */
  private record Endless(Dedup known) implements Dedup {
    @Override
    public boolean isUndeliverable(MessageId.Sent id) {
      return known.isUndeliverable(id);
    }

    @Override
    public @Nullable Block find(Key key, String messageId) {
      return known.find(key, messageId);
    }

    @Override
    public @Nullable Block answer(Key key, String requestId) {
      return null;
    }

    @Override
    public @Nullable Block newest(Key receiver, Key sender, EventData.Lane lane) {
      return known.newest(receiver, sender, lane);
    }

    @Override
    public @Nullable Block find(Key receiver, MessageId.Sent id, EventData.Lane lane) {
      return known.find(receiver, id, lane);
    }
  }
}
