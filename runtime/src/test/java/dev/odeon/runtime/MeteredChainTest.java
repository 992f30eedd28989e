package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Append;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Commit;
import dev.odeon.chain.Content;
import dev.odeon.guests.SampleGuests;
import dev.odeon.log.Opening;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Blocks name the metering they ran under and the fuel they used; a replay uses the one and finds
 * the other.
 */
class MeteredChainTest {
  private static final Key COUNTER = Key.actor("c");

  @Test
  void namesTheMeteringAndTheFuelOfEachTurn() {
    List<Block> history = history();

    assertThat(history).hasSize(4);
    assertThat(history)
        .extracting(Block::header)
        .allSatisfy(header -> {
          assertThat(header.metering()).isEqualTo(1);
          assertThat(header.fuel()).isBetween(10L, 100_000L);
        });
    assertThat(history.get(1).header().fuel()).isEqualTo(history.get(2).header().fuel());
  }

  @Test
  void refusesBlocksOfAMeteringThatIsNotKnown() {
    List<Block> history = history();
    Ports ports = ports(new SimDisk(2));
    rewrite(ports, history, header -> with(header, 2, header.fuel()));

    try (TestNode node = TestNode.open(ports)) {
      assertThatThrownBy(() -> node.actors().history().replay(COUNTER, _ -> {}))
          .isInstanceOfSatisfying(
              ActorException.class,
              e -> assertThat(e.reason()).isEqualTo(ActorException.Reason.UNSUPPORTED))
          .hasMessageContaining("metering 2 is not known");
    }
  }

  @Test
  void divergesWhereTheFuelWasAltered() {
    List<Block> history = history();
    Ports ports = ports(new SimDisk(2));
    rewrite(
        ports,
        history,
        header -> with(header, 1, header.height() == 2 ? header.fuel() + 1 : header.fuel()));

    try (TestNode node = TestNode.open(ports)) {
      Divergence divergence =
          node.actors().history().replay(COUNTER, _ -> {}).divergences().getFirst();

      assertThat(divergence.height()).isEqualTo(2);
      assertThat(divergence.what()).isEqualTo("the fuel");
    }
  }

  @Test
  void exhaustsTheSameFuelAgain() {
    try (TestNode node = TestNode.open(ports(new SimDisk(1)))) {
      node.start("s", "probe/spins", "[limits]", "fuel = 10000");
      node.send("s", "100000");
      List<Block> history = node.blocks("s");

      assertThat(history.getFirst().header().outcome()).isEqualTo(Outcome.RETURNED);
      assertThat(history.getLast().header().outcome())
          .isEqualTo(new Outcome.Exhausted(Outcome.Limit.FUEL));
      assertThat(history.getLast().header().fuel()).isGreaterThan(10_000);
      assertThat(node.actors().history().replay(Key.actor("s"), _ -> {}))
          .extracting(ReplayReport::equal, ReplayReport::run)
          .containsExactly(true, 2L);
    }
  }

  @Test
  void exhaustsTheStackAgainAtTheSamePlace() {
    try (TestNode node = TestNode.open(ports(new SimDisk(1)))) {
      node.start("r", "hostile/recurses");
      node.send("r", "deep");
      List<Block> history = node.blocks("r");

      assertThat(history.getLast().header().outcome())
          .isEqualTo(new Outcome.Exhausted(Outcome.Limit.STACK));
      assertThat(node.actors().history().replay(Key.actor("r"), _ -> {}))
          .extracting(ReplayReport::equal, ReplayReport::run)
          .containsExactly(true, (long) history.size());
    }
  }

  /** A counter that was sent three messages, and replays. */
  private static List<Block> history() {
    try (TestNode node = TestNode.open(ports(new SimDisk(1)))) {
      node.start("c", "counter");
      for (int i = 0; i < 3; i++) {
        node.send("c", "inc");
      }
      ReplayReport report = node.actors().history().replay(COUNTER, _ -> {});
      assertThat(report.equal()).isTrue();
      assertThat(report.run()).isEqualTo(4);
      return node.blocks("c");
    }
  }

  /** Writes {@code history} into a new home with other headers, hashed again. */
  private static void rewrite(Ports ports, List<Block> history, UnaryOperator<BlockHeader> change) {
    try (Home home = Home.open(TestNode.FOLDER, ports, Opening.Mode.STRICT);
        Chains chains = home.chains(ports, TestNode.settings(), List.of(), Opening.Mode.STRICT)) {
      Hash parent = Hash.ZERO;
      for (Block block : history) {
        BlockHeader header = change.apply(block.header());
        Block again =
            Block.of(
                new BlockHeader(
                    header.key(),
                    header.height(),
                    parent,
                    header.timeMillis(),
                    header.module(),
                    header.metering(),
                    header.seed(),
                    header.stateHash(),
                    List.of(),
                    header.outcome(),
                    header.fuel()),
                new ArrayList<>(block.events()));
        parent = again.hash();
        assertThat(chains.append(Commit.of(again), contents()).await())
            .isInstanceOf(Append.Appended.class);
      }
    }
  }

  private static BlockHeader with(BlockHeader header, int metering, @Nullable Long fuel) {
    return new BlockHeader(
        header.key(),
        header.height(),
        header.parent(),
        header.timeMillis(),
        header.module(),
        metering,
        header.seed(),
        header.stateHash(),
        header.eventHashes(),
        header.outcome(),
        fuel);
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
