package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Threads;
import dev.odeon.chain.verify.HistoryFinding;
import dev.odeon.chain.verify.Verifier;
import dev.odeon.chain.verify.VerifyReport;
import dev.odeon.log.LogException;
import dev.odeon.testkit.SimDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One damaged place does not close the chains that lack nothing. */
class DamagedLogTest {
  private static final Key A = Key.actor("a");
  private static final Key B = Key.actor("b");
  private static final Key C = Key.actor("c");
  private static final Path SEGMENT = Home.FOLDER.resolve("log/0000000000000001.segment");

  private SimDisk disk = new SimDisk(1);

  /** Three chains in turn; the log is closed in order, or not at all. */
  private Hash grown(int count, boolean clean) {
    Chains chains = Home.open(disk);
    Head a = null;
    Head b = null;
    for (int i = 0; i < count; i++) {
      Block nextA = Samples.block(A, a, "message " + i + " of a");
      Block nextB = Samples.block(B, b, "message " + i + " of b");
      a = nextA.head();
      b = nextB.head();
      Home.appended(chains.append(Commit.of(nextA, nextB), List.of()).await());
      if (i == 1) {
        Home.grow(chains, C, 1);
      }
    }
    Hash root = chains.rootAt(chains.size());
    chains.close();
    if (!clean) {
      disk.delete(Home.FOLDER.resolve(CleanMark.FILE));
    }
    return root;
  }

  private Chains openDamaged(boolean appends) {
    return Chains.openDamaged(Home.place(disk, 64 << 10), List.of(), appends);
  }

  @Test
  void closesOneChainForADamagedBlockAndGoesOnWithTheOthers() {
    Hash root = grown(20, false);
    flip("message 7 of a");

    assertThatThrownBy(() -> Home.open(disk)).isInstanceOf(LogException.Damaged.class);
    try (Chains chains = openDamaged(true)) {
      assertThat(chains.damage().chains()).containsOnlyKeys(A);
      assertThat(chains.damage().chains().get(A)).isEqualTo("block 7 is damaged");
      assertThat(chains.damage().places())
          .singleElement()
          .asString()
          .contains("0000000000000001.segment", "block 7 of a", "1 block beside it is whole");
      assertThat(chains.rootAt(41)).isEqualTo(root);
      assertThat(Home.grow(chains, B, 3).height()).isEqualTo(22);
      assertThat(bodies(chains, B)).hasSize(23).contains("message 7 of b");
      assertThat(chains.block(A, 6)).isPresent();
      assertThat(chains.block(A, 8)).isPresent();
      assertThatThrownBy(() -> chains.block(A, 7)).isInstanceOf(LogException.Damaged.class);
      assertThatThrownBy(() -> Home.grow(chains, A, 1))
          .isInstanceOf(ChainException.class)
          .hasMessageContaining("a takes no turns: block 7 is damaged");
      assertThat(chains.signHead().size()).isEqualTo(44);
    }
    // What was appended meanwhile is there, and the damage is as it was.
    assertThatThrownBy(() -> Home.open(disk)).isInstanceOf(LogException.Damaged.class);
    try (Chains chains = openDamaged(true)) {
      assertThat(chains.damage().chains()).containsOnlyKeys(A);
      assertThat(chains.head(B).orElseThrow().height()).isEqualTo(22);
      assertThat(chains.size()).isEqualTo(44);
    }
    VerifyReport report = Verifier.verify(disk, Threads.system(), Home.FOLDER, (SignedHead) null);
    assertThat(report.findings()).singleElement().extracting(HistoryFinding::height).isEqualTo(7L);
  }

  @Test
  void opensForReadingWithoutChangingAnything() {
    grown(20, true);
    flip("message 7 of a");
    Map<Path, Bytes> before = files(disk);

    try (Chains chains = openDamaged(false)) {
      assertThat(chains.damage().isReadOnly()).isTrue();
      assertThat(bodies(chains, B)).hasSize(20);
      assertThatThrownBy(() -> Home.grow(chains, B, 1))
          .isInstanceOf(LogException.OpenedReadOnly.class);
      assertThatThrownBy(chains::signHead).isInstanceOf(ChainException.class);
    }

    assertThat(files(disk)).isEqualTo(before);
  }

  @Test
  void takesTheEndOfAnAcknowledgedLogForDamageAndNotForTorn() {
    Hash root = grown(5, true);
    flip("message 4 of b");

    assertThatThrownBy(() -> Home.open(disk))
        .isInstanceOf(LogException.Damaged.class)
        .hasMessageContaining("0000000000000001.segment is damaged at byte");
    try (Chains chains = openDamaged(true)) {
      assertThat(chains.damage().doubt()).isNull();
      assertThat(chains.damage().chains()).containsOnlyKeys(B);
      assertThat(chains.rootAt(11)).isEqualTo(root);
      assertThat(Home.grow(chains, A, 1).height()).isEqualTo(5);
    }
    try (Chains chains = openDamaged(true)) {
      assertThat(chains.head(A).orElseThrow().height()).isEqualTo(5);
      assertThat(chains.damage().chains()).containsOnlyKeys(B);
    }
  }

  @Test
  void goesOnBesideADamagedMarkWithoutWritingOverIt() {
    grown(5, true);
    Path mark = Home.FOLDER.resolve(CleanMark.FILE);
    disk.flip(mark, 5, 1);
    Bytes damaged = disk.peek(mark);

    assertThatThrownBy(() -> Home.open(disk))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("clean is damaged");
    try (Chains chains = openDamaged(true)) {
      assertThat(chains.damage().places()).singleElement().asString().contains("clean is damaged");
      assertThat(chains.damage().chains()).isEmpty();
      assertThat(Home.grow(chains, A, 1).height()).isEqualTo(5);
      assertThatThrownBy(chains::signHead)
          .isInstanceOf(ChainException.class)
          .hasMessageContaining("no head is signed over it");
    }

    assertThat(disk.peek(mark)).isEqualTo(damaged);
  }

  @Test
  void knowsWhatOneFlippedBitWasWithoutAnybodyWhoRemembers() {
    Hash root = grown(20, false);
    // Another batch follows, so that it is no torn tail.
    Chains more = Home.open(disk);
    Home.grow(more, C, 1);
    more.close();
    disk.delete(Home.FOLDER.resolve(CleanMark.FILE));
    flip("message 19 of a");

    try (Chains chains = openDamaged(true)) {
      assertThat(chains.damage().doubt()).isNull();
      assertThat(chains.damage().chains()).containsOnlyKeys(A);
      assertThat(chains.rootAt(41)).isEqualTo(root);
      assertThat(Home.grow(chains, B, 1).height()).isEqualTo(20);
    }
  }

  @Test
  void readsASegmentWhoseHeaderLostOneBit() {
    Hash root = grown(5, true);
    disk.flip(SEGMENT, 40, 3);

    assertThatThrownBy(() -> Home.open(disk)).isInstanceOf(LogException.Damaged.class);
    try (Chains chains = openDamaged(true)) {
      assertThat(chains.damage().doubt()).isNull();
      assertThat(chains.damage().chains()).isEmpty();
      assertThat(chains.rootAt(11)).isEqualTo(root);
    }
  }

  @Test
  void appendsNothingWhereASegmentCannotBeRead() {
    grown(5, false);
    disk.alter(SEGMENT, 32, Bytes.wrap(new byte[16]));

    try (Chains chains = openDamaged(true)) {
      assertThat(chains.damage().doubt()).contains("nothing of a segment can be read");
      assertThat(chains.damage().isReadOnly()).isTrue();
    }
  }

  @Test
  void readsOnlyWhereMoreWasSignedThanThereIs() {
    grown(5, true);
    disk.alter(SEGMENT, 4096, Bytes.wrap(new byte[8192]));

    try (Chains chains = openDamaged(true)) {
      assertThat(chains.damage().isReadOnly()).isTrue();
    }
  }

  @Test
  void readsOnlyWhereNobodyKnowsWhatIsLost() {
    grown(20, false);
    int at = find("message 7 of a");
    write(at - 600, new byte[1200]);

    try (Chains chains = openDamaged(true)) {
      assertThat(chains.damage().isReadOnly()).isTrue();
      assertThat(chains.damage().doubt()).contains("not known");
      assertThat(chains.damage().chains()).containsKey(A);
      assertThat(chains.block(B, 19)).isPresent();
      assertThat(chains.block(C, 0)).isPresent();
    }
  }

  @Test
  void readsTheRestOfASegmentThatLostBlocksOfAnUnknownChain() {
    grown(400, false);
    // The key in the header of the only block of a chain: nothing else names it.
    write(find("defaulteactorac"), new byte[15]);

    try (Chains chains = openDamaged(true)) {
      assertThat(chains.damage().isReadOnly()).isTrue();
      assertThat(chains.head(C)).isEmpty();
      for (int height = 10; height < 400; height++) {
        assertThat(chains.block(A, height)).isPresent();
        assertThat(chains.block(B, height)).isPresent();
      }
      assertThat(chains.head(A).orElseThrow().height()).isEqualTo(399);
    }
  }

  @Test
  void goesOnAfterALargeHoleWhereTheCleanMarkProvesWhatWasLost() {
    Hash root = grown(20, true);
    int at = find("message 7 of a");
    write(at - 600, new byte[1200]);

    try (Chains chains = openDamaged(true)) {
      // Two chains lost blocks in the same place: in which order is not known, unless it fits.
      if (chains.damage().doubt() == null) {
        assertThat(chains.rootAt(41)).isEqualTo(root);
        Home.grow(chains, C, 1);
      }
      assertThat(chains.damage().chains()).containsKeys(A, B).doesNotContainKey(C);
      assertThat(bodies(chains, C)).hasSize(1);
    }
  }

  /**
   * Whatever bit is flipped: what is read is what was written, the log tree stays what it was, and
   * only chains that lost something are closed.
   */
  @Test
  void neverTrustsAnythingButWhatWasWritten() {
    Hash root = grown(4, true);
    Map<Path, Bytes> files = files(disk);
    Bytes log = files.get(SEGMENT);
    assertThat(log).isNotNull();
    int end = lastByte(log);
    int closed = 0;
    for (int at = 0; at <= end; at += at < 128 || at > 4096 ? 3 : 128) {
      disk = new SimDisk(1);
      restore(files);
      disk.flip(SEGMENT, at, at % 8);
      try (Chains chains = openDamaged(true)) {
        DamageReport damage = chains.damage();
        for (Key key : List.of(A, B, C)) {
          if (!damage.chains().containsKey(key) && damage.doubt() == null) {
            assertThat(bodies(chains, key)).as("%s, byte %d", key, at).hasSize(key == C ? 1 : 4);
          }
        }
        if (damage.doubt() == null) {
          assertThat(chains.rootAt(9)).as("root, byte %d", at).isEqualTo(root);
          // A commit that breaks off takes the block behind it along.
          assertThat(damage.chains().size()).as("chains, byte %d", at).isLessThanOrEqualTo(2);
          closed += damage.chains().size();
        }
      } catch (LogException.NewerFormat e) {
        assertThat(at).as("the format of the segment").isBetween(8, 11);
      }
    }
    assertThat(closed).as("flips that closed a chain").isGreaterThan(300);
  }

  private static List<String> bodies(Chains chains, Key key) {
    List<String> bodies = new ArrayList<>();
    chains.blocks(
        key,
        0,
        Long.MAX_VALUE,
        block -> {
          bodies.add(((EventData.Message) block.event(0).data()).body().text());
          return true;
        });
    return bodies;
  }

  private void flip(String text) {
    int at = find(text);
    disk.flip(SEGMENT, at, 1);
  }

  private int find(String text) {
    byte[] log = disk.peek(SEGMENT).toArray();
    byte[] wanted = Bytes.utf8(text).toArray();
    for (int i = 0; i < log.length - wanted.length; i++) {
      if (ByteBuffer.wrap(log, i, wanted.length).equals(ByteBuffer.wrap(wanted))) {
        return i;
      }
    }
    throw new AssertionError("not in the log: " + text);
  }

  private void write(long at, byte[] bytes) {
    disk.alter(SEGMENT, at, Bytes.wrap(bytes));
  }

  private static int lastByte(Bytes log) {
    int last = log.size() - 1;
    while (log.at(last) == 0) {
      last--;
    }
    return last;
  }

  private static Map<Path, Bytes> files(SimDisk disk) {
    Map<Path, Bytes> files = new HashMap<>();
    for (Path file : disk.files()) {
      files.put(file, disk.peek(file));
    }
    return files;
  }

  private void restore(Map<Path, Bytes> files) {
    files.forEach((path, content) -> {
      disk.createFolders(path.resolveSibling(""));
      try (DiskFile file = disk.open(path, Disk.Mode.CREATE)) {
        file.writeFully(0, content.buffer());
        file.sync();
      }
    });
  }
}
