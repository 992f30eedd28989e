package dev.odeon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.cli.actor.Feed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineTallyTest {
  private static final Key ACTOR = Key.actor("words");
  private static final List<String> LINES = List.of("one", "two");

  private final Block one = block(1, 0, "+one", Outcome.RETURNED);
  private final Block two = block(2, 1, "+two", Outcome.RETURNED);

  @Test
  void findsNothingWrongWhereEachLineIsInOneBlock() {
    LineTally tally = tally(Map.of(0, acknowledgement(one)), one, two);
    assertThat(tally.lost()).isZero();
    assertThat(tally.twice()).isZero();
    assertThat(tally.altered()).isZero();
  }

  @Test
  void findsALineThatTookNoEffect() {
    assertThat(tally(Map.of(), one).lost()).isEqualTo(1);
    Block trapped = block(2, 1, "+two", new Outcome.Trapped("unreachable", ""));
    assertThat(tally(Map.of(), one, trapped).lost()).isEqualTo(1);
  }

  @Test
  void findsAnAcknowledgedBlockThatIsNotThereAnyMore() {
    Block other = block(1, 0, "+one", new Outcome.Rejected("no"));
    Block again = block(2, 0, "+one", Outcome.RETURNED);
    Block rest = block(3, 1, "+two", Outcome.RETURNED);
    assertThat(tally(Map.of(0, acknowledgement(one)), other, again, rest).lost()).isEqualTo(1);
  }

  @Test
  void findsALineThatTookEffectTwice() {
    assertThat(tally(Map.of(), one, two, block(3, 0, "+one", Outcome.RETURNED)).twice())
        .isEqualTo(1);
  }

  @Test
  void findsABlockThatHoldsAnotherText() {
    assertThat(tally(Map.of(), one, block(2, 1, "+too", Outcome.RETURNED)).altered()).isEqualTo(1);
  }

  private static LineTally tally(Map<Integer, Feed.Acknowledgement> said, Block... blocks) {
    LineTally tally = new LineTally(LINES, said);
    List.of(blocks).forEach(tally::add);
    return tally;
  }

  private static Feed.Acknowledgement acknowledgement(Block block) {
    return new Feed.Acknowledgement("line-1", block.height(), block.hash().toString(), false, "1");
  }

  private static Block block(long height, int line, String body, Outcome outcome) {
    Event cause =
        Event.of(
            "theater:simple/message-server-client#handle-request",
            EventData.Message.of(
                new MessageId.Outside(DemoFeeding.id(line)),
                EventData.Lane.NORMAL,
                Bytes.utf8(body)));
    BlockHeader header =
        new BlockHeader(
            ACTOR,
            height,
            Hash.of(Bytes.utf8("parent")),
            0,
            null,
            1,
            Bytes.wrap(new byte[BlockHeader.SEED_SIZE]),
            null,
            List.of(),
            outcome,
            null);
    return Block.of(header, List.of(cause));
  }
}
