package dev.odeon.chain.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.ChainException;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Commit;
import dev.odeon.chain.Content;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Head;
import dev.odeon.chain.HistoryVisitor;
import dev.odeon.chain.Home;
import dev.odeon.chain.Samples;
import dev.odeon.chain.SignedHead;
import dev.odeon.log.LogException;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierTest {
  private static final Key A = Key.actor("a");
  private static final Key B = Key.actor("b");

  private final SimDisk disk = new SimDisk(1);

  /** Two chains in turn, every tenth commit with content; returns a head of all of it. */
  private SignedHead grown(int count) {
    try (Chains chains = Home.open(disk)) {
      Head a = chains.head(A).orElse(null);
      Head b = chains.head(B).orElse(null);
      for (int i = 0; i < count; i++) {
        Block nextA = Samples.block(A, a, "message " + i + " of a");
        Block nextB = Samples.block(B, b, "message " + i + " of b");
        List<Content> some =
            i % 10 == 0 ? List.of(Content.of(Bytes.utf8("content " + i))) : List.of();
        a = nextA.head();
        b = nextB.head();
        Home.appended(chains.append(Commit.of(nextA, nextB), some).await());
      }
      return chains.signHead();
    }
  }

  private VerifyReport verify(@Nullable SignedHead kept) {
    List<Path> before = disk.files();
    long changes = disk.changes();
    VerifyReport report = Verifier.verify(disk, Threads.system(), Home.FOLDER, kept);
    assertThat(disk.changes()).as("changes of the disk").isEqualTo(changes);
    assertThat(disk.files()).isEqualTo(before);
    return report;
  }

  @Test
  void countsWhatItChecked() {
    SignedHead head = grown(300);

    VerifyReport report = verify(head);

    assertThat(report.findings()).isEmpty();
    assertThat(report.isSound()).isTrue();
    assertThat(report.blocks()).isEqualTo(600);
    assertThat(report.events()).isEqualTo(600);
    assertThat(report.contents()).isEqualTo(30);
    assertThat(report.chains()).isEqualTo(2);
    assertThat(report.size()).isEqualTo(600);
    assertThat(report.root()).isEqualTo(head.root());
    assertThat(report.digests().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(600 + 600 + 30 + 600 + nodes(600));
    assertThat(report.bytes()).isGreaterThan(600 * 200);
  }

  /** The nodes of the complete subtrees of a tree. */
  private static long nodes(long leaves) {
    return leaves - Long.bitCount(leaves);
  }

  @Test
  void verifiesAnEmptyHome() {
    assertThat(verify(null).isSound()).isTrue();
    Home.open(disk).close();
    assertThat(verify(null).isSound()).isTrue();
  }

  @Test
  void verifiesOneChain() {
    grown(50);
    VerifyReport report = Verifier.verify(disk, Threads.system(), Home.FOLDER, A);
    assertThat(report.isSound()).isTrue();
    assertThat(report.blocks()).isEqualTo(50);
    assertThat(report.chains()).isEqualTo(1);

    flip("message 20 of b", 3);

    assertThat(Verifier.verify(disk, Threads.system(), Home.FOLDER, A).isSound()).isTrue();
    assertThat(
            Verifier.verify(disk, Threads.system(), Home.FOLDER, B)
                .firstFinding()
                .map(HistoryFinding::height))
        .contains(20L);
  }

  /**
   * The log's checksum says which batch, the hashes say which block in it; also where the home does
   * not open any more.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 77, 150, 298})
  void namesTheBlockOfAFlippedBit(int height) {
    grown(300);

    flip("message " + height + " of b", 3);

    HistoryFinding first = verify(null).firstFinding().orElseThrow();
    assertThat(first.key()).isEqualTo(B);
    assertThat(first.height()).isEqualTo(height);
    assertThat(first.kind()).isEqualTo(HistoryFinding.Kind.EVENT);
    assertThat(first.position()).isEqualTo(height + height / 10 + 1);
    assertThat(first.text()).startsWith("block " + height + " of b: event 0 is not");
  }

  @Test
  void namesTheBlockThatKeepsAHomeFromOpening() {
    grown(20);
    flip("message 7 of a", 0);

    assertThatThrownBy(() -> Home.open(disk)).isInstanceOf(LogException.Damaged.class);
    assertThat(verify(null).firstFinding().map(HistoryFinding::text).orElse(""))
        .startsWith("block 7 of a: event 0");
  }

  /** A bit of a header: the module's hash, which nothing but the next block's parent knows. */
  @Test
  void namesTheBlockOfAnAlteredHeader() {
    grown(300);
    Located place = locate("message 200 of b");
    Bytes file = disk.peek(place.file);
    long module = find(file, Samples.MODULE.raw(), place.offset - 400);
    while (find(file, Samples.MODULE.raw(), module + 1) < place.offset
        && find(file, Samples.MODULE.raw(), module + 1) > 0) {
      module = find(file, Samples.MODULE.raw(), module + 1);
    }
    disk.flip(place.file, module + 5, 2);

    HistoryFinding first = verify(null).firstFinding().orElseThrow();

    assertThat(first.key()).isEqualTo(B);
    assertThat(first.height()).isEqualTo(200);
  }

  @Test
  void namesContentThatWasAltered() {
    grown(300);
    flip("content 150", 9);

    HistoryFinding first = verify(null).firstFinding().orElseThrow();

    assertThat(first.kind()).isEqualTo(HistoryFinding.Kind.CONTENT);
    assertThat(first.position()).isEqualTo(165);
  }

  @Test
  void seesALogThatWasShortened() {
    grown(5);
    var earlier = copy();
    SignedHead kept = grown(20);
    restore(earlier);
    disk.delete(Home.FOLDER.resolve("clean"));
    disk.delete(Home.FOLDER.resolve("tree/heads/last"));

    assertThat(verify(null).isSound()).isTrue();
    assertThat(verify(kept).findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(HistoryFinding.Kind.SHORTENED);
          assertThat(finding.what())
              .isEqualTo("the log has 10 blocks, the kept head names 50: 40 are gone");
        });
  }

  /**
   * Everything is hashed again after the change, and signed by the home's own key: only the kept
   * head knows.
   */
  @Test
  void seesALogThatWasRewrittenConsistently() {
    SignedHead kept = grown(30);
    rewrite("message 12 of a");

    assertThat(verify(null).isSound()).isTrue();
    assertThat(verify(kept).firstFinding().map(HistoryFinding::kind))
        .contains(HistoryFinding.Kind.REWRITTEN);
    assertThat(verify(kept).firstFinding().orElseThrow().what())
        .contains("the first 60 blocks")
        .contains("the kept head");
  }

  @Test
  void namesTheFirstRewrittenBlockWhereLeavesAreKept() {
    SignedHead kept = grown(300);
    List<Path> tiles = disk.files().stream().filter(f -> f.toString().contains("/tiles/")).toList();
    List<Bytes> leaves = tiles.stream().map(disk::peek).toList();
    rewrite("message 12 of a");
    for (int i = 0; i < tiles.size(); i++) {
      disk.writeAtomically(tiles.get(i), leaves.get(i));
    }

    assertThat(verify(kept).findings())
        .extracting(HistoryFinding::kind)
        .containsExactly(HistoryFinding.Kind.LEAF, HistoryFinding.Kind.REWRITTEN);
    HistoryFinding first = verify(kept).firstFinding().orElseThrow();
    assertThat(first.key()).isEqualTo(A);
    assertThat(first.height()).isEqualTo(12);
  }

  @Test
  void saysThatTheKeyWasReplaced() {
    SignedHead kept = grown(3);
    disk.delete(Home.FOLDER.resolve("keys/log.key"));
    disk.delete(Home.FOLDER.resolve("keys/log.pub"));
    disk.writeAtomically(Home.FOLDER.resolve("keys/log.pub"), Samples.publicKeyFile());

    // Whatever key is put there, the one that signed is known by its name.
    assertThat(verify(kept).firstFinding().map(HistoryFinding::text).orElse(""))
        .contains("log.key is missing");
    disk.writeAtomically(Home.FOLDER.resolve("keys/log.key"), Samples.privateKeyFile());
    assertThat(verify(kept).firstFinding().map(HistoryFinding::text).orElse(""))
        .contains("the home's key was replaced");
    disk.delete(Home.FOLDER.resolve("tree/heads/key"));
    assertThatThrownBy(() -> verify(kept))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("the home's key was replaced");
  }

  @Test
  void comparesWithTheLastSignedHeadAndTheCleanMark() {
    SignedHead kept = grown(10);
    Bytes clean = disk.readAll(Home.FOLDER.resolve("clean"));
    Bytes last = disk.readAll(Home.FOLDER.resolve("tree/heads/last"));
    rewrite("message 2 of a");
    assertThat(kept.size()).isEqualTo(20);
    disk.writeAtomically(Home.FOLDER.resolve("clean"), clean);
    disk.writeAtomically(Home.FOLDER.resolve("tree/heads/last"), last);

    assertThat(verify(null).findings())
        .extracting(HistoryFinding::what)
        .satisfiesExactlyInAnyOrder(
            what -> assertThat(what).contains("the clean-shutdown mark"),
            what -> assertThat(what).contains("the last signed head"));
  }

  @Test
  void namesTheLastSignedHeadWhereItIsTheOneThatIsDamaged() {
    grown(10);
    Path last = Home.FOLDER.resolve("tree/heads/last");
    for (int at = 0; at < disk.peek(last).size(); at++) {
      disk.flip(last, at, at % 8);
      assertThat(verify(null).findings())
          .as("byte %d", at)
          .singleElement()
          .satisfies(
              finding -> assertThat(finding.text()).startsWith("/home/tree/heads/last is damaged"));
      disk.flip(last, at, at % 8);
    }
    assertThat(verify(null).isSound()).isTrue();
  }

  @Test
  void namesEachFileOfTheKey() {
    grown(10);
    for (String name : List.of("keys/log.key", "keys/log.pub", "tree/heads/key")) {
      Path file = Home.FOLDER.resolve(name);
      for (int at = 0; at < disk.peek(file).size(); at++) {
        disk.flip(file, at, at % 8);
        assertThat(verify(null).findings())
            .as("byte %d of %s", at, name)
            .singleElement()
            .satisfies(finding -> assertThat(finding.text()).startsWith(file + " is damaged"));
        disk.flip(file, at, at % 8);
      }
    }
  }

  @Test
  void namesTheCleanMarkWhereASignedHeadConfirmsTheLog() {
    grown(10);
    Path clean = Home.FOLDER.resolve("clean");
    disk.flip(clean, disk.peek(clean).size() - 7, 3);
    assertThat(verify(null).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.text()).startsWith("/home/clean is damaged"));
  }

  @Test
  void namesTheTilesWhereTheyAreWhatIsDamaged() {
    grown(600);
    for (String name : List.of("0", "1", "edge")) {
      Path file = Home.FOLDER.resolve("tree/tiles").resolve(name);
      long size = disk.peek(file).size();
      assertThat(size).as(name).isPositive();
      for (long at : new long[] {0, size / 2, size - 1}) {
        disk.flip(file, at, 5);
        assertThat(verify(null).findings())
            .as("%s at %d", name, at)
            .singleElement()
            .satisfies(finding -> {
              assertThat(finding.key()).isNull();
              assertThat(finding.text()).startsWith("/home/tree/tiles is damaged (" + name);
            });
        disk.flip(file, at, 5);
      }
    }
    disk.delete(Home.FOLDER.resolve("tree/tiles/1"));
    assertThat(verify(null).firstFinding().map(HistoryFinding::text).orElse(""))
        .startsWith("/home/tree/tiles is damaged")
        .contains("/1");
    Home.open(disk).close();
    assertThat(verify(null).isSound()).isTrue();
  }

  @Test
  void saysThatTheFormatNamesAnotherHome() {
    grown(3);
    Bytes other = Bytes.ofHex("ff".repeat(16));
    assertThat(
            Verifier.verify(disk, Threads.system(), Home.FOLDER, other, null, HistoryVisitor.NONE)
                .findings())
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.text())
                .startsWith("/home/format names home " + other.hex())
                .contains("the log belongs to home " + Home.ID.hex()));
    assertThat(
            Verifier.verify(disk, Threads.system(), Home.FOLDER, Home.ID, null, HistoryVisitor.NONE)
                .isSound())
        .isTrue();
  }

  @Test
  void namesFilesThatDoNotBelongToTheLog() {
    grown(3);
    Path copy = Home.FOLDER.resolve("log/0000000000000001.segment (copy)");
    disk.writeAtomically(copy, Bytes.utf8("x"));
    assertThat(verify(null).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.text()).startsWith(copy + " does not belong"));
  }

  /** The damage says it all: nobody rewrote a log whose block can be named. */
  @Test
  void doesNotCallADamagedLogRewritten() {
    grown(300);
    Located place = locate("message 200 of b");
    disk.flip(place.file, place.offset - 60, 2);
    assertThat(verify(null).findings()).isNotEmpty();
    assertThat(verify(null).findings())
        .extracting(HistoryFinding::kind)
        .doesNotContain(HistoryFinding.Kind.REWRITTEN);
  }

  @Test
  void passesOverATornTail() {
    try (Chains chains = Home.open(disk)) {
      Home.grow(chains, A, 10);
    }
    Bytes clean = disk.readAll(Home.FOLDER.resolve("clean"));
    Located last = locate("body 9");
    try (Chains chains = Home.open(disk)) {
      Home.grow(chains, A, 1);
    }
    disk.writeAtomically(Home.FOLDER.resolve("clean"), clean);
    flip("body 10", 1);

    VerifyReport report = verify(null);

    assertThat(last.offset).isPositive();
    assertThat(report.isSound()).isTrue();
    assertThat(report.blocks()).isEqualTo(10);
    assertThat(report.bytesTorn()).isPositive();
  }

  /** Makes the home anew with the same keys, one message altered and every hash computed again. */
  private void rewrite(String message) {
    List<List<Block>> chains = new ArrayList<>();
    try (Chains before = Home.open(disk)) {
      for (Key key : List.of(A, B)) {
        List<Block> blocks = new ArrayList<>();
        before.blocks(key, 0, Long.MAX_VALUE, blocks::add);
        chains.add(blocks);
      }
    }
    for (Path file : List.copyOf(disk.files())) {
      if (!file.toString().contains("/keys/")) {
        disk.delete(file);
      }
    }
    try (Chains after = Home.open(disk)) {
      Optional<Head> a = Optional.empty();
      Optional<Head> b = Optional.empty();
      for (int i = 0; i < chains.getFirst().size(); i++) {
        Block nextA = again(chains.get(0).get(i), a.orElse(null), message);
        Block nextB = again(chains.get(1).get(i), b.orElse(null), message);
        a = Optional.of(nextA.head());
        b = Optional.of(nextB.head());
        Home.appended(after.append(Commit.of(nextA, nextB), List.of()).await());
      }
      after.signHead();
    }
  }

  private static Block again(Block block, @Nullable Head parent, String message) {
    EventData.Message data = (EventData.Message) block.event(0).data();
    boolean altered = data.body().equals(Bytes.utf8(message));
    BlockHeader header = Samples.header(block.key(), parent, block.header().outcome());
    assertThat(header.parent()).isEqualTo(parent == null ? Hash.ZERO : parent.hash());
    return Block.of(header, altered ? List.of(Samples.message("m", "forged")) : block.events());
  }

  private record Located(Path file, long offset) {}

  private void flip(String text, int at) {
    Located place = locate(text);
    disk.flip(place.file, place.offset + at, 0);
  }

  /**
   * The last place in the log where {@code text} stands: a message's body, which comes after its
   * id.
   */
  private Located locate(String text) {
    Bytes wanted = Bytes.utf8(text);
    Located found = null;
    for (Path file : disk.files()) {
      if (file.toString().endsWith(".segment")) {
        Bytes content = disk.peek(file);
        for (long at = find(content, wanted, 0); at >= 0; at = find(content, wanted, at + 1)) {
          found = new Located(file, at);
        }
      }
    }
    if (found == null) {
      throw new AssertionError(text + " is nowhere");
    }
    return found;
  }

  private static long find(Bytes content, Bytes wanted, long from) {
    byte[] raw = content.toArray();
    for (int at = (int) Math.max(0, from); at <= raw.length - wanted.size(); at++) {
      if (raw[at] == wanted.at(0) && content.slice(at, at + wanted.size()).equals(wanted)) {
        return at;
      }
    }
    return -1;
  }

  private List<java.util.Map.Entry<Path, Bytes>> copy() {
    return disk.files().stream()
        .filter(file -> file.toString().contains("/log/"))
        .map(file -> java.util.Map.entry(file, disk.peek(file)))
        .toList();
  }

  private void restore(List<java.util.Map.Entry<Path, Bytes>> files) {
    for (Path file : List.copyOf(disk.files())) {
      if (file.toString().contains("/log/")) {
        disk.delete(file);
      }
    }
    for (var file : files) {
      Disk target = disk;
      target.writeAtomically(file.getKey(), file.getValue());
    }
  }
}
