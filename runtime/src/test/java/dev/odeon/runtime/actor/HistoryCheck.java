package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.chain.Head;
import dev.odeon.chain.MessageId;
import dev.odeon.host.capability.MessageCapability.Outgoing;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.host.capability.TimerChange;
import dev.odeon.runtime.HomeReport;
import dev.odeon.runtime.HomeVerifier;
import dev.odeon.runtime.effect.EffectCodec;
import dev.odeon.runtime.effect.PlacedEffect;
import dev.odeon.runtime.index.DeliveryIndex;
import dev.odeon.store.Progress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the chains of a home must say whatever happened to it: each message, from outside or between
 * actors, took effect once; those of a sender, receiver and lane in their order, a failing one
 * first; each time of a timer came once, of one that waited; and each chain is replayed to the
 * same. Of tests; reads all blocks.
 */
final class HistoryCheck {
  private static final EffectCodec CODEC = new EffectCodec(OwnCapabilities.all());

  private final Map<MessageId, Key> closed = new HashMap<>();
  private final Map<MessageId, Key> sent = new HashMap<>();
  private final Map<String, Block> fromOutside = new HashMap<>();
  private final Map<Key, Map<String, List<Object>>> timers = new LinkedHashMap<>();
  private final Set<Head> heads = new HashSet<>();

  private record Way(Key sender, Lane lane) {}

  private HistoryCheck() {}

  /**
   * Checks the chains of {@code actors} in {@code node}, which may go on meanwhile.
   *
   * @throws AssertionError if one of them says what cannot be
   */
  static HistoryCheck of(TestNode node, Collection<Key> actors) {
    HistoryCheck check = new HistoryCheck();
    for (Key actor : actors) {
      check.taken(actor, node.blocks(actor));
    }
    // After what was taken: what sent it is durable by then.
    for (Key actor : actors) {
      node.blocks(actor).forEach(check::sends);
      if (node.actors().chains().head(actor).isPresent()) {
        assertThat(node.actors().history().replay(actor, _ -> {}).divergences())
            .as("%s", actor)
            .isEmpty();
      }
    }
    assertThat(check.sent).as("taken by whom it was sent to").containsAllEntriesOf(check.closed);
    return check;
  }

  /** Checks that {@code all} of it is in the chains. */
  HistoryCheck has(Collection<Head> all) {
    assertThat(heads).as("acknowledged").containsAll(all);
    return this;
  }

  /** Checks that nothing that was sent is left, and no timer waits, of all but {@code gone}. */
  void isDone(Collection<Key> gone) {
    assertThat(closed).as("all that was sent").isEqualTo(sent);
    timers.forEach((actor, waiting) -> {
      if (!gone.contains(actor)) {
        assertThat(waiting).as("timers of %s", actor).isEmpty();
      }
    });
  }

  /** The blocks that closed messages from outside, by their ids. */
  Map<String, Block> fromOutside() {
    return fromOutside;
  }

  private void taken(Key actor, List<Block> blocks) {
    Map<Way, MessageId.Sent> last = new HashMap<>();
    Map<Way, MessageId.Sent> failing = new HashMap<>();
    Set<List<Object>> fired = new HashSet<>();
    Map<String, List<Object>> waiting = new LinkedHashMap<>();
    timers.put(actor, waiting);
    for (Block block : blocks) {
      heads.add(block.head());
      boolean closes = Deduplication.closes(block.header().outcome());
      for (Event cause : block.causes()) {
        switch (cause.data()) {
          case EventData.Message message -> message(block, message, closes, last, failing);
          case EventData.Timer timer when cause.name().equals("fired") ->
              fires(actor, timer, closes, fired, waiting);
          default -> {}
        }
      }
      if (block.event(0).data() instanceof EventData.Settlement settlement) {
        settlement(block, block.event(0).name(), settlement, last, failing, waiting);
      } else if (block.event(0).name().equals("removed")) {
        waiting.clear();
      }
      changes(block, waiting);
    }
  }

  private void message(
      Block block,
      EventData.Message message,
      boolean closes,
      Map<Way, MessageId.Sent> last,
      Map<Way, MessageId.Sent> failing) {
    switch (message.id()) {
      case MessageId.Sent id -> {
        Way way = new Way(id.sender(), message.lane());
        MessageId.Sent open = failing.get(way);
        if (message.lane() == Lane.REQUEST) {
          if (closes) {
            close(id, block.key());
            sent.put(id, block.key()); // the asker may have no block yet
          }
        } else {
          assertThat(open == null ? id : open).as("the failing one goes first").isEqualTo(id);
          assertThat(message.attempt() > 1).as("%s", id).isEqualTo(open != null);
          if (closes) {
            failing.remove(way);
            close(id, block.key());
            comesAfter(way, id, last);
          } else {
            failing.put(way, id);
          }
        }
      }
      case MessageId.Outside(String id) -> {
        if (closes) {
          Block before = fromOutside.put(id, block);
          assertThat(before == null ? null : before.head()).as("%s was taken before", id).isNull();
        }
      }
      case null -> {}
    }
  }

  private void settlement(
      Block block,
      String name,
      EventData.Settlement settlement,
      Map<Way, MessageId.Sent> last,
      Map<Way, MessageId.Sent> failing,
      Map<String, List<Object>> waiting) {
    if (settlement.id() instanceof MessageId.Sent id) {
      if (name.equals(DeliveryIndex.UNDELIVERABLE)) {
        assertThat(id.sender()).isEqualTo(block.key());
        assertThat(closed.put(id, to(block.key(), id))).as("%s was taken before", id).isNull();
      } else if (name.equals(DeliveryIndex.DEAD_LETTER)) {
        Way way = new Way(id.sender(), settlement.lane());
        failing.remove(way);
        close(id, block.key());
        comesAfter(way, id, last);
      }
    } else if (settlement.metadata() != null && settlement.metadata().get("timer") != null) {
      waiting.remove(settlement.metadata().get("timer"));
    }
  }

  /** Nobody: it is filled in by {@link #sends}. */
  private static Key to(Key sender, MessageId.Sent id) {
    return new Key(sender.tenant(), "undeliverable", id.height() + "/" + id.index());
  }

  private void close(MessageId.Sent id, Key receiver) {
    assertThat(closed.put(id, receiver)).as("%s was taken before", id).isNull();
  }

  private static void comesAfter(Way way, MessageId.Sent id, Map<Way, MessageId.Sent> last) {
    MessageId.Sent before = last.put(way, id);
    assertThat(
            before == null
                || before.height() < id.height()
                || before.height() == id.height() && before.index() < id.index())
        .as("%s after %s", id, before)
        .isTrue();
  }

  private static void fires(
      Key actor,
      EventData.Timer timer,
      boolean closes,
      Set<List<Object>> fired,
      Map<String, List<Object>> waiting) {
    List<Object> which = which(timer.height(), timer.index(), timer.dueMillis());
    assertThat(waiting.get(timer.timer()))
        .as("the timer %s of %s that fires", timer.timer(), actor)
        .isEqualTo(which);
    if (closes) {
      assertThat(fired.add(List.of(timer.timer(), which))).as("fired once: %s", timer).isTrue();
      waiting.remove(timer.timer());
    }
  }

  private static List<Object> which(long height, long index, Long dueMillis) {
    return List.of(height, index, dueMillis);
  }

  private static void changes(Block block, Map<String, List<Object>> waiting) {
    for (PlacedEffect<TimerChange> each : CODEC.of(block).of(TimerChange.class)) {
      switch (each.effect()) {
        case TimerChange.Set set -> {
          EventData.Outbox call = (EventData.Outbox) block.event(each.index()).data();
          waiting.put(set.name(), which(block.height(), call.callIndex(), set.dueMillis()));
        }
        case TimerChange.Cancelled cancelled -> waiting.remove(cancelled.name());
      }
    }
  }

  private void sends(Block block) {
    for (PlacedEffect<Outgoing> each : CODEC.of(block).of(Outgoing.class)) {
      EventData.Outbox call = (EventData.Outbox) block.event(each.index()).data();
      MessageId.Sent id = new MessageId.Sent(block.key(), block.height(), call.callIndex());
      sent.put(id, each.effect().to());
      closed.replace(id, to(block.key(), id), each.effect().to());
    }
  }

  /** Checks that {@code odeon verify} would find nothing in the home in {@code folder}. */
  static void verifies(Ports ports, Path folder) {
    HomeReport report =
        HomeVerifier.verify(
            ports, folder, HomeVerifier.Scope.ALL, null, Progress.NONE, Progress.NONE);
    assertThat(report.isSound()).as("%s", report).isTrue();
  }
}
