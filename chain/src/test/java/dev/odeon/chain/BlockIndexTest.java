package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.log.EntryIndex;
import dev.odeon.log.EntryRun;
import dev.odeon.testkit.DiskOperation;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SimDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every index of blocks can count on: it knows every block from the moment its entries are in
 * memory, while they are written, in the files, and when the home is opened with the files or
 * without.
 */
class BlockIndexTest {
  private static final Key A = Key.actor("a");
  private static final Path FILES = Home.FOLDER.resolve("derived").resolve("index");

  /** Finds blocks by the ids of their messages, and all blocks of a chain. */
  private static final class Ids implements BlockIndex {
    private final EntryIndex entries;
    private final int version;
    private int heard;
    private int restored;

    Ids() {
      this(1, EntryIndex.keepingAll());
    }

    Ids(int version, EntryIndex entries) {
      this.version = version;
      this.entries = entries;
    }

    @Override
    public String name() {
      return "ids";
    }

    @Override
    public int version() {
      return version;
    }

    @Override
    public EntryIndex entries() {
      return entries;
    }

    @Override
    public void block(long sequence, Block block, Sink sink) {
      heard++;
      EventData.Message message = (EventData.Message) block.event(0).data();
      String id = ((MessageId.Outside) message.id()).id();
      sink.put(print(id), sequence, Bytes.utf8(id));
      sink.put(print(block.key().toString()), sequence);
    }

    @Override
    public void restored(EntryRun segment) {
      restored++;
    }

    /** The newest block that took the message {@code id}; -1 if there is none. */
    long sequence(String id) {
      Long found =
          entries.newest(
              print(id), (sequence, payload) -> payload.text().equals(id) ? sequence : null);
      return found == null ? -1 : found;
    }

    /** All blocks of a chain from a sequence on. */
    List<Long> of(Key key, long from) {
      List<Long> found = new ArrayList<>();
      entries.oldest(print(key.toString()), from, (_, sequence, _) -> found.add(sequence));
      return found;
    }

    private static long print(String text) {
      return Hash.of(Bytes.utf8(text)).a();
    }
  }

  private final SimDisk disk = new SimDisk(1);

  private static void assertKnows(Ids ids, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(ids.sequence("m-body " + i)).isEqualTo(i);
    }
    assertThat(ids.sequence("m-body " + count)).isEqualTo(-1);
    assertThat(ids.of(A, 0)).isEqualTo(LongStream.range(0, count).boxed().toList());
    assertThat(ids.of(A, count / 2)).isEqualTo(LongStream.range(count / 2, count).boxed().toList());
    assertThat(ids.entries.count()).isEqualTo(2L * count);
  }

  /** A home of so many blocks, closed. */
  private void grown(int count) {
    try (Chains chains = Home.open(disk, new Ids())) {
      Home.grow(chains, A, count);
    }
  }

  /** Opens the home, and has it checked before and after it grew some more. */
  private Ids reopened(int count, Consumer<Chains> check) {
    Ids ids = new Ids();
    try (Chains chains = Home.open(disk, ids)) {
      assertKnows(ids, count);
      check.accept(chains);
      Home.grow(chains, A, 300);
      assertKnows(ids, count + 300);
    }
    return ids;
  }

  private List<Path> files() {
    return disk.files().stream().filter(file -> file.toString().endsWith(".ids")).sorted().toList();
  }

  @Test
  void hearsOfEveryBlockOnceAndKnowsItAtOnce() {
    Ids ids = new Ids();
    try (Chains chains = Home.open(disk, ids)) {
      for (int i = 0; i < 500; i++) {
        Home.grow(chains, A, 1);
        assertThat(ids.sequence("m-body " + i)).isEqualTo(i);
      }
      assertKnows(ids, 500);
    }
    assertThat(ids.heard).isEqualTo(500);
    assertThat(ids.restored).isZero();
    assertThat(files()).hasSizeGreaterThan(1);
  }

  @Test
  void knowsEverythingWhileAFileIsWritten() {
    Ids ids = new Ids();
    List<Integer> known = new ArrayList<>();
    disk.faults(
        Fault.watch(operation -> {
          if (operation.kind() == DiskOperation.Kind.WRITE && operation.on(".ids.tmp")) {
            int count = ids.of(A, 0).size();
            assertThat(ids.sequence("m-body " + (count - 1))).isEqualTo(count - 1);
            assertThat(ids.sequence("m-body 0")).isZero();
            known.add(count);
          }
        }));
    try (Chains chains = Home.open(disk, ids)) {
      Home.grow(chains, A, 500);
      assertKnows(ids, 500);
    }
    assertThat(known).hasSizeGreaterThan(1);
    assertThat(ids.heard).isEqualTo(500);
  }

  @Test
  void getsItsFilesBackAndHearsTheRest() {
    grown(500);
    Ids ids = reopened(500, chains -> assertThat(chains.recovery().rebuilt()).isEmpty());
    assertThat(ids.restored).isPositive();
    assertThat(ids.heard).isLessThan(300 + 300);
  }

  @Test
  void isMadeAgainWhenAllFilesAreGone() {
    grown(500);
    disk.files().stream().filter(file -> file.startsWith(FILES)).forEach(disk::delete);
    Ids ids = reopened(500, _ -> {});
    assertThat(ids.heard).isEqualTo(800);
  }

  @Test
  void isMadeAgainWhereAFileIsGone() {
    grown(500);
    disk.delete(files().get(1));
    Ids ids =
        reopened(
            500,
            chains ->
                assertThat(chains.recovery().rebuilt()).containsExactly("0000000000000002.ids"));
    assertThat(ids.heard).isLessThan(800);
    assertThat(ids.restored).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60, 79, 80, 90, 100, 200, -1})
  void isMadeAgainWhereAFileIsDamaged(int offset) {
    grown(500);
    Path second = files().get(1);
    disk.flip(second, offset < 0 ? disk.peek(second).size() - 1 : offset, 0);
    reopened(
        500,
        chains -> assertThat(chains.recovery().rebuilt()).containsExactly("0000000000000002.ids"));
  }

  @Test
  void isMadeAgainWhenItIsOfAnotherVersion() {
    grown(500);
    int count = files().size();
    for (int version : new int[] {2, 1}) {
      Ids ids = new Ids(version, EntryIndex.keepingAll());
      try (Chains chains = Home.open(disk, ids)) {
        assertKnows(ids, 500);
        assertThat(chains.recovery().rebuilt())
            .hasSize(count)
            .allMatch(name -> name.endsWith(".ids"));
      }
      assertThat(ids.heard).isEqualTo(500);
    }
  }

  @Test
  void isAddedToAHomeThatHadNone() {
    try (Chains chains = Home.open(disk)) {
      Home.grow(chains, A, 500);
    }
    Ids ids = reopened(500, _ -> {});
    assertThat(ids.heard).isEqualTo(800);
  }

  @Test
  void staysInMemoryWhenItsFileCannotBeWritten() {
    disk.faults(
        Fault.on(
            operation -> operation.kind() == DiskOperation.Kind.WRITE && operation.on(".ids.tmp"),
            new Fault.Verdict.Fail(DiskException.Reason.FULL)));
    Ids ids = new Ids();
    try (Chains chains = Home.open(disk, ids)) {
      Home.grow(chains, A, 500);
      assertKnows(ids, 500);
    }
    assertThat(files()).isEmpty();
    disk.faults(Fault.none());
    reopened(500, chains -> assertThat(chains.recovery().rebuilt()).isNotEmpty());
  }

  @Test
  void knowsTheNewestOfSeveralBlocksWhereverTheyAre() {
    Ids ids = new Ids();
    try (Chains chains = Home.open(disk, ids)) {
      List<Long> repeated = new ArrayList<>();
      Head head = null;
      for (int i = 0; i < 60; i++) {
        Block block =
            Block.of(
                Samples.header(A, head, Outcome.RETURNED),
                List.of(Samples.message("again", "x".repeat(4_000))));
        head = Home.append(chains, block);
        assertThat(ids.sequence("again")).isEqualTo(i);
        repeated.add((long) i);
      }
      assertThat(ids.of(A, 0)).isEqualTo(repeated);
    }
    assertThat(files()).hasSizeGreaterThan(1);
    Ids opened = new Ids();
    try (Chains _ = Home.open(disk, opened)) {
      assertThat(opened.sequence("again")).isEqualTo(59);
    }
  }

  @Test
  void forgetsWholeSegmentsThatAreTooOldOrTooMany() {
    grown(500);
    int files = files().size();
    Ids all = new Ids(1, EntryIndex.filtered(Long.MAX_VALUE, () -> Samples.TIME));
    Ids few = new Ids(1, EntryIndex.filtered(600, () -> Long.MIN_VALUE));
    Ids none = new Ids(1, EntryIndex.filtered(Long.MAX_VALUE, () -> Samples.TIME + 1));
    try (Chains _ = Home.open(disk, all)) {
      assertKnows(all, 500);
    }
    try (Chains _ = Home.open(disk, few)) {
      assertThat(few.entries.count()).isBetween(600 - 2 * 1_000L / files, 600L);
      assertThat(few.sequence("m-body 499")).isEqualTo(499);
      assertThat(few.sequence("m-body 0")).isEqualTo(-1);
    }
    try (Chains _ = Home.open(disk, none)) {
      // Only what has no file yet is left.
      assertThat(none.heard).isBetween(1, 300);
      assertThat(none.entries.count()).isEqualTo(2L * none.heard);
    }
  }

  @Test
  void countsBlocksThatAreLost() {
    grown(500);
    ByteBuffer needle = Bytes.utf8("body 7").buffer();
    Path segment = Home.FOLDER.resolve("log/0000000000000001.segment");
    disk.flip(segment, indexOf(disk.peek(segment), needle), 1);

    Ids ids = new Ids();
    files().forEach(disk::delete);
    try (Chains chains = Chains.openDamaged(Home.place(disk, 64 << 10), List.of(ids), true)) {
      assertThat(chains.damage().isDamaged()).isTrue();
      assertThat(ids.sequence("m-body 7")).isEqualTo(-1);
      for (int i = 0; i < 500; i++) {
        assertThat(ids.sequence("m-body " + i)).isEqualTo(i == 7 ? -1 : i);
      }
      assertThat(ids.of(A, 0)).hasSize(499).doesNotContain(7L);
    }
  }

  @Test
  void refusesTwoOfOneName() {
    assertThatThrownBy(() -> Home.open(disk, new Ids(), new Ids()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'ids'");
  }

  private static int indexOf(Bytes content, ByteBuffer needle) {
    for (int i = 0; ; i++) {
      if (content.slice(i, i + needle.remaining()).buffer().equals(needle)) {
        return i;
      }
    }
  }
}
