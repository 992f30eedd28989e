package dev.odeon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Disk.Mode;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskException.Reason;
import dev.odeon.base.DiskFile;
import dev.odeon.base.FileIdentity;
import dev.odeon.base.FileStatus;
import dev.odeon.base.HeldFolder;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every disk does. */
abstract class DiskContract {
  /** The disk under test. */
  abstract Disk disk();

  /** A folder on it that exists and is empty. */
  abstract Path folder();

  Path path(String name) {
    return folder().resolve(name);
  }

  void put(String name, String content) {
    try (DiskFile file = disk().open(path(name), Mode.CREATE)) {
      file.writeFully(0, Bytes.utf8(content).buffer());
    }
  }

  String content(String name) {
    return disk().readAll(path(name)).text();
  }

  static void refuses(Reason reason, ThrowingCallable call) {
    assertThatExceptionOfType(DiskException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  @Test
  void readsWhatWasWritten() {
    put("a", "hello");

    assertThat(content("a")).isEqualTo("hello");
  }

  @Test
  void readsAtAnOffsetAndMinusOneAtTheEnd() {
    put("a", "hello");
    try (DiskFile file = disk().open(path("a"), Mode.READ)) {
      ByteBuffer target = ByteBuffer.allocate(3);
      file.readFully(2, target);

      assertThat(Bytes.wrap(target.array()).text()).isEqualTo("llo");
      assertThat(file.read(5, ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(file.read(6, ByteBuffer.allocate(1))).isEqualTo(-1);
      refuses(Reason.IO, () -> file.readFully(3, ByteBuffer.allocate(3)));
    }
  }

  @Test
  void fillsAGapWithZeros() {
    try (DiskFile file = disk().open(path("a"), Mode.CREATE)) {
      file.writeFully(10_000, Bytes.utf8("x").buffer());

      assertThat(file.size()).isEqualTo(10_001);
    }
    Bytes all = disk().readAll(path("a"));
    assertThat(all.slice(0, 10_000)).isEqualTo(Bytes.wrap(new byte[10_000]));
    assertThat(all.at(10_000)).isEqualTo((byte) 'x');
  }

  @Test
  void overwritesAcrossPages() {
    try (DiskFile file = disk().open(path("a"), Mode.CREATE)) {
      file.writeFully(0, ByteBuffer.wrap(new byte[3 * 4096]));
      file.sync();
      file.writeFully(4090, Bytes.utf8("hello world").buffer());
      file.sync();
    }
    Bytes all = disk().readAll(path("a"));
    assertThat(all.size()).isEqualTo(3 * 4096);
    assertThat(all.slice(4090, 4101).text()).isEqualTo("hello world");
    assertThat(all.slice(4101, all.size())).isEqualTo(Bytes.wrap(new byte[3 * 4096 - 4101]));
  }

  @Test
  void cutsAFileAndReadsZerosWhereItGrowsAgain() {
    try (DiskFile file = disk().open(path("a"), Mode.CREATE)) {
      file.writeFully(0, Bytes.utf8("hello").buffer());
      file.truncate(2);
      file.truncate(100);

      assertThat(file.size()).isEqualTo(2);
      file.writeFully(4, Bytes.utf8("!").buffer());
    }
    assertThat(content("a")).isEqualTo("he\0\0!");
  }

  @Test
  void refusesAFileThatIsMissing() {
    refuses(Reason.MISSING, () -> disk().open(path("a"), Mode.READ));
    refuses(Reason.MISSING, () -> disk().open(path("a"), Mode.WRITE));
    refuses(Reason.MISSING, () -> disk().open(path("no/a"), Mode.CREATE));
    refuses(Reason.MISSING, () -> disk().delete(path("a")));
    refuses(Reason.MISSING, () -> disk().rename(path("a"), path("b")));
    refuses(Reason.MISSING, () -> disk().list(path("no")));
    refuses(Reason.MISSING, () -> disk().syncFolder(path("no")));
    refuses(Reason.MISSING, () -> disk().lock(path("no/lock")));
  }

  @Test
  void refusesToCreateWhatExists() {
    put("a", "old");

    refuses(Reason.EXISTS, () -> disk().open(path("a"), Mode.CREATE));
    refuses(Reason.EXISTS, () -> disk().createFolders(path("a")));
    assertThat(content("a")).isEqualTo("old");
  }

  @Test
  void refusesToWriteThroughAFileOpenForReading() {
    put("a", "old");
    try (DiskFile file = disk().open(path("a"), Mode.READ)) {
      assertThatExceptionOfType(NonWritableChannelException.class)
          .isThrownBy(() -> file.write(0, Bytes.utf8("new").buffer()));
      assertThatExceptionOfType(NonWritableChannelException.class)
          .isThrownBy(() -> file.truncate(0));
    }
    assertThat(content("a")).isEqualTo("old");
  }

  @Test
  void refusesAFileThatWasClosed() {
    DiskFile file = disk().open(path("a"), Mode.CREATE);
    file.close();
    file.close();

    refuses(Reason.IO, () -> file.write(0, Bytes.utf8("x").buffer()));
    refuses(Reason.IO, () -> file.read(0, ByteBuffer.allocate(1)));
    refuses(Reason.IO, file::sync);
    refuses(Reason.IO, file::size);
    refuses(Reason.IO, () -> file.truncate(0));
  }

  @Test
  void closesNoFileWhenAThreadIsInterrupted() {
    DiskFile file = disk().open(path("a"), Mode.CREATE);
    try {
      Thread.currentThread().interrupt();
      file.write(0, Bytes.utf8("x").buffer());
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(file.size()).isEqualTo(1);
  }

  @Test
  void listsNamesSorted() {
    put("b", "");
    put("a", "");
    disk().createFolders(path("c/d"));

    assertThat(disk().list(folder())).containsExactly("a", "b", "c");
    assertThat(disk().list(path("c"))).containsExactly("d");
    assertThat(disk().exists(path("c/d"))).isTrue();
    assertThat(disk().exists(path("c/e"))).isFalse();
  }

  @Test
  void visitsTheNamesOfAFolder() {
    put("b", "");
    disk().createFolders(path("a/c"));
    List<String> names = new ArrayList<>();
    disk().visit(folder(), names::add);

    assertThat(names).containsExactlyInAnyOrder("a", "b");
    refuses(Reason.MISSING, () -> disk().visit(path("no"), names::add));
  }

  @Test
  void tellsWhatANameStandsFor() {
    put("a", "hello");
    disk().createFolders(path("b"));
    disk().touch(path("a"), 1_000_000_000_000L);

    assertThat(disk().status(path("a")))
        .contains(new FileStatus(FileStatus.Kind.FILE, 5, 1_000_000_000_000L));
    assertThat(disk().status(path("b")).orElseThrow().kind()).isEqualTo(FileStatus.Kind.FOLDER);
    assertThat(disk().status(path("c"))).isEmpty();
    refuses(Reason.MISSING, () -> disk().touch(path("c"), 0));
  }

  @Test
  void opensAPlainFileForReading() {
    put("a", "hello");
    try (DiskFile file = disk().open(path("a"), Mode.READ_PLAIN)) {
      assertThat(file.size()).isEqualTo(5);
      assertThatExceptionOfType(NonWritableChannelException.class)
          .isThrownBy(() -> file.write(0, Bytes.utf8("new").buffer()));
    }
    refuses(Reason.MISSING, () -> disk().open(path("b"), Mode.READ_PLAIN));
  }

  @Test
  void makesFoldersOnce() {
    disk().createFolders(path("a/b/c"));
    disk().createFolders(path("a/b/c"));

    assertThat(disk().list(path("a/b"))).containsExactly("c");
  }

  @Test
  void renamesOverWhatHasTheName() {
    put("a", "new");
    put("b", "old");
    disk().rename(path("a"), path("b"));
    disk().syncFolder(folder());

    assertThat(disk().list(folder())).containsExactly("b");
    assertThat(content("b")).isEqualTo("new");
  }

  @Test
  void readsAnOpenFileAfterItsNameIsGone() {
    put("a", "still here");
    try (DiskFile file = disk().open(path("a"), Mode.READ)) {
      disk().delete(path("a"));
      ByteBuffer target = ByteBuffer.allocate(10);
      file.readFully(0, target);

      assertThat(Bytes.wrap(target.array()).text()).isEqualTo("still here");
      assertThat(disk().exists(path("a"))).isFalse();
    }
  }

  @Test
  void removesOnlyEmptyFolders() {
    disk().createFolders(path("c"));
    put("c/a", "");

    refuses(Reason.IO, () -> disk().delete(path("c")));
    disk().delete(path("c/a"));
    disk().delete(path("c"));
    assertThat(disk().list(folder())).isEmpty();
  }

  @Test
  void writesAtomicallyOverAnOldFileAndALeftover() {
    put("a", "old");
    put("a.tmp", "left over");
    disk().writeAtomically(path("a"), Bytes.utf8("new"));

    assertThat(content("a")).isEqualTo("new");
    assertThat(disk().list(folder())).containsExactly("a");
  }

  @Test
  void locksOnceAtATime() throws Exception {
    AutoCloseable lock = disk().lock(path("lock"));

    refuses(Reason.LOCKED, () -> disk().lock(path("lock")));
    refuses(Reason.LOCKED, () -> disk().lock(path("./lock")));
    disk().lock(path("other")).close();
    lock.close();
    lock.close();
    disk().lock(path("lock")).close();
  }

  @Test
  void opensNoFileThatItHasLocked() throws Exception {
    AutoCloseable lock = disk().lock(path("lock"));

    refuses(Reason.LOCKED, () -> disk().open(path("lock"), Mode.READ));
    refuses(Reason.LOCKED, () -> disk().open(path("lock"), Mode.WRITE));
    lock.close();
    disk().open(path("lock"), Mode.READ).close();
  }

  @Test
  void knowsAFileByWhateverPath() {
    put("a", "one");
    put("b", "one");
    FileIdentity a = disk().identity(path("a")).orElseThrow();

    assertThat(disk().identity(path("none"))).isEmpty();
    assertThat(disk().identity(path("./a"))).contains(a);
    assertThat(disk().identity(path("b"))).isPresent().get().isNotEqualTo(a);
    assertThat(disk().identity(folder())).isPresent().get().isNotEqualTo(a);
    disk().rename(path("a"), path("c"));
    assertThat(disk().identity(path("c"))).contains(a);
    disk().rename(path("b"), path("c"));
    assertThat(disk().identity(path("c"))).isPresent().get().isNotEqualTo(a);
  }

  @Test
  void readsNoMoreAtOnceThanItMay() {
    put("a", "hello");

    assertThat(disk().readAll(path("a"), Mode.READ_PLAIN, 5).text()).isEqualTo("hello");
    refuses(Reason.IO, () -> disk().readAll(path("a"), Mode.READ_PLAIN, 4));
  }

  @Test
  void touchesNothingWhereAHeldFolderWas() {
    Path home = path("home");
    try (HeldFolder held = HeldFolder.lock(home, disk())) {
      held.disk().writeAtomically(home.resolve("a"), Bytes.utf8("held"));
      try (DiskFile open = held.disk().open(home.resolve("a"), Mode.WRITE)) {
        refuses(Reason.LOCKED, () -> HeldFolder.lock(home, disk()));
        disk().rename(home.resolve("lock"), home.resolve("was lock"));
        disk().writeAtomically(home.resolve("lock"), Bytes.utf8(""));
        disk().writeAtomically(home.resolve("a"), Bytes.utf8("another's"));

        refuses(Reason.IO, () -> held.disk().open(home.resolve("a"), Mode.READ));
        refuses(Reason.IO, () -> held.disk().open(home.resolve("b"), Mode.CREATE));
        refuses(Reason.IO, () -> held.disk().readAll(home.resolve("a")));
        refuses(Reason.IO, () -> held.disk().writeAtomically(home.resolve("a"), Bytes.utf8("x")));
        refuses(Reason.IO, () -> held.disk().exists(home.resolve("a")));
        refuses(Reason.IO, () -> held.disk().status(home.resolve("a")));
        refuses(Reason.IO, () -> held.disk().identity(home.resolve("a")));
        refuses(Reason.IO, () -> held.disk().isOwnSocket(home.resolve("a")));
        refuses(Reason.IO, () -> held.disk().list(home));
        refuses(Reason.IO, () -> held.disk().visit(home, _ -> {}));
        refuses(Reason.IO, () -> held.disk().createFolders(home.resolve("f")));
        refuses(Reason.IO, () -> held.disk().rename(path("other"), home.resolve("a")));
        refuses(Reason.IO, () -> held.disk().rename(home.resolve("a"), path("other")));
        refuses(Reason.IO, () -> held.disk().touch(home.resolve("a"), 1));
        refuses(Reason.IO, () -> held.disk().delete(home.resolve("a")));
        refuses(Reason.IO, () -> held.disk().syncFolder(home));
        refuses(Reason.IO, () -> held.disk().lock(home.resolve("l")));
        open.writeFully(0, Bytes.utf8("HELD").buffer());
        assertThat(disk().readAll(home.resolve("a")).text()).isEqualTo("another's");

        held.disk().createFolders(path("beside"));
        disk().rename(home.resolve("was lock"), home.resolve("lock"));
        assertThat(held.disk().readAll(home.resolve("a")).text()).isEqualTo("another's");
      }
    }
  }

  @Test
  void namesThePathAndTheReasonInTheMessage() {
    assertThatExceptionOfType(DiskException.class)
        .isThrownBy(() -> disk().open(path("a"), Mode.READ))
        .withMessage(path("a") + " does not exist")
        .satisfies(e -> assertThat(e.path()).isEqualTo(path("a")));
  }
}
