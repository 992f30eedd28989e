package dev.odeon.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.base.Threads;
import dev.odeon.testkit.DiskOperation;
import dev.odeon.testkit.DiskOperation.Kind;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class FailingDiskTest {
  private static final int SIZE = 600;

  private final SimDisk disk = new SimDisk(1);

  @Test
  void failsCallersOnAFullDiskAndLives() {
    try (Log log = Place.open(disk)) {
      List<Bytes> all = Place.append(log, 3, SIZE);
      disk.capacity(disk.used());
      Group large = large();
      assertThatThrownBy(large.into(log)::await)
          .isInstanceOfSatisfying(
              LogException.Full.class, e -> assertThat(e.folder()).isEqualTo(Place.LOG))
          .hasMessage("/home/log: the disk is full; free some space and try again");
      assertThat(large.prepared()).isEmpty();
      all.addAll(Place.append(log, 2, SIZE));
      assertThatThrownBy(large().into(log)::await).isInstanceOf(LogException.Full.class);
      assertThat(disk.files()).as("space is given back").doesNotContain(Place.segment(2));
      disk.capacity(1 << 20);
      assertThat(large().into(log).await()).isEqualTo(new LogPosition(5));
      all.addAll(Place.append(log, 2, SIZE));
      assertThat(Place.bodies(log, 6)).isEqualTo(all.subList(5, 7));
    }
    try (Log log = Place.open(disk)) {
      assertThat(log.end().value()).isEqualTo(8);
    }
  }

  @Test
  void tellsAGroupWhosePreparationBreaksAndTheOnesBehindIt() {
    try (Log log = Place.open(disk)) {
      AtomicReference<LogException> told = new AtomicReference<>();
      CountDownLatch done = new CountDownLatch(1);
      log.submit(new Breaking(DiskException.Reason.IO, told, done));
      Group behind = Group.of("behind").into(log);
      assertThatThrownBy(behind::await).isInstanceOf(LogException.Poisoned.class);
      assertThat(await(done)).as("the group itself was told").isTrue();
      assertThat(told.get()).isInstanceOf(LogException.Poisoned.class);
    }
  }

  @Test
  void failsAGroupAloneThatFindsNoDescriptorAndLives() {
    try (Log log = Place.open(disk)) {
      AtomicReference<LogException> told = new AtomicReference<>();
      CountDownLatch done = new CountDownLatch(1);
      Place.append(log, 1, SIZE);
      log.submit(new Breaking(DiskException.Reason.TOO_MANY_OPEN, told, done));
      Group behind = Group.of("behind").into(log);
      assertThat(behind.await()).isEqualTo(new LogPosition(1));
      assertThat(await(done)).isTrue();
      assertThat(told.get()).isInstanceOf(LogException.Unavailable.class);
    }
  }

  private static boolean await(CountDownLatch done) {
    try {
      return done.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A group that cannot be prepared, as when an index that it asks cannot be read. */
  private record Breaking(
      DiskException.Reason reason, AtomicReference<LogException> told, CountDownLatch done)
      implements Submission {
    @Override
    public long sizeBytesMax() {
      return 100;
    }

    @Override
    public List<LogRecord> prepare(LogPosition first) {
      throw new DiskException(reason, Place.INDEX, "unreadable");
    }

    @Override
    public void committed(LogPosition first) {
      throw new AssertionError("committed at " + first);
    }

    @Override
    public void failed(LogException cause) {
      told.set(cause);
      done.countDown();
    }
  }

  @Test
  void goesOnWhenThereAreDescriptorsAgainThoughTheNextSegmentCouldNotBeMade() {
    try (Log log = Place.open(disk)) {
      disk.faults(Fault.noDescriptors());
      // What is open works on, to the end of the segment; then nothing is promised any more.
      int count = 0;
      LogException refused = null;
      while (refused == null) {
        try {
          count += Place.append(log, 1, SIZE).size();
        } catch (LogException e) {
          refused = e;
        }
      }
      assertThat(refused).isInstanceOf(LogException.Unavailable.class);
      assertThat(count).isGreaterThan(5);
      disk.faults(Fault.none());
      Place.append(log, 30, SIZE);
      assertThat(log.end().value()).isEqualTo(count + 30);
    }
  }

  @Test
  void forgetsThatTheNextSegmentCouldNotBeMadeWhenThereIsSpaceAgain() {
    try (Log log = Place.open(disk)) {
      disk.capacity(disk.used());
      Place.append(log, 17, SIZE);
      disk.capacity(1 << 20);
      Place.append(log, 30, SIZE);
      assertThat(log.end().value()).isEqualTo(47);
    }
  }

  @Test
  void livesThroughAWriteThatFindsNoSpace() {
    AtomicReference<Fault> fault = new AtomicReference<>(Fault.none());
    disk.faults(operation -> fault.get().verdict(operation));
    List<Bytes> all;
    try (Log log = Place.open(disk)) {
      all = Place.append(log, 3, SIZE);
      // A file system that copies on write may need space even where the file has some.
      fault.set(Fault.on(writeAfterHeader(), new Fault.Verdict.Fail(DiskException.Reason.FULL)));
      Group first = Group.of("one", "two").into(log);
      assertThatThrownBy(first::await).isInstanceOf(LogException.Full.class);
      fault.set(Fault.none());
      all.addAll(Place.append(log, 3, SIZE));
      assertThat(Place.bodies(log, 0)).isEqualTo(all);
    }
    try (Log log = Place.open(disk)) {
      assertThat(Place.bodies(log, 0)).isEqualTo(all);
    }
  }

  @Test
  void goesOnAfterPartOfABatchWasWrittenToAFullDisk() {
    AtomicReference<Fault> fault = new AtomicReference<>(Fault.none());
    disk.faults(operation -> fault.get().verdict(operation));
    List<Bytes> all;
    try (Log log = Place.open(disk)) {
      all = Place.append(log, 3, SIZE);
      fault.set(
          Fault.onNth(0, writeAfterHeader(), new Fault.Verdict.Shorten(1000))
              .or(
                  Fault.onNth(
                      0, writeAfterHeader(), new Fault.Verdict.Fail(DiskException.Reason.FULL))));
      Bytes body = Place.body(99, 3000);
      Group group = new Group(Threads.system(), List.of(Group.commit(body))).into(log);
      assertThatThrownBy(group::await).isInstanceOf(LogException.Full.class);
      fault.set(Fault.none());
      all.addAll(Place.append(log, 1, 10));
    }
    try (Log log = Place.open(disk)) {
      assertThat(log.recovery().bytesCut()).isGreaterThan(0);
      assertThat(Place.bodies(log, 0)).isEqualTo(all);
    }
  }

  @Test
  void tellsAFullDiskWhileASegmentIsMadeNotWhileItIsUsed() {
    try (Log log = Place.open(disk)) {
      Place.append(log, 5, SIZE);
      // Space is promised by a write and found missing by the sync.
      disk.faults(
          Fault.on(
              operation -> operation.kind() == Kind.SYNC && operation.on("2.segment"),
              new Fault.Verdict.Fail(DiskException.Reason.FULL)));
      assertThatThrownBy(large().into(log)::await).isInstanceOf(LogException.Full.class);
      disk.faults(Fault.none());
      assertThat(large().into(log).await()).isEqualTo(new LogPosition(5));
    }
  }

  @Test
  void writesNoHeaderBeforeTheZerosAreOnTheDisk() {
    ConcurrentHashMap<Path, Kind> last = new ConcurrentHashMap<>();
    List<Path> used = new ArrayList<>();
    disk.faults(
        Fault.watch(operation -> {
          if (operation.on(".segment") && operation.kind().change()) {
            if (isHeader(operation) && disk.peek(operation.path()).size() > 0) {
              assertThat(last.get(operation.path())).isEqualTo(Kind.SYNC);
              used.add(operation.path());
            }
            last.put(operation.path(), operation.kind());
          }
        }));
    try (Log log = Place.open(disk)) {
      Place.append(log, 60, SIZE);
    }
    assertThat(used)
        .containsExactly(Place.segment(1), Place.segment(2), Place.segment(3), Place.segment(4));
  }

  @Test
  void failsEverythingAfterASyncFailed() {
    Log log = Place.open(disk);
    List<Bytes> all = Place.append(log, 3, SIZE);
    disk.faults(Fault.failSync(0));
    LogException.Poisoned poisoned =
        catchThrowableOfType(LogException.Poisoned.class, Group.of("lost").into(log)::await);
    assertThat(poisoned.end()).isEqualTo(new LogPosition(3));
    assertThat(poisoned).hasMessageContaining("failed after position 3");
    assertThatThrownBy(Group.of("later").into(log)::await).isSameAs(poisoned);
    assertThat(Place.bodies(log, 0)).as("what was acknowledged is still read").isEqualTo(all);
    assertThat(log.end().value()).isEqualTo(3);
    log.close();
  }

  @Test
  void keepsOnlyWhatWasAcknowledgedWhenReopenedAfterASyncFailed() {
    for (int sync = 0; sync < 40; sync++) {
      SimDisk disk = new SimDisk(sync);
      Log log = Place.open(disk, new Journal());
      disk.faults(Fault.failSync(sync));
      List<Bytes> all = new ArrayList<>();
      Journal journal = new Journal();
      try {
        for (int i = 0; i < 60; i++) {
          all.addAll(Place.append(log, 1, SIZE));
        }
      } catch (LogException.Poisoned e) {
        log = log.reopen(List.of(journal));
      } catch (LogException.Unavailable e) {
        // The sync was one of a segment in the making, which the log survives; it may even try
        // again.
      }
      assertThat(Place.bodies(log, 0)).isEqualTo(all);
      all.addAll(Place.append(log, 30, SIZE));
      assertThat(Place.bodies(log, 0)).isEqualTo(all);
      if (!journal.bodies().isEmpty()) {
        assertThat(journal.bodies()).isEqualTo(all);
      }
      log.close();
      SimDisk after = disk.crash(sync);
      try (Log again = Place.open(after)) {
        assertThat(Place.bodies(again, 0)).isEqualTo(all);
      }
    }
  }

  @Test
  void reopensOnlyALogWhoseDiskFailed() {
    try (Log log = Place.open(disk)) {
      assertThatThrownBy(() -> log.reopen(List.of())).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void poisonsTheLogWhenAWriteFailsForAnotherReason() {
    try (Log log = Place.open(disk)) {
      disk.faults(Fault.on(writeAfterHeader(), new Fault.Verdict.Fail(DiskException.Reason.IO)));
      assertThatThrownBy(Group.of("lost").into(log)::await)
          .isInstanceOf(LogException.Poisoned.class);
    }
  }

  @Test
  void poisonsTheLogWhenTheHeaderOfTheNextSegmentCannotBeWritten() {
    for (DiskException.Reason reason :
        List.of(DiskException.Reason.FULL, DiskException.Reason.IO)) {
      SimDisk disk = new SimDisk(2);
      Log log = Place.open(disk);
      disk.faults(
          Fault.on(
              operation -> isHeader(operation) && operation.on("2.segment") && writesHeader(),
              new Fault.Verdict.Fail(reason)));
      List<Bytes> all = Place.append(log, 18, SIZE);
      assertThatThrownBy(Group.of("x".repeat(SIZE)).into(log)::await)
          .isInstanceOf(LogException.Poisoned.class);
      disk.faults(Fault.none());
      try (Log again = log.reopen(List.of())) {
        all.addAll(Place.append(again, 20, SIZE));
        assertThat(Place.bodies(again, 0)).isEqualTo(all);
      }
    }
  }

  @Test
  void refusesAFolderThatCannotBeWritten() {
    Place.open(disk).close();
    disk.faults(Fault.readOnly());
    assertThatThrownBy(() -> Place.open(disk))
        .isInstanceOf(LogException.ReadOnly.class)
        .hasMessageContaining("/home/log cannot be written")
        .hasMessageContaining("make it writable");
    SimDisk empty = new SimDisk(3);
    empty.faults(Fault.readOnly());
    assertThatThrownBy(() -> Place.open(empty)).isInstanceOf(LogException.ReadOnly.class);
  }

  @Test
  void refusesToBeginOnAFullDisk() {
    disk.capacity(8 << 10);
    assertThatThrownBy(() -> Place.open(disk)).isInstanceOf(LogException.Full.class);
    disk.capacity(1 << 20);
    try (Log log = Place.open(disk)) {
      assertThat(log.recovery().created()).isTrue();
    }
  }

  @Test
  void stopsWhenACallbackBreaks() {
    Log log = Place.open(disk);
    Group waiting = Group.of("waits");
    log.submit(
        new Submission() {
          @Override
          public long sizeBytesMax() {
            return 10;
          }

          @Override
          public List<LogRecord> prepare(LogPosition first) {
            log.submit(waiting);
            throw new IllegalStateException("a bug");
          }

          @Override
          public void committed(LogPosition first) {}

          @Override
          public void failed(LogException cause) {}
        });
    assertThatThrownBy(waiting::await)
        .isInstanceOf(LogException.Poisoned.class)
        .hasMessageContaining("a bug");
    log.close();
  }

  @Test
  void stopsWhenMakingTheNextSegmentBreaks() {
    Log log = Place.open(disk);
    disk.faults(
        Fault.on(
            operation -> {
              if (operation.on("2.segment")) {
                throw new IllegalStateException("a broken disk");
              }
              return false;
            },
            new Fault.Verdict.Fail(DiskException.Reason.IO)));
    assertThatThrownBy(() -> Place.append(log, 1000, SIZE))
        .isInstanceOfAny(LogException.Unavailable.class, LogException.Poisoned.class)
        .hasMessageContaining("a broken disk");
    log.close();
  }

  @Test
  void stopsWhenAnIndexBreaks() {
    Journal journal =
        new Journal() {
          @Override
          public void load(LogPosition first, LogPosition end, IndexFile sealed) {
            throw new IllegalStateException("a broken index");
          }
        };
    Log log = Place.open(disk, journal);
    assertThatThrownBy(() -> Place.append(log, 1000, SIZE))
        .isInstanceOf(LogException.Poisoned.class)
        .hasMessageContaining("a broken index");
    log.close();
  }

  private Group large() {
    return new Group(Threads.system(), List.of(Group.commit(Place.body(1, 20 << 10))));
  }

  private static boolean isHeader(DiskOperation operation) {
    return operation.kind() == Kind.WRITE
        && operation.on(".segment")
        && operation.offset() == 0
        && operation.size() == SegmentHeader.PAGE;
  }

  /** Zeros are written by another thread than headers. */
  private static boolean writesHeader() {
    return Thread.currentThread().getName().equals("odeon-log-committer");
  }

  private static Predicate<DiskOperation> writeAfterHeader() {
    return operation ->
        operation.kind() == Kind.WRITE
            && operation.on(".segment")
            && operation.offset() >= SegmentHeader.PAGE
            && writesHeader();
  }
}
