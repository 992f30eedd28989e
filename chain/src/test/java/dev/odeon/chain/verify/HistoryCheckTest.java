package dev.odeon.chain.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.CheckedHeader;
import dev.odeon.chain.Commit;
import dev.odeon.chain.Content;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.KeyCodec;
import dev.odeon.chain.PreHashedRecord;
import dev.odeon.chain.Samples;
import dev.odeon.log.LogRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryCheckTest {
  private static final Key A = Key.actor("a");
  private static final Key B = Key.actor("b");
  private static final int HEIGHTS = 6;

  /** Two chains in turn: position and sequence 2 h of A, 2 h + 1 of B. */
  private static List<Block> history() {
    List<Block> a = Samples.chain(A, HEIGHTS);
    List<Block> b = Samples.chain(B, HEIGHTS);
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < HEIGHTS; i++) {
      blocks.add(a.get(i));
      blocks.add(b.get(i));
    }
    return blocks;
  }

  private static List<Bytes> bodies(List<Block> blocks) {
    return new ArrayList<>(blocks.stream().map(block -> Commit.of(block).encoded()).toList());
  }

  private static List<HistoryFinding> check(List<Bytes> bodies, int damaged, boolean leaves) {
    List<Hash> kept = history().stream().map(block -> Samples.leaf(block.hash())).toList();
    HistoryFindings findings = new HistoryFindings();
    Iterator<Hash> next = kept.iterator();
    boolean[] differed = new boolean[1];
    HistoryCheck.StoredNodes nodes =
        (level, node) -> {
          boolean asked = level == 0 && leaves && !differed[0] && next.hasNext();
          differed[0] |= asked && !next.next().equals(node);
          return asked && differed[0];
        };
    HistoryCheck check = new HistoryCheck(true, nodes, _ -> {}, findings);
    for (int i = 0; i < bodies.size(); i++) {
      if (i == damaged) {
        check.beginDamaged(i, "the checksum is wrong");
      }
      check.record(
          PreHashedRecord.of(i, new LogRecord(LogRecord.Kind.COMMIT, bodies.get(i)), null));
      if (i == damaged) {
        check.endDamaged(i + 1, 0);
      }
    }
    check.end();
    return findings.sorted();
  }

  @Test
  void findsNothingWrongWithAWholeHistory() {
    assertThat(check(bodies(history()), -1, true)).isEmpty();
  }

  /**
   * Whatever bit of a block in the middle is flipped: the first finding is that block, by key,
   * height and position.
   */
  @Test
  void namesTheBlockOfEveryFlippedBit() {
    int at = 5;
    Bytes whole = bodies(history()).get(at);
    for (int bit = 0; bit < 8 * whole.size(); bit++) {
      byte[] altered = whole.toArray();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      List<Bytes> bodies = bodies(history());
      bodies.set(at, Bytes.wrap(altered));

      HistoryFinding first = check(bodies, -1, false).getFirst();

      assertThat(first.position()).as("bit %d: %s", bit, first).isEqualTo(at);
      assertThat(first.key()).as("bit %d: %s", bit, first).isEqualTo(B);
      assertThat(first.height()).as("bit %d: %s", bit, first).isEqualTo(2);
    }
  }

  /**
   * The last block has none after it that would name its hash: the leaf that is kept, or the log's
   * checksum, does.
   */
  @Test
  void namesTheLastBlockByItsLeafOrItsBatch() {
    int at = 2 * HEIGHTS - 1;
    Bytes whole = bodies(history()).get(at);
    for (int bit = 0; bit < 8 * whole.size(); bit++) {
      byte[] altered = whole.toArray();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      List<Bytes> bodies = bodies(history());
      bodies.set(at, Bytes.wrap(altered));

      assertThat(check(bodies, -1, true).getFirst().position()).as("bit %d", bit).isEqualTo(at);
      assertThat(check(bodies, at, false).getFirst().position()).as("bit %d", bit).isEqualTo(at);
    }
  }

  @Test
  void namesTheBlockWhoseHeaderWasAlteredSilently() {
    List<Block> blocks = history();
    Block block = blocks.get(4);
    BlockHeader h = block.header();
    BlockHeader altered =
        new BlockHeader(
            h.key(),
            h.height(),
            h.parent(),
            h.timeMillis() + 1,
            h.module(),
            h.metering(),
            h.seed(),
            h.stateHash(),
            h.eventHashes(),
            h.outcome(),
            h.fuel());
    blocks.set(4, Block.ofEncoded(altered.encoded(), block.encodedEvents()));

    assertThat(check(bodies(blocks), -1, false))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(HistoryFinding.Kind.LINK);
          assertThat(finding.text()).startsWith("block 2 of a: its hash is");
        });
    assertThat(check(bodies(blocks), -1, true))
        .singleElement()
        .extracting(HistoryFinding::kind)
        .isEqualTo(HistoryFinding.Kind.LEAF);
  }

  @Test
  void namesABlockThatIsMissing() {
    List<Bytes> bodies = bodies(history());
    bodies.remove(5);

    HistoryFinding first = check(bodies, -1, false).getFirst();

    assertThat(first.kind()).isEqualTo(HistoryFinding.Kind.HEIGHT);
    assertThat(first.key()).isEqualTo(B);
    assertThat(first.height()).isEqualTo(3);
    assertThat(first.what()).contains("follows height 1");
  }

  @Test
  void namesABlockThatIsThereTwice() {
    List<Bytes> bodies = bodies(history());
    bodies.add(6, bodies.get(5));

    HistoryFinding first = check(bodies, -1, false).getFirst();

    assertThat(first.kind()).isEqualTo(HistoryFinding.Kind.HEIGHT);
    assertThat(first.position()).isEqualTo(6);
  }

  @Test
  void findsAStateThatIsNotTheOneOfTheHeader() {
    Event state = Event.state(Bytes.utf8("state"));
    assertThat(stateFinding(state, Hash.of(Bytes.utf8("state")))).isNull();
    assertThat(stateFinding(state, Hash.ZERO)).isEqualTo(HistoryFinding.Kind.STATE);
    assertThat(stateFinding(state, null)).isEqualTo(HistoryFinding.Kind.STATE);
    assertThat(stateFinding(Event.state(null), null)).isNull();
    Event wrong = Event.of("", new EventData.State(Hash.ZERO, 3, Bytes.utf8("abc")));
    assertThat(stateFinding(wrong, Hash.ZERO)).isEqualTo(HistoryFinding.Kind.STATE);
  }

  private static HistoryFinding.@Nullable Kind stateFinding(Event state, @Nullable Hash stateHash) {
    BlockHeader header =
        new BlockHeader(
            A,
            0,
            Hash.ZERO,
            0,
            null,
            1,
            Samples.SEED,
            stateHash,
            List.of(),
            Outcome.RETURNED,
            null);
    Block block = Block.of(header, List.of(Samples.message("1", "x"), state));
    return check(List.of(Commit.of(block).encoded()), -1, false).stream()
        .map(HistoryFinding::kind)
        .findFirst()
        .orElse(null);
  }

  @Test
  void findsContentThatIsNotOfItsHash() {
    HistoryFindings findings = new HistoryFindings();
    HistoryCheck check = new HistoryCheck(true, (_, _) -> false, _ -> {}, findings);
    Content good = Content.of(Bytes.utf8("good"));
    Content bad = new Content(good.hash(), Bytes.utf8("bad"));
    check.record(
        PreHashedRecord.of(0, new LogRecord(LogRecord.Kind.CONTENT, good.encoded()), null));
    check.record(PreHashedRecord.of(1, new LogRecord(LogRecord.Kind.CONTENT, bad.encoded()), null));

    assertThat(findings.sorted())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(HistoryFinding.Kind.CONTENT);
          assertThat(finding.position()).isEqualTo(1);
        });
  }

  @Test
  void readsHeadersAsStrictlyAsTheirDecoder() {
    Bytes whole = history().get(3).headerBytes();
    for (int bit = 0; bit < 8 * whole.size(); bit++) {
      byte[] altered = whole.toArray();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      Bytes bytes = Bytes.wrap(altered);
      assertThat(readable(() -> checked(bytes)))
          .as("bit %d", bit)
          .isEqualTo(readable(() -> KeyCodec.items(BlockHeader.decode(bytes).key())));
    }
  }

  private static Bytes checked(Bytes bytes) {
    CheckedHeader header = new CheckedHeader();
    header.read(bytes);
    return header.keyItems();
  }

  private static boolean readable(java.util.function.Supplier<Bytes> decoder) {
    try {
      // The characters of a key are checked once for each chain.
      KeyCodec.ofItems(decoder.get());
      return true;
    } catch (dev.odeon.base.MalformedException e) {
      return false;
    }
  }
}
