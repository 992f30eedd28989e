package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Append;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Commit;
import dev.odeon.chain.Content;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.guests.SampleGuests;
import dev.odeon.log.Opening;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A history that somebody changed and hashed again is whole by its hashes, and still not what the
 * guest did.
 */
class AlteredChainTest {
  private static final int ALTERED = 2;

  @Test
  void divergesWhereAMessageWasAltered() {
    Divergence divergence =
        replayAltered(event ->
            event.data() instanceof EventData.Message told
                ? Event.of(
                    event.name(), EventData.Message.of(told.id(), told.lane(), Bytes.utf8("100")))
                : event);

    assertThat(divergence.height()).isEqualTo(ALTERED);
    assertThat(divergence.what()).isEqualTo("the event");
  }

  @Test
  void divergesWhereTheStateWasAltered() {
    Bytes other = Bytes.ofHex("6400000000000000");
    Divergence divergence =
        replayAltered(
            event -> event.data() instanceof EventData.State ? Event.state(other) : event);

    assertThat(divergence.height()).isEqualTo(ALTERED);
    assertThat(divergence.expected()).contains(Hash.of(other).toString());
  }

  private static Divergence replayAltered(UnaryOperator<Event> change) {
    List<Block> history = history();
    Ports ports = ports(new SimDisk(2));
    rewrite(ports, history, change);
    try (TestNode node = TestNode.open(ports)) {
      ReplayReport report = node.actors().history().replay(Key.actor("c"), _ -> {});
      assertThat(report.equal()).isFalse();
      return report.divergences().getFirst();
    }
  }

  private static List<Block> history() {
    try (TestNode node = TestNode.open(ports(new SimDisk(1)))) {
      node.start("c", "counter");
      for (int i = 0; i < 4; i++) {
        node.send("c", "inc");
      }
      assertThat(node.actors().history().replay(Key.actor("c"), _ -> {}).equal()).isTrue();
      return node.blocks("c");
    }
  }

  /**
   * Writes {@code history} into a new home, one block changed and everything after it hashed again.
   */
  private static void rewrite(Ports ports, List<Block> history, UnaryOperator<Event> change) {
    try (Home home = Home.open(TestNode.FOLDER, ports, Opening.Mode.STRICT);
        Chains chains = home.chains(ports, TestNode.settings(), List.of(), Opening.Mode.STRICT)) {
      Hash parent = Hash.ZERO;
      Hash state = null;
      for (Block block : history) {
        List<Event> events = new ArrayList<>();
        for (Event event : block.events()) {
          events.add(block.height() == ALTERED ? change.apply(event) : event);
        }
        for (Event event : events) {
          state = event.data() instanceof EventData.State changed ? changed.hash() : state;
        }
        BlockHeader old = block.header();
        Block again =
            Block.of(
                new BlockHeader(
                    old.key(),
                    old.height(),
                    parent,
                    old.timeMillis(),
                    old.module(),
                    old.metering(),
                    old.seed(),
                    state,
                    List.of(),
                    old.outcome(),
                    old.fuel()),
                events);
        parent = again.hash();
        assertThat(chains.append(Commit.of(again), contents()).await())
            .isInstanceOf(Append.Appended.class);
      }
    }
  }

  private static List<Content> contents() {
    return List.of(
        Content.of(Bytes.wrap(SampleGuests.module("counter"))),
        Content.of(Bytes.utf8("module = \"counter.wasm\"\n")));
  }

  private static Ports ports(SimDisk disk) {
    return new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system());
  }
}
