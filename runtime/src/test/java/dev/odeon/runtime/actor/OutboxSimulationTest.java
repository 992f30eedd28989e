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
import dev.odeon.component.PackagedInterface;
import dev.odeon.component.WitFunction;
import dev.odeon.runtime.ActorException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Actors that send to each other, to one that is stopped now and then, and to nobody, with
 * mailboxes for two messages and receivers that trap, on seeded threads and a disk that loses what
 * was not synced. The power goes at seeded moments. After the last recovery everything that a
 * durable block sent is taken once, in the order of its sender and receiver, or told to have
 * failed. Three planted bugs show that a broken promise is seen.
 */
class OutboxSimulationTest {
  private static final int SCHEDULES = 40;
  private static final int SCHEDULES_TO_FIND = 300;
  private static final int ACTORS = 3;
  private static final int TOLD = 6;

  private static final WitFunction SEND =
      PackagedInterface.parse(
              "package theater:simple; interface messages {"
                  + " send: func(id: string, message: list<u8>) -> result<_, string>; }")
          .type()
          .function("send");

  /** What is wrong on purpose. */
  private enum Bug {
    NONE,
    /** An answer leaves before its block is durable. */
    UNSYNCED,
    /** Nobody knows what was taken before. */
    FORGETFUL,
    /** The mark says that all is delivered when it is only sent. */
    MARKED_EARLY
  }

  @Test
  void takesEachMessageOnceAndInOrder() {
    Seeds.each(SCHEDULES, seed -> tell(seed, Bug.NONE));
  }

  @Test
  @Tag("long")
  void takesEachMessageOnceThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(seed -> tell(seed, Bug.NONE));
  }

  @Test
  void findsThatTurnsAreAcknowledgedBeforeTheSync() {
    assertThat(found(Bug.UNSYNCED)).isNotNull();
  }

  @Test
  void findsThatDedupIsSkipped() {
    assertThat(found(Bug.FORGETFUL)).isNotNull();
  }

  @Test
  void findsThatTheMarkIsSetBeforeTheDelivery() {
    assertThat(found(Bug.MARKED_EARLY)).isNotNull();
  }

  private static @Nullable SimulationFailure found(Bug bug) {
    return PlantedBugs.found(SCHEDULES_TO_FIND, seed -> tell(seed, bug));
  }

  private static void tell(long seed, Bug bug) {
    Simulation.run(seed, sim -> story(sim, bug));
  }

  private static void story(Simulation sim, Bug bug) {
    Fault fault = bug == Bug.UNSYNCED ? PlantedBugs.unsynced() : Fault.none();
    List<String> bodies = bodies(new Random(sim.random().nextLong()));
    Set<String> acknowledged = new HashSet<>();
    int lives = 1 + sim.random().nextInt(2);
    for (int life = 0; life < lives; life++) {
      sim.disk().faults(fault.or(Fault.cutAtChange(sim.random().nextInt(20, 160))));
      sim.boot(world -> live(world, bodies, acknowledged, bug));
    }
    sim.boot(world -> {
      try (TestNode node = open(world, bug)) {
        check(node, acknowledged, false);
        startAll(node);
        sendAll(world, node, bodies, acknowledged);
        world.await(() -> node.actors().workload().outboxWaiting() == 0);
        check(node, acknowledged, true);
      }
    });
  }

  /** What is told from outside: most is sent on, some of that once more. */
  private static List<String> bodies(Random random) {
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < TOLD; i++) {
      bodies.add(Relay.times(1 + random.nextInt(3), Relay.to(anyone(random), body(random))));
    }
    return bodies;
  }

  private static String body(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "?";
      case 1 -> "reject";
      case 2 -> Relay.to(anyone(random), "?");
      case 3 -> Relay.to(anyone(random), Relay.times(2, Relay.to(anyone(random), "")));
      default -> "";
    };
  }

  private static String anyone(Random random) {
    int number = random.nextInt(ACTORS + 1);
    return number == ACTORS && random.nextBoolean() ? "nobody" : "a" + number % ACTORS;
  }

  private static void live(World world, List<String> bodies, Set<String> acknowledged, Bug bug) {
    try (TestNode node = open(world, bug)) {
      check(node, acknowledged, false);
      startAll(node);
      if (world.entropy().bytes(1).at(0) % 2 == 0) {
        try {
          node.actors().lifecycle().stop(Key.actor("a1"), "for a while");
        } catch (ActorException e) {
          // It did not run any more.
        }
      }
      sendAll(world, node, bodies, acknowledged);
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

  private static TestNode open(World world, Bug bug) {
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    UnaryOperator<Dedup> dedup =
        bug == Bug.FORGETFUL
            ? _ -> RuntimeSimulationTest.Forgetful.INSTANCE
            : UnaryOperator.identity();
    return TestNode.open(ports, TestNode.settings(), dedup);
  }

  private static void startAll(TestNode node) {
    for (int i = 0; i < ACTORS; i++) {
      assertThat(
              TestNode.taken(
                      Relay.start(
                          node, "a" + i, "message-server-host = true\n[mailbox]\ncapacity = 2"))
                  .outcome())
          .isEqualTo(Outcome.RETURNED);
    }
  }

  /** Tells all again, acknowledged or not. */
  private static void sendAll(
      World world, TestNode node, List<String> bodies, Set<String> acknowledged) {
    for (int i = 0; i < bodies.size(); i++) {
      String id = "told-" + i;
      Message message = Message.send(Key.actor("a" + i % ACTORS), id, Bytes.utf8(bodies.get(i)));
      Delivery delivery = node.actors().deliver(message);
      while (delivery instanceof Delivery.Full) {
        world.awaitIdle();
        delivery = node.actors().deliver(message);
      }
      if (delivery instanceof Delivery.Accepted(Pending<Answer> answer)
          && answer.await() instanceof Answer.Completed) {
        acknowledged.add(id);
      }
    }
  }

  /** Each durable send is taken at most once, in order; at the end each is done with. */
  private static void check(TestNode node, Set<String> acknowledged, boolean complete) {
    Map<MessageId, String> sent = new LinkedHashMap<>();
    Map<MessageId, String> closed = new HashMap<>();
    Set<String> told = new HashSet<>();
    for (int i = 0; i < ACTORS; i++) {
      String actor = "a" + i;
      long counted = 0;
      Map<Key, MessageId.Sent> last = new HashMap<>();
      Map<Key, MessageId.Sent> failing = new HashMap<>();
      for (Block block : node.blocks(actor)) {
        counted += block.header().outcome() instanceof Outcome.Returned ? takes(block) : 0;
        switch (block.event(0).data()) {
          case EventData.Message message
              when message.id() instanceof MessageId.Outside(String id) ->
              told.add(id);
          case EventData.Message message when message.id() instanceof MessageId.Sent id -> {
            MessageId.Sent open = failing.get(id.sender());
            assertThat(open == null ? id : open).as("the failing one goes first").isEqualTo(id);
            assertThat(message.attempt() > 1).isEqualTo(open != null);
            if (Deduplication.closes(block.header().outcome())) {
              failing.remove(id.sender());
              close(id, actor, closed, last);
            } else {
              failing.put(id.sender(), id);
            }
          }
          case EventData.Settlement settlement
              when settlement.id() instanceof MessageId.Sent id
                  && block.event(0).name().equals("dead-letter") -> {
            failing.remove(id.sender());
            close(id, actor, closed, last);
          }
          case EventData.Settlement settlement ->
              assertThat(closed.put(settlement.id(), "nobody")).isNull();
          default -> {}
        }
      }
      if (node.actors().chains().head(Key.actor(actor)).isPresent()) {
        if (complete) {
          assertThat(node.counter(actor)).isEqualTo(counted);
        }
        assertThat(node.actors().history().replay(Key.actor(actor), _ -> {}).equal()).isTrue();
      }
    }
    // After what was taken: actors go on meanwhile.
    for (int i = 0; i < ACTORS; i++) {
      node.blocks("a" + i).forEach(block -> noteSent(block, sent));
    }
    assertThat(told).as("acknowledged").containsAll(acknowledged);
    assertThat(sent).as("taken by whom it was sent to").containsAllEntriesOf(closed);
    if (complete) {
      assertThat(told).hasSize(TOLD);
      assertThat(closed).as("all that was sent").isEqualTo(sent);
    }
  }

  private static int takes(Block block) {
    return block.event(0).data() instanceof EventData.Message ? 1 : 0;
  }

  private static void close(
      MessageId.Sent id,
      String receiver,
      Map<MessageId, String> closed,
      Map<Key, MessageId.Sent> last) {
    assertThat(closed.put(id, receiver)).as("taken before").isNull();
    MessageId.Sent before = last.put(id.sender(), id);
    if (before != null) {
      assertThat(
              before.height() < id.height()
                  || before.height() == id.height() && before.index() < id.index())
          .as("%s after %s", id, before)
          .isTrue();
    }
  }

  private static void noteSent(Block block, Map<MessageId, String> sent) {
    for (Event event : block.events()) {
      if (event.data() instanceof EventData.Outbox call) {
        String to = (String) SEND.decodeParams(call.args()).getFirst();
        sent.put(new MessageId.Sent(block.key(), block.height(), call.callIndex()), to);
      }
    }
  }
}
