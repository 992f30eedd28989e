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
import dev.odeon.host.Contract;
import dev.odeon.host.capability.ChannelId;
import dev.odeon.host.capability.ChannelView.Status;
import dev.odeon.host.capability.MessageCapability;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.index.ChannelChanges;
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
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two actors open channels to each other, send on them from both ends and close them from either,
 * one of them is stopped and started, and the machine dies at any moment. In the end each message
 * was taken or closed once, both ends say the same of each channel, and each end was told once.
 */
class ChannelSimulationTest {
  private static final int SCHEDULES = 20;
  private static final int SCHEDULES_TO_FIND = 1_000;
  private static final List<String> ACTORS = List.of("a", "b");
  private static final String SEND = "theater:simple/message-server-host#send-on-channel";

  @Test
  void keepsBothEndsOfEachChannelInStepThroughAnyCrash() {
    Seeds.each(SCHEDULES, seed -> Simulation.run(seed, sim -> story(sim, dedup -> dedup)));
  }

  @Test
  @Tag("long")
  void keepsBothEndsOfEachChannelInStepThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(seed -> Simulation.run(seed, sim -> story(sim, dedup -> dedup)));
  }

  @Test
  @Tag("long")
  void findsThatReceiversForgetWhatTheyTook() {
    assertThat(found(PlantedBugs.Forgetting::new)).isNotNull();
  }

  private static @Nullable SimulationFailure found(UnaryOperator<Dedup> dedup) {
    return PlantedBugs.found(
        SCHEDULES_TO_FIND, seed -> Simulation.run(seed, sim -> story(sim, dedup)));
  }

  private static void story(Simulation sim, UnaryOperator<Dedup> dedup) {
    int lives = 1 + sim.random().nextInt(3);
    for (int life = 0; life < lives; life++) {
      switch (sim.random().nextInt(3)) {
        case 0 -> sim.disk().faults(Fault.cutAtChange(sim.random().nextInt(20, 200)));
        case 1 -> {
          sim.disk().faults(Fault.none());
          sim.cutPowerAtStep(sim.random().nextInt(300, 4_000));
        }
        default -> sim.disk().faults(PlantedBugs.fullFor(sim.random().nextInt(8, 60)));
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
        AskingGuest.start(node, actor);
      }
      List<Thread> users = new ArrayList<>();
      for (int user = 0; user < 3; user++) {
        int number = user;
        users.add(world.start("user-" + user, () -> use(world, node, number, last)));
      }
      users.forEach(world::join);
      if (last) {
        for (int i = 0; node.actors().workload().outboxWaiting() > 0 && i < 10_000; i++) {
          world.sleep(Duration.ofMillis(1));
        }
        assertThat(node.actors().workload().outboxWaiting()).isZero();
        check(node);
      }
    }
  }

  /** Opens a channel, sends on it from both ends, and closes it from one, or stops that one. */
  private static void use(World world, TestNode node, int user, boolean last) {
    String opener = ACTORS.get(user % 2);
    String acceptor = ACTORS.get(1 - user % 2);
    String id = "user-" + user;
    String opened = ask(world, node, opener, id + "-open", "o" + acceptor, last);
    if (opened == null || !opened.startsWith("+")) {
      return;
    }
    String channel = opened.substring(1);
    ask(world, node, opener, id + "-1", "s" + channel, last);
    ask(world, node, acceptor, id + "-2", "s" + channel, last);
    if (user == 2) {
      if (node.blocks(acceptor).stream()
          .noneMatch(block -> block.event(0).name().equals("stopped"))) {
        node.actors().lifecycle().stop(Key.actor(acceptor), "test");
        AskingGuest.start(node, acceptor);
      }
    } else {
      ask(world, node, user == 0 ? opener : acceptor, id + "-3", "x" + channel, last);
    }
    ask(world, node, acceptor, id + "-4", "s" + channel, last);
  }

  /** The answer; null if there is none. */
  private static @Nullable String ask(
      World world, TestNode node, String actor, String id, String body, boolean last) {
    Message message = Message.request(Key.actor(actor), id, Bytes.utf8(body));
    for (int attempt = 0; attempt < (last ? 200 : 2); attempt++) {
      if (node.actors().deliver(message) instanceof Delivery.Accepted(Pending<Answer> answer)
          && answer.await() instanceof Answer.Completed done) {
        return done.reply() == null ? null : done.reply().text();
      }
      world.sleep(Duration.ofMillis(1));
    }
    return null;
  }

  private static void check(TestNode node) {
    Set<MessageId> sent = new HashSet<>();
    Set<MessageId> requested = new HashSet<>();
    Map<MessageId, String> taken = new HashMap<>();
    Map<String, Map<String, Status>> ends = new HashMap<>();
    for (String actor : ACTORS) {
      Set<String> told = new HashSet<>();
      for (Block block : node.blocks(actor)) {
        ChannelChanges.of(block)
            .forEach((channel, status) ->
                ends.computeIfAbsent(channel, _ -> new HashMap<>()).put(actor, status));
        takes(block, taken, told);
        sends(block, sent, requested);
      }
      assertThat(node.actors().history().replay(Key.actor(actor), _ -> {}).equal()).isTrue();
    }
    // A request to open that failed was perhaps not taken.
    assertThat(sent).containsAll(taken.keySet());
    sent.removeIf(id -> !taken.containsKey(id) && requested.contains(id));
    assertThat(taken.keySet()).containsExactlyInAnyOrderElementsOf(sent);
    ends.forEach((channel, statuses) -> {
      ChannelId id = ChannelId.parse("default", channel);
      assertThat(id).isNotNull();
      // Who opened it may not know: nothing came of its turn.
      if (statuses.size() == 2) {
        assertThat(Set.copyOf(statuses.values())).as(channel + statuses).hasSize(1);
      }
    });
  }

  private static void takes(Block block, Map<MessageId, String> taken, Set<String> told) {
    Event cause = block.event(0);
    boolean closes =
        block.header().outcome() instanceof Outcome.Returned
            || block.header().outcome() instanceof Outcome.Rejected;
    if (cause.data() instanceof EventData.Message message
        && closes
        && message.id() instanceof MessageId.Sent id) {
      assertThat(taken.put(id, cause.name())).as("" + id).isNull();
      if (cause.name().equals(Contract.HANDLE_CHANNEL_CLOSE)) {
        String channel = String.valueOf(ChannelChanges.channel(message.metadata()));
        assertThat(told.add(channel)).as("told once of " + channel).isTrue();
      }
    } else if (cause.data() instanceof EventData.Settlement settlement) {
      assertThat(taken.put(settlement.id(), cause.name())).as("" + settlement.id()).isNull();
    }
  }

  private static void sends(Block block, Set<MessageId> sent, Set<MessageId> requested) {
    for (Event event : block.events()) {
      if (event.data() instanceof EventData.Outbox outbox
          && (event.name().equals(SEND)
              || event.name().equals(MessageCapability.CLOSE_CHANNEL_NAME))) {
        sent.add(new MessageId.Sent(block.key(), block.height(), outbox.callIndex()));
      } else if (event.data() instanceof EventData.Call
          && event.name().equals(MessageCapability.OPEN_CHANNEL_NAME)) {
        // The guest makes one call a turn.
        MessageId.Sent id = new MessageId.Sent(block.key(), block.height(), 0);
        sent.add(id);
        requested.add(id);
      }
    }
  }
}
