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
import dev.odeon.component.ResultValue;
import dev.odeon.component.WitFunction;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.index.Dedup;
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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Actors ask each other to count, directly, through others and in circles, and the machine dies at
 * any moment. After recovery all that is not answered is sent again. What the chain of an asker
 * says was answered must be what the receiver did once under that id; what it says failed, the
 * receiver must not have done.
 */
class RequestSimulationTest {
  private static final int SCHEDULES = 40;
  private static final int SCHEDULES_TO_FIND = 1_000;
  private static final List<String> ACTORS = List.of("a", "b", "m", "s");

  /** Asked directly, through one that counts, too, and by two that may wait for each other. */
  private static final List<List<String>> BODIES =
      List.of(
          List.of("asc", "ambsc", "abc"),
          List.of("bsc", "aac", "amasc"),
          List.of("asj", "abbac", "bmc"));

  private static final List<String> FIRST_ASKED = List.of("a", "b", "a");

  private static final String REQUEST = "theater:simple/message-server-host#request";
  private static final WitFunction REQUEST_TYPE =
      Objects.requireNonNull(OwnCapabilities.all().function(REQUEST)).type();

  /** Of all stories: how many requests an interrupted turn had made before, and made again. */
  private final AtomicLong again = new AtomicLong();

  @Test
  void countsEverythingOnceThroughAnyCrash() {
    Seeds.each(
        SCHEDULES,
        seed -> Simulation.run(seed, sim -> story(sim, Fault.none(), dedup -> again(dedup))));
    assertThat(again.get()).as("requests made again that were taken before").isPositive();
  }

  @Test
  @Tag("long")
  void countsEverythingOnceThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(
        seed -> Simulation.run(seed, sim -> story(sim, Fault.none(), dedup -> dedup)));
  }

  @Test
  void findsThatReceiversForgetWhatTheyTook() {
    assertThat(found(Fault.none(), PlantedBugs.Forgetting::new)).isNotNull();
  }

  @Test
  void findsThatRequestsAreMadeBeforeTheirIntentIsDurable() {
    assertThat(found(PlantedBugs.unsynced(), dedup -> dedup)).isNotNull();
  }

  private static @Nullable SimulationFailure found(Fault fault, UnaryOperator<Dedup> dedup) {
    return PlantedBugs.found(
        SCHEDULES_TO_FIND, seed -> Simulation.run(seed, sim -> story(sim, fault, dedup)));
  }

  private Dedup again(Dedup dedup) {
    return new PlantedBugs.Forgetting(dedup) {
      @Override
      public @Nullable Block find(Key receiver, MessageId.Sent id, EventData.Lane lane) {
        Block found = dedup.find(receiver, id, lane);
        again.addAndGet(found == null ? 0 : 1);
        return found;
      }

      @Override
      public @Nullable Block newest(Key receiver, Key sender, EventData.Lane lane) {
        return dedup.newest(receiver, sender, lane);
      }
    };
  }

  private static void story(Simulation sim, Fault fault, UnaryOperator<Dedup> dedup) {
    int lives = 1 + sim.random().nextInt(3);
    for (int life = 0; life < lives; life++) {
      switch (sim.random().nextInt(3)) {
        case 0 -> sim.disk().faults(fault.or(Fault.cutAtChange(sim.random().nextInt(20, 160))));
        case 1 -> {
          sim.disk().faults(fault);
          sim.cutPowerAtStep(sim.random().nextInt(300, 3_000));
        }
        default -> sim.disk().faults(fault.or(PlantedBugs.fullFor(sim.random().nextInt(8, 60))));
      }
      sim.boot(world -> live(world, dedup, false));
    }
    sim.disk().faults(Fault.none());
    sim.boot(world -> live(world, dedup, true));
  }

  private static void live(World world, UnaryOperator<Dedup> dedup, boolean last) {
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    try (TestNode node = TestNode.open(ports, TestNode.settings(), dedup)) {
      for (String actor : ACTORS) {
        if (node.actors().chains().head(Key.actor(actor)).isEmpty()) {
          AskingGuest.start(node, actor);
        }
      }
      List<Thread> senders = new ArrayList<>();
      for (int sender = 0; sender < BODIES.size(); sender++) {
        int number = sender;
        senders.add(world.start("sender-" + sender, () -> send(world, node, number, last)));
      }
      senders.forEach(world::join);
      if (last) {
        check(node);
      }
    }
  }

  private static void send(World world, TestNode node, int sender, boolean last) {
    List<String> bodies = BODIES.get(sender);
    for (int i = 0; i < bodies.size(); i++) {
      Message message =
          Message.request(
              Key.actor(FIRST_ASKED.get(sender)), sender + "-" + i, Bytes.utf8(bodies.get(i)));
      boolean taken = false;
      for (int attempt = 0; !taken && attempt < (last ? 100 : 2); attempt++) {
        taken =
            node.actors().deliver(message) instanceof Delivery.Accepted(Pending<Answer> answer)
                && answer.await() instanceof Answer.Completed;
        if (!taken) {
          world.sleep(Duration.ofMillis(1));
        }
      }
    }
  }

  /** What one actor did under the ids of others. */
  private static void check(TestNode node) {
    assertThat(node.actors().chains().openIntents()).isEmpty();
    Map<MessageId, Bytes> done = new HashMap<>();
    Set<MessageId> rejected = new HashSet<>();
    Set<MessageId> outside = new HashSet<>();
    for (String actor : ACTORS) {
      long counted = 0;
      for (Block block : node.blocks(actor)) {
        if (block.event(0).data() instanceof EventData.Message message) {
          counted += took(block, message, done, rejected, outside) ? 1 : 0;
        }
      }
      assertThat(Math.max(0, node.counter(actor))).as(actor).isEqualTo(counted);
      assertThat(node.actors().history().replay(Key.actor(actor), _ -> {}).equal()).isTrue();
    }
    assertThat(outside).hasSize(BODIES.stream().mapToInt(List::size).sum());
    for (String actor : ACTORS) {
      for (Block block : node.blocks(actor)) {
        asked(actor, block, done, rejected);
      }
    }
  }

  /** Whether it counted. */
  private static boolean took(
      Block block,
      EventData.Message message,
      Map<MessageId, Bytes> done,
      Set<MessageId> rejected,
      Set<MessageId> outside) {
    MessageId id = Objects.requireNonNull(message.id());
    if (block.header().outcome() instanceof Outcome.Rejected) {
      rejected.add(id);
    }
    if (!(block.header().outcome() instanceof Outcome.Returned)) {
      return false;
    }
    EventData.Reply reply = (EventData.Reply) block.events().getLast().data();
    assertThat(done.put(id, reply.payload())).as("%s is done once", id).isNull();
    if (id instanceof MessageId.Outside) {
      outside.add(id);
    }
    return message.body().text().startsWith("c") || message.body().text().startsWith("b");
  }

  private static void asked(
      String actor, Block block, Map<MessageId, Bytes> done, Set<MessageId> rejected) {
    for (Event event : block.events()) {
      if (event.name().equals(REQUEST)
          && event.data() instanceof EventData.Call call
          && call.reply() instanceof EventData.CallReply.Value(Bytes encoded)) {
        // The guest makes one call a turn.
        MessageId id = new MessageId.Sent(Key.actor(actor), block.height(), 0);
        switch ((ResultValue) Objects.requireNonNull(REQUEST_TYPE.decodeResult(encoded))) {
          case ResultValue.Ok(Object value) ->
              assertThat(done.get(id)).as("" + id).isEqualTo(value);
          case ResultValue.Err(Object reason) -> {
            String text = String.valueOf(reason);
            if (text.startsWith("rejected")) {
              assertThat(rejected).contains(id);
            } else if (!text.equals("deadline")) {
              assertThat(done).as(text).doesNotContainKey(id);
            }
          }
        }
      }
    }
  }
}
