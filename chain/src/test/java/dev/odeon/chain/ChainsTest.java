package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainsTest {
  private static final Key A = Key.actor("a");
  private static final Key B = Key.actor("b");

  private final SimDisk disk = new SimDisk(1);

  @Test
  void givesBackWhatWasAppended() {
    List<Block> blocks = Samples.chain(A, 5);
    try (Chains chains = Home.open(disk)) {
      for (int i = 0; i < 5; i++) {
        Append.Appended appended =
            Home.appended(chains.append(blocks.get(i), Expected.ANY).await());
        assertThat(appended.firstSequence()).isEqualTo(i);
        assertThat(appended.heads()).containsExactly(blocks.get(i).head());
      }
      assertThat(chains.head(A)).contains(blocks.getLast().head());
      assertThat(chains.head(B)).isEmpty();
      assertThat(chains.block(A, 3)).contains(blocks.get(3));
      assertThat(chains.block(A, 5)).isEmpty();
      assertThat(chains.block(B, 0)).isEmpty();
      assertThat(chains.blockAt(2)).contains(blocks.get(2));
      assertThat(chains.blockAt(5)).isEmpty();
      assertThat(chains.sequence(A, 4)).isEqualTo(4);
      assertThat(chains.sequence(A, 5)).isEqualTo(-1);
      List<Block> read = new ArrayList<>();
      chains.blocks(A, 1, 4, read::add);
      assertThat(read).isEqualTo(blocks.subList(1, 4));
    }
  }

  @Test
  void findsEverythingAgainInManySegments() {
    List<Head> heads = new ArrayList<>();
    int count = 400;
    try (Chains chains = Home.open(disk)) {
      growAll(chains, count, heads);
    }
    try (Chains chains = Home.open(disk)) {
      checkAll(chains, count, heads);
      assertThat(chains.recovery().segments()).isGreaterThan(3);
      assertThat(chains.recovery().rebuilt()).isEmpty();
    }
  }

  @Test
  void findsEverythingWhileItRuns() {
    List<Head> heads = new ArrayList<>();
    try (Chains chains = Home.open(disk)) {
      growAll(chains, 400, heads);
      checkAll(chains, 400, heads);
    }
  }

  @Test
  void rebuildsEveryIndexThatIsDeleted() {
    List<Head> heads = new ArrayList<>();
    try (Chains chains = Home.open(disk)) {
      growAll(chains, 400, heads);
    }
    List<Bytes> before = new ArrayList<>();
    var files = disk.files().stream().filter(file -> file.toString().contains(".chain")).toList();
    for (var file : files) {
      before.add(disk.peek(file));
      disk.delete(file);
    }
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.recovery().rebuilt()).hasSameSizeAs(files);
      checkAll(chains, 400, heads);
    }
    assertThat(files.stream().map(disk::peek).toList()).isEqualTo(before);
  }

  @Test
  void rebuildsOneIndexInTheMiddle() {
    List<Head> heads = new ArrayList<>();
    try (Chains chains = Home.open(disk)) {
      growAll(chains, 400, heads);
    }
    var files = disk.files().stream().filter(file -> file.toString().contains(".chain")).toList();
    Bytes before = disk.peek(files.get(1));
    disk.flip(files.get(1), 100, 3);
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.recovery().rebuilt()).hasSize(1);
      checkAll(chains, 400, heads);
    }
    assertThat(disk.peek(files.get(1))).isEqualTo(before);
  }

  @Test
  void fillsTilesThatAreDeletedOrDamaged() {
    List<Head> heads = new ArrayList<>();
    Hash root;
    try (Chains chains = Home.open(disk)) {
      growAll(chains, 400, heads);
      root = chains.rootAt(chains.size());
    }
    var leaves = Home.FOLDER.resolve("tree/tiles/0").toAbsolutePath();
    Bytes before = disk.peek(leaves);
    assertThat(before.size()).isGreaterThan(500 * Hash.SIZE);

    disk.delete(leaves);
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.rootAt(800)).isEqualTo(root);
      checkProofs(chains);
    }
    assertThat(disk.peek(leaves)).isEqualTo(before);

    disk.flip(leaves, before.size() - 5, 1);
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.rootAt(800)).isEqualTo(root);
      checkProofs(chains);
    }
    assertThat(disk.peek(leaves)).isEqualTo(before);
  }

  /** Two chains in turn, 1,600 bytes a pair. */
  private static void growAll(Chains chains, int count, List<Head> heads) {
    Head a = null;
    Head b = null;
    for (int i = 0; i < count; i++) {
      Block nextA = Samples.block(A, a, "a".repeat(500) + i);
      Block nextB = Samples.block(B, b, "b".repeat(500) + i);
      Append.Appended appended =
          Home.appended(chains.append(Commit.of(nextA, nextB), List.of()).await());
      assertThat(appended.firstSequence()).isEqualTo(2L * i);
      a = appended.heads().get(0);
      b = appended.heads().get(1);
      heads.add(a);
      heads.add(b);
    }
  }

  private static void checkAll(Chains chains, int count, List<Head> heads) {
    assertThat(chains.size()).isEqualTo(2L * count);
    assertThat(chains.heads()).isEqualTo(heads.subList(heads.size() - 2, heads.size()));
    for (int i = 0; i < count; i += 7) {
      assertThat(chains.block(A, i).map(Block::head)).contains(heads.get(2 * i));
      assertThat(chains.block(B, i).map(Block::head)).contains(heads.get(2 * i + 1));
      assertThat(chains.blockAt(2L * i).map(Block::head)).contains(heads.get(2 * i));
      assertThat(chains.blockAt(2L * i + 1).map(Block::head)).contains(heads.get(2 * i + 1));
      assertThat(chains.sequence(B, i)).isEqualTo(2L * i + 1);
    }
    List<Head> read = new ArrayList<>();
    chains.blocks(B, 0, Long.MAX_VALUE, block -> read.add(block.head()));
    assertThat(read).hasSize(count).startsWith(heads.get(1)).endsWith(heads.getLast());
    checkProofs(chains);
  }

  private static void checkProofs(Chains chains) {
    long size = chains.size();
    Hash root = chains.rootAt(size);
    for (long sequence = 0; sequence < size; sequence += 97) {
      Hash hash = chains.blockAt(sequence).orElseThrow().hash();
      assertThat(chains.inclusion(sequence, size).holds(hash, root)).isTrue();
      assertThat(chains.consistency(sequence, size).holds(chains.rootAt(sequence), root)).isTrue();
    }
  }

  @Test
  void readsAChainThatIsRareInTheLog() {
    try (Chains chains = Home.open(disk)) {
      Head rare = null;
      for (int i = 0; i < 5; i++) {
        rare = Home.append(chains, Samples.block(B, rare, "rare " + i));
        Home.grow(chains, A, 60);
      }
      List<Long> heights = new ArrayList<>();
      chains.blocks(B, 0, 10, block -> heights.add(block.height()));
      assertThat(heights).containsExactly(0L, 1L, 2L, 3L, 4L);
      heights.clear();
      chains.blocks(B, 1, 10, block -> heights.add(block.height()) && heights.size() < 2);
      assertThat(heights).containsExactly(1L, 2L);
    }
  }

  @Test
  void refusesAppendWhenHeadMoved() {
    try (Chains chains = Home.open(disk)) {
      Head first = Home.grow(chains, A, 1);
      Head second = Home.grow(chains, A, 1);
      Block late = Samples.block(A, first, "late");

      assertThat(chains.append(late, Expected.ANY).await())
          .isEqualTo(new Append.Conflict(A, new Expected.Exactly(first), second));
      assertThat(chains.append(late, Expected.exactly(first)).await())
          .isEqualTo(new Append.Conflict(A, new Expected.Exactly(first), second));
      assertThat(chains.head(A)).contains(second);
    }
  }

  @Test
  void refusesAFirstBlockOfAChainThatHasOne() {
    try (Chains chains = Home.open(disk)) {
      Head first = Home.grow(chains, A, 1);

      Append answer = chains.append(Samples.block(A, null, "again"), Expected.ANY).await();

      assertThat(answer).isEqualTo(new Append.Conflict(A, Expected.EMPTY, first));
    }
  }

  @Test
  void refusesABlockWithoutTheOneBefore() {
    try (Chains chains = Home.open(disk)) {
      Head nowhere = new Head(A, 4, Hash.ZERO);

      Append answer = chains.append(Samples.block(A, nowhere, "x"), Expected.ANY).await();

      assertThat(answer).isEqualTo(new Append.Conflict(A, new Expected.Exactly(nowhere), null));
    }
  }

  @Test
  void holdsMoreThanTheBlockSaysWhenAsked() {
    try (Chains chains = Home.open(disk)) {
      Head first = Home.grow(chains, A, 1);
      Block next = Samples.block(A, first, "next");

      assertThat(chains.append(next, Expected.EMPTY).await())
          .isEqualTo(new Append.Conflict(A, Expected.EMPTY, first));
      assertThat(chains.append(next, Expected.exactly(first)).await())
          .isInstanceOf(Append.Appended.class);
    }
  }

  @Test
  void takesSeveralBlocksOfOneChainInOneCommit() {
    List<Block> blocks = Samples.chain(A, 3);
    try (Chains chains = Home.open(disk)) {
      Append.Appended appended =
          Home.appended(chains.append(new Commit(blocks), List.of()).await());

      assertThat(appended.heads()).isEqualTo(blocks.stream().map(Block::head).toList());
      assertThat(chains.head(A)).contains(blocks.getLast().head());
      assertThat(chains.blockAt(1)).contains(blocks.get(1));
      assertThat(chains.sequence(A, 2)).isEqualTo(2);
    }
  }

  @Test
  void appendsAllBlocksOfACommitOrNone() {
    try (Chains chains = Home.open(disk)) {
      Head head = Home.grow(chains, A, 1);
      Block good = Samples.block(B, null, "good");
      Block bad = Samples.block(A, null, "bad");

      Append answer = chains.append(Commit.of(good, bad), List.of()).await();

      assertThat(answer).isEqualTo(new Append.Conflict(A, Expected.EMPTY, head));
      assertThat(chains.head(B)).isEmpty();
      assertThat(chains.size()).isEqualTo(1);
      assertThat(Home.append(chains, good)).isEqualTo(good.head());
    }
  }

  @Test
  void comparesWithBlocksThatAreNotDurableYet() {
    List<Block> blocks = Samples.chain(A, 200);
    try (Chains chains = Home.open(disk)) {
      List<Pending<Append>> appends = new ArrayList<>();
      for (Block block : blocks) {
        appends.add(chains.append(block, Expected.ANY));
        appends.add(chains.append(Samples.block(A, null, "rival"), Expected.ANY));
      }
      for (int i = 0; i < blocks.size(); i++) {
        assertThat(Home.appended(appends.get(2 * i).await()).heads())
            .containsExactly(blocks.get(i).head());
        assertThat(appends.get(2 * i + 1).await())
            .isEqualTo(new Append.Conflict(A, Expected.EMPTY, blocks.get(i).head()));
      }
    }
  }

  @Test
  void refusesExpectationsThatDoNotFitTheCommit() {
    try (Chains chains = Home.open(disk)) {
      Commit commit = new Commit(Samples.chain(A, 2));
      assertThatThrownBy(() -> chains.append(commit, List.of(Expected.ANY), List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 expectations for 2 blocks");
    }
  }

  @Test
  void keepsContentWithTheCommitThatNeedsIt() {
    Content content = Content.of(Bytes.wrap(new byte[5000]));
    try (Chains chains = Home.open(disk)) {
      chains.append(Commit.of(Samples.block(A, null, "1")), List.of(content)).await();
      assertThat(chains.content(content.hash())).contains(content.bytes());
      assertThat(chains.hasContent(content.hash())).isTrue();
      assertThat(chains.content(Hash.ZERO)).isEmpty();
    }
    try (Chains chains = Home.open(disk)) {
      Home.grow(chains, A, 200);
      assertThat(chains.content(content.hash())).contains(content.bytes());
    }
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.content(content.hash())).contains(content.bytes());
    }
  }

  @Test
  void writesKnownContentOnce() {
    Content content = Content.of(Bytes.utf8("content"));
    try (Chains chains = Home.open(disk)) {
      List<Block> blocks = Samples.chain(A, 100);
      List<Pending<Append>> appends = new ArrayList<>();
      for (Block block : blocks) {
        appends.add(chains.append(Commit.of(block), List.of(content, content)));
      }
      appends.forEach(Pending::await);
      assertThat(chains.end()).isEqualTo(101);
      assertThat(Home.appended(appends.getLast().await()).position()).isEqualTo(100);
    }
  }

  @Test
  void keepsIntentsUntilTheirHeightHasABlock() {
    Intent first = intent(0, 0);
    Intent second = intent(0, 1);
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.append(first).await()).isZero();
      assertThat(chains.append(second).await()).isEqualTo(1);
      Home.grow(chains, B, 300);
      assertThat(chains.openIntents()).containsExactly(first, second);
    }
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.openIntents()).containsExactly(first, second);
      assertThat(chains.openIntents(A)).containsExactly(first, second);
      assertThat(chains.openIntents(B)).isEmpty();
      assertThat(chains.intending()).containsExactly(A);
      assertThat(chains.isIntending(A)).isTrue();
      Home.grow(chains, A, 1);
      assertThat(chains.openIntents()).isEmpty();
      assertThat(chains.openIntents(A)).isEmpty();
      assertThat(chains.intending()).isEmpty();
      assertThat(chains.isIntending(A)).isFalse();
    }
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.openIntents()).isEmpty();
    }
  }

  @Test
  void keepsContentWithTheIntentThatNeedsItAndWritesItOnce() {
    Content content = Content.of(Bytes.utf8("module"));
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.append(intent(0, 0), List.of(content)).await()).isEqualTo(1);
      assertThat(chains.append(intent(0, 1), List.of(content)).await()).isEqualTo(2);
    }
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.content(content.hash())).contains(content.bytes());
      chains.append(Commit.of(Samples.block(A, null, "1")), List.of(content)).await();
      assertThat(chains.end()).isEqualTo(4);
    }
  }

  @Test
  void writesContentAgainWithAnIntentWhenItIsDamaged() {
    Bytes text = Bytes.utf8("a module that will be damaged");
    Content content = Content.of(text);
    try (Chains chains = Home.open(disk)) {
      chains.append(intent(0, 0), List.of(content)).await();
      flip(text);
      assertThatThrownBy(() -> chains.content(content.hash())).isInstanceOf(RuntimeException.class);

      assertThat(chains.append(intent(0, 1), List.of(content)).await()).isEqualTo(3);

      assertThat(chains.content(content.hash())).contains(text);
    }
  }

  /** Damages the one place in the log where {@code text} stands. */
  private void flip(Bytes text) {
    for (Path file : disk.files()) {
      Bytes bytes = disk.peek(file);
      for (int at = 0; at + text.size() <= bytes.size(); at++) {
        if (bytes.at(at) == text.at(0) && bytes.slice(at, at + text.size()).equals(text)) {
          disk.flip(file, at, 1);
          return;
        }
      }
    }
    throw new AssertionError("it is nowhere");
  }

  private static Intent intent(long height, long index) {
    return new Intent(A, height, index, Hash.ZERO, List.of(Event.note("n")), null);
  }
}
