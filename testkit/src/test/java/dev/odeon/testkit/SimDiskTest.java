package dev.odeon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk.Mode;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskException.Reason;
import dev.odeon.base.DiskFile;
import dev.odeon.testkit.DiskOperation.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SimDiskTest {
  private static final int PAGE = 4096;
  private static final Path HOME = Path.of("/home");
  private static final Path A = HOME.resolve("a");
  private static final Path B = HOME.resolve("b");

  private static SimDisk disk() {
    SimDisk disk = new SimDisk(7);
    disk.createFolders(HOME);
    return disk;
  }

  /** A file of whole pages, each full of one letter. */
  private static Bytes pages(String letters) {
    byte[] bytes = new byte[letters.length() * PAGE];
    for (int i = 0; i < letters.length(); i++) {
      Arrays.fill(bytes, i * PAGE, (i + 1) * PAGE, (byte) letters.charAt(i));
    }
    return Bytes.wrap(bytes);
  }

  /** The letter of each page, '?' for a page of several, '.' for zeros. */
  private static String letters(Bytes content) {
    StringBuilder letters = new StringBuilder();
    for (int at = 0; at < content.size(); at += PAGE) {
      byte first = content.at(at);
      boolean whole = true;
      for (int i = at; i < Math.min(at + PAGE, content.size()); i++) {
        whole &= content.at(i) == first;
      }
      letters.append(whole ? first == 0 ? '.' : (char) first : '?');
    }
    return letters.toString();
  }

  private static void put(SimDisk disk, Path path, Bytes content) {
    try (DiskFile file = disk.open(path, Mode.CREATE)) {
      file.writeFully(0, content.buffer());
      file.sync();
    }
    disk.syncFolder(path.getParent());
  }

  private static void write(SimDisk disk, Path path, long offset, Bytes content) {
    try (DiskFile file = disk.open(path, Mode.WRITE)) {
      file.writeFully(offset, content.buffer());
    }
  }

  /** What a power cut leaves, over many seeds. */
  private static <T> Set<T> outcomes(SimDisk disk, Survival survival, Function<SimDisk, T> view) {
    Set<T> seen = new TreeSet<>();
    for (long seed = 0; seed < 2_000; seed++) {
      seen.add(view.apply(disk.crash(seed, survival)));
    }
    return seen;
  }

  @Test
  void keepsWhatWasSynced() {
    SimDisk disk = disk();
    put(disk, A, pages("abc"));

    for (long seed = 0; seed < 200; seed++) {
      assertThat(letters(disk.crash(seed).peek(A))).isEqualTo("abc");
    }
  }

  @Test
  void losesAnySubsetOfUnsyncedPages() {
    SimDisk disk = disk();
    put(disk, A, pages("abc"));
    write(disk, A, 0, pages("xyz"));

    assertThat(outcomes(disk, Survival.SOME, after -> letters(after.peek(A))))
        .containsExactly("abc", "abz", "ayc", "ayz", "xbc", "xbz", "xyc", "xyz");
    assertThat(outcomes(disk, Survival.NOTHING, after -> letters(after.peek(A))))
        .containsExactly("abc");
    assertThat(outcomes(disk, Survival.EVERYTHING, after -> letters(after.peek(A))))
        .containsExactly("xyz");
  }

  @Test
  void tearsPagesAtSectors() {
    SimDisk disk = disk();
    put(disk, A, pages("a"));
    write(disk, A, 0, pages("x"));

    Set<String> outcomes =
        outcomes(
            disk,
            Survival.TORN,
            after -> {
              Bytes content = after.peek(A);
              StringBuilder sectors = new StringBuilder();
              for (int at = 0; at < PAGE; at += 512) {
                byte[] sector = content.slice(at, at + 512).toArray();
                assertThat(sector).containsOnly(sector[0]);
                sectors.append((char) sector[0]);
              }
              return sectors.toString();
            });
    assertThat(outcomes).hasSizeGreaterThan(100).allMatch(sectors -> sectors.matches("[ax]{8}"));
  }

  @Test
  void mayKeepAVersionThatWasOverwrittenBeforeTheSync() {
    Set<String> seen = new TreeSet<>();
    Seeds.each(
        300,
        seed -> {
          SimDisk disk = new SimDisk(seed);
          disk.createFolders(HOME);
          put(disk, A, pages("a"));
          write(disk, A, 0, pages("x"));
          write(disk, A, 0, pages("y"));
          seen.add(letters(disk.crash(seed, Survival.SOME).peek(A)));
        });
    assertThat(seen).containsExactly("a", "x", "y");
  }

  @Test
  void losesOrKeepsTheSizeApartFromThePages() {
    SimDisk disk = disk();
    put(disk, A, pages("a"));
    write(disk, A, PAGE, pages("b"));

    assertThat(outcomes(disk, Survival.SOME, after -> letters(after.peek(A))))
        .containsExactly("a", "a.", "ab");
  }

  @Test
  void neverBringsBackWhatATruncationThatSurvivedCutOff() {
    SimDisk disk = disk();
    put(disk, A, pages("abc"));
    try (DiskFile file = disk.open(A, Mode.WRITE)) {
      file.truncate(PAGE);
      file.writeFully(2 * PAGE, pages("z").buffer());
    }

    assertThat(outcomes(disk, Survival.SOME, after -> letters(after.peek(A))))
        .contains("abc", "a", "a..", "a.z")
        .doesNotContain("ab", "abz.", "a.c");
  }

  @Test
  void losesNamesThatNoFolderSyncMadeDurable() {
    SimDisk disk = disk();
    try (DiskFile file = disk.open(A, Mode.CREATE)) {
      file.writeFully(0, pages("a").buffer());
      file.sync();
    }

    assertThat(outcomes(disk, Survival.SOME, after -> after.exists(A) ? "there" : "gone"))
        .containsExactly("gone", "there");
    assertThat(disk.crash(1, Survival.NOTHING).list(HOME)).isEmpty();
  }

  @Test
  void renamesAtomicallyOrNotAtAll() {
    SimDisk disk = disk();
    put(disk, A, pages("a"));
    put(disk, B, pages("b"));
    disk.rename(A, B);

    assertThat(outcomes(disk, Survival.SOME, after -> after.list(HOME) + letters(after.peek(B))))
        .containsExactly("[a, b]b", "[b]a");
  }

  @Test
  void keepsChangesOfOneNameInOrder() {
    SimDisk disk = disk();
    put(disk, A, pages("a"));
    disk.delete(A);
    put(disk, HOME.resolve("unrelated"), pages("u"));
    SimDisk other = disk();
    put(other, A, pages("a"));
    other.delete(A);
    try (DiskFile file = other.open(B, Mode.CREATE)) {
      file.sync();
    }
    other.rename(B, A);

    assertThat(disk.crash(1, Survival.NOTHING).exists(A)).isFalse();
    assertThat(
            outcomes(
                other,
                Survival.SOME,
                after -> after.list(HOME) + (after.exists(A) ? letters(after.peek(A)) : "")))
        .containsExactly("[]", "[a, b]a", "[a]", "[a]a", "[b]");
  }

  @Test
  void makesARenameDurableInBothFolders() {
    SimDisk disk = disk();
    disk.createFolders(HOME.resolve("inner"));
    put(disk, A, pages("a"));
    disk.rename(A, HOME.resolve("inner/a"));
    disk.syncFolder(HOME);

    SimDisk after = disk.crash(1, Survival.NOTHING);
    assertThat(after.exists(A)).isFalse();
    assertThat(letters(after.peek(HOME.resolve("inner/a")))).isEqualTo("a");
  }

  @Test
  void keepsTheOldFileOrTheNewWhenWrittenAtomically() {
    SimDisk base = disk();
    put(base, A, pages("a"));
    base.faults(Fault.none());
    long before = base.changes();
    base.writeAtomically(A, pages("xyz"));
    long changes = base.changes() - before;
    assertThat(changes).isEqualTo(5);

    Seeds.each(
        500,
        seed -> {
          SimDisk disk = new SimDisk(seed);
          disk.createFolders(HOME);
          put(disk, A, pages("a"));
          disk.faults(Fault.cutAtChange(Math.floorMod(seed, (int) changes)));
          assertThatExceptionOfType(PowerCut.class)
              .isThrownBy(() -> disk.writeAtomically(A, pages("xyz")));
          assertThat(letters(disk.crash(seed).peek(A))).isIn("a", "xyz");
        });
  }

  @Test
  void leavesNothingBesideAFileThatCouldNotBeWrittenAtomically() {
    for (Kind kind : List.of(Kind.WRITE, Kind.SYNC, Kind.RENAME)) {
      SimDisk disk = disk();
      put(disk, A, pages("a"));
      disk.faults(
          Fault.on(
              operation -> operation.kind() == kind,
              new Fault.Verdict.Fail(DiskException.Reason.FULL)));

      assertThatExceptionOfType(DiskException.class)
          .isThrownBy(() -> disk.writeAtomically(A, pages("xyz")));

      assertThat(disk.files()).as("after a failed " + kind).containsExactly(A);
      assertThat(letters(disk.peek(A))).isEqualTo("a");
    }
  }

  @Test
  void showsThatWriteAtomicallyNeedsEachOfItsSyncs() {
    for (Kind kind : List.of(Kind.SYNC, Kind.SYNC_FOLDER)) {
      SimDisk disk = disk();
      put(disk, A, pages("a"));
      disk.faults(Fault.swallow(operation -> operation.kind() == kind));
      disk.writeAtomically(A, pages("xyz"));

      assertThat(outcomes(disk, Survival.SOME, after -> letters(after.peek(A))))
          .as("without " + kind)
          .contains("xyz")
          .hasSizeGreaterThan(1);
    }
  }

  @Test
  void stopsEveryOperationOnceThePowerIsOff() {
    SimDisk disk = disk();
    DiskFile open = disk.open(A, Mode.CREATE);
    SimDisk after = disk.crash(1);

    assertThat(disk.isOff()).isTrue();
    assertThat(after.isOff()).isFalse();
    assertThatExceptionOfType(PowerCut.class)
        .isThrownBy(() -> open.read(0, ByteBuffer.allocate(1)));
    assertThatExceptionOfType(PowerCut.class).isThrownBy(open::sync);
    assertThatExceptionOfType(PowerCut.class).isThrownBy(() -> disk.exists(A));
    assertThatExceptionOfType(PowerCut.class).isThrownBy(() -> disk.createFolders(B));
    open.close();
  }

  @Test
  void crashesTheSameWayForTheSameSeed() {
    SimDisk disk = disk();
    put(disk, A, pages("abcdefgh"));
    write(disk, A, 0, pages("ijklmnop"));

    for (long seed = 0; seed < 50; seed++) {
      assertThat(disk.crash(seed).peek(A)).isEqualTo(disk.crash(seed).peek(A));
    }
  }

  @Test
  void keepsThePageCacheWhenTheProcessIsKilled() {
    SimDisk disk = disk();
    put(disk, A, pages("abc"));
    write(disk, A, 0, pages("x"));
    disk.open(B, Mode.CREATE).close();
    SimDisk killed = disk.kill();

    assertThat(letters(killed.peek(A))).isEqualTo("xbc");
    assertThat(killed.exists(B)).isTrue();
    assertThatExceptionOfType(PowerCut.class).isThrownBy(() -> disk.exists(A));
    write(killed, A, 10, Bytes.utf8("changed later"));
    SimDisk crashed = killed.crash(1, Survival.NOTHING);
    assertThat(letters(crashed.peek(A))).isEqualTo("abc");
    assertThat(crashed.exists(B)).isFalse();
    assertThat(letters(disk.crash(1, Survival.EVERYTHING).peek(A))).isEqualTo("xbc");
  }

  @Test
  void givesLocksBackAtTheEndOfTheBoot() throws Exception {
    SimDisk disk = disk();
    AutoCloseable lock = disk.lock(A);
    SimDisk after = disk.kill();

    AutoCloseable next = after.lock(A);
    lock.close();
    assertThatExceptionOfType(DiskException.class).isThrownBy(() -> after.lock(A));
    next.close();
  }

  @Test
  void losesForGoodWhatAFailedSyncDidNotWrite() {
    Set<String> seen = new TreeSet<>();
    Seeds.each(
        200,
        seed -> {
          SimDisk disk = new SimDisk(seed);
          disk.createFolders(HOME);
          put(disk, A, pages("ab"));
          disk.faults(Fault.failSync(0));
          try (DiskFile file = disk.open(A, Mode.WRITE)) {
            file.writeFully(0, pages("xy").buffer());
            assertThatExceptionOfType(DiskException.class)
                .isThrownBy(file::sync)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.SYNC));
            file.sync();
          }
          assertThat(letters(disk.peek(A))).isEqualTo("xy");
          seen.add(letters(disk.crash(seed).peek(A)));
        });
    assertThat(seen).containsExactly("ab", "ay", "xb", "xy");
  }

  @Test
  void writesAgainWhatIsWrittenAgainAfterAFailedSync() {
    SimDisk disk = disk();
    put(disk, A, pages("ab"));
    disk.faults(Fault.failSync(0));
    try (DiskFile file = disk.open(A, Mode.WRITE)) {
      file.writeFully(0, pages("xy").buffer());
      assertThatExceptionOfType(DiskException.class).isThrownBy(file::sync);
      file.writeFully(0, pages("xy").buffer());
      file.sync();
    }
    assertThat(letters(disk.crash(1).peek(A))).isEqualTo("xy");
  }

  @Test
  void opensNothingWithoutDescriptorsAndGoesOnWithWhatIsOpen() {
    SimDisk disk = disk();
    put(disk, A, pages("ab"));
    try (DiskFile file = disk.open(A, Mode.WRITE)) {
      disk.faults(Fault.noDescriptors());

      for (ThrowingCallable refused :
          List.<ThrowingCallable>of(
              () -> disk.open(A, Mode.READ),
              () -> disk.open(B, Mode.CREATE),
              () -> disk.list(HOME),
              () -> disk.syncFolder(HOME))) {
        DiskContract.refuses(Reason.TOO_MANY_OPEN, refused);
      }
      file.writeFully(0, pages("xy").buffer());
      file.sync();
      disk.faults(Fault.none());
      disk.syncFolder(HOME);
    }
    assertThat(letters(disk.crash(1).peek(A))).isEqualTo("xy");
  }

  @Test
  void runsFull() {
    SimDisk disk = disk();
    disk.capacity(3 * PAGE);
    try (DiskFile file = disk.open(A, Mode.CREATE)) {
      assertThat(file.write(0, pages("abcd").buffer())).isEqualTo(3 * PAGE);
      assertThatExceptionOfType(DiskException.class)
          .isThrownBy(() -> file.write(3 * PAGE, pages("d").buffer()))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FULL));
      // What has its page already needs no more room.
      file.writeFully(0, pages("x").buffer());
      file.truncate(PAGE);
      file.writeFully(PAGE, pages("y").buffer());
    }
    assertThat(disk.used()).isEqualTo(2 * PAGE);
    disk.delete(A);
    assertThat(disk.used()).isZero();
    put(disk, B, pages("abc"));
    assertThat(disk.crash(1).used()).isEqualTo(3 * PAGE);
  }

  @Test
  void refusesEveryChangeWhenReadOnly() {
    SimDisk disk = disk();
    put(disk, A, pages("a"));
    DiskFile open = disk.open(A, Mode.WRITE);
    disk.faults(Fault.readOnly());

    for (Runnable change :
        List.<Runnable>of(
            () -> disk.open(B, Mode.CREATE),
            () -> disk.open(A, Mode.WRITE),
            () -> open.write(0, pages("x").buffer()),
            () -> open.truncate(0),
            () -> disk.createFolders(B),
            () -> disk.rename(A, B),
            () -> disk.delete(A),
            () -> disk.lock(B))) {
      assertThatExceptionOfType(DiskException.class)
          .isThrownBy(change::run)
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.READ_ONLY));
    }
    assertThat(letters(disk.readAll(A))).isEqualTo("a");
  }

  @Test
  void failsReadsAtAPlace() {
    SimDisk disk = disk();
    put(disk, A, pages("abc"));
    disk.faults(Fault.unreadable(A, PAGE + 10, PAGE + 11));

    try (DiskFile file = disk.open(A, Mode.READ)) {
      file.readFully(0, ByteBuffer.allocate(PAGE + 10));
      file.readFully(PAGE + 11, ByteBuffer.allocate(10));
      assertThatExceptionOfType(DiskException.class)
          .isThrownBy(() -> file.readFully(PAGE, ByteBuffer.allocate(PAGE)));
    }
  }

  @Test
  void cutsThePowerAtAnyChange() {
    for (int n = 0; n < 6; n++) {
      SimDisk disk = new SimDisk(3);
      disk.faults(Fault.cutAtChange(n));
      assertThatExceptionOfType(PowerCut.class)
          .isThrownBy(() -> {
            disk.createFolders(HOME);
            put(disk, A, pages("a"));
          });
      assertThat(disk.changes()).isEqualTo(n + 1);
    }
  }

  @Test
  void mayOrMayNotHaveDoneWhatThePowerCutHit() {
    Set<String> seen = new TreeSet<>();
    Seeds.each(
        50,
        seed -> {
          SimDisk disk = new SimDisk(seed);
          disk.createFolders(HOME);
          put(disk, A, pages("a"));
          disk.faults(
              Fault.on(operation -> operation.kind() == Kind.SYNC, new Fault.Verdict.Cut()));
          try (DiskFile file = disk.open(A, Mode.WRITE)) {
            file.writeFully(0, pages("x").buffer());
            assertThatExceptionOfType(PowerCut.class).isThrownBy(file::sync);
          }
          seen.add(letters(disk.crash(seed, Survival.NOTHING).peek(A)));
        });
    assertThat(seen).containsExactly("a", "x");
  }

  @Test
  void showsEveryOperationToAnObserver() {
    SimDisk disk = disk();
    List<DiskOperation> seen = new ArrayList<>();
    disk.faults(Fault.watch(seen::add).or(Fault.none()));
    disk.writeAtomically(A, pages("a"));

    assertThat(seen)
        .extracting(DiskOperation::kind)
        .containsExactly(
            Kind.EXISTS, Kind.CREATE, Kind.WRITE, Kind.SYNC, Kind.RENAME, Kind.SYNC_FOLDER);
    assertThat(seen.get(2).size()).isEqualTo(PAGE);
    assertThat(seen.get(2).on("a.tmp")).isTrue();
    assertThat(seen.get(4).target()).isEqualTo(A);
  }

  @Test
  void swallowsAWriteWhole() {
    SimDisk disk = disk();
    put(disk, A, pages("a"));
    disk.faults(Fault.swallow(operation -> operation.kind() == Kind.WRITE));
    write(disk, A, 0, pages("x"));

    assertThat(letters(disk.peek(A))).isEqualTo("a");
  }

  @Test
  void flipsABitOnTheMedium() {
    SimDisk disk = disk();
    put(disk, A, pages("a"));
    write(disk, A, 1, Bytes.utf8("x"));
    disk.flip(A, 0, 1);

    assertThat(disk.peek(A).slice(0, 2).text()).isEqualTo("cx");
    assertThat(disk.crash(1, Survival.NOTHING).peek(A).slice(0, 2).text()).isEqualTo("ca");
    assertThat(disk.crash(1, Survival.EVERYTHING).peek(A).slice(0, 2).text()).isEqualTo("cx");
  }

  @Test
  void settlesFilesAndNames() {
    SimDisk disk = disk();
    disk.open(A, Mode.CREATE).close();
    write(disk, A, 0, pages("ab"));
    disk.settle();

    assertThat(letters(disk.crash(1, Survival.NOTHING).peek(A))).isEqualTo("ab");
    assertThat(disk.files()).containsExactly(A);
  }

  /**
   * Against a plain array: whatever is written, cut and synced, a reader sees the same bytes, and a
   * settled crash too.
   */
  @Test
  void behavesLikeAnArrayOfBytes() {
    Seeds.each(
        200,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          SimDisk disk = new SimDisk(seed);
          byte[] model = new byte[0];
          Path path = Path.of("/a");
          for (int round = 0; round < 3; round++) {
            try (DiskFile file = disk.open(path, disk.exists(path) ? Mode.WRITE : Mode.CREATE)) {
              for (int step = 0; step < 40; step++) {
                switch (random.nextInt(8)) {
                  case 0 -> {
                    int size = random.nextInt(model.length + 1);
                    file.truncate(size);
                    model = Arrays.copyOf(model, size);
                  }
                  case 1 -> file.sync();
                  default -> {
                    byte[] piece = new byte[random.nextInt(3 * PAGE)];
                    if (random.nextBoolean()) {
                      random.nextBytes(piece);
                    }
                    int at = random.nextInt(5 * PAGE);
                    file.writeFully(at, ByteBuffer.wrap(piece));
                    if (piece.length > 0) {
                      model = Arrays.copyOf(model, Math.max(model.length, at + piece.length));
                      System.arraycopy(piece, 0, model, at, piece.length);
                    }
                  }
                }
              }
            }
            assertThat(disk.readAll(path)).isEqualTo(Bytes.wrap(model));
            if (random.nextBoolean()) {
              disk.settle();
              disk = disk.crash(seed);
            } else {
              disk = disk.kill();
            }
          }
          assertThat(disk.readAll(path)).isEqualTo(Bytes.wrap(model));
        });
  }

  @Test
  void aFolderThatIsThereWithoutASyncIsSyncedWhenItIsFirstAskedFor() {
    Path outer = Path.of("/outer");
    SimDisk made = new SimDisk(1);
    made.faults(
        Fault.onNth(
            0,
            operation -> operation.kind() == DiskOperation.Kind.SYNC_FOLDER,
            new Fault.Verdict.Fail(DiskException.Reason.SYNC)));
    assertThatExceptionOfType(DiskException.class).isThrownBy(() -> made.createFolders(outer));
    SimDisk next = made.kill();
    assertThat(next.exists(outer)).isTrue();
    Path inner = outer.resolve("inner");
    next.createFolders(inner);
    assertThat(next.crash(1, Survival.NOTHING).exists(inner)).isTrue();
  }
}
