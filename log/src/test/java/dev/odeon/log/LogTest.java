package dev.odeon.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.Entropy;
import dev.odeon.base.Threads;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {
  private final SimDisk disk = new SimDisk(1);

  @Test
  void givesBackWhatWasAppendedInOrder() {
    try (Log log = Place.open(disk)) {
      assertThat(log.end()).isEqualTo(LogPosition.START);
      assertThat(Group.of("a", "b").into(log).await()).isEqualTo(new LogPosition(0));
      assertThat(Group.of("c").into(log).await()).isEqualTo(new LogPosition(2));
      assertThat(log.end()).isEqualTo(new LogPosition(3));
      assertThat(Place.bodies(log, 0)).extracting(Bytes::text).containsExactly("a", "b", "c");
      assertThat(log.read(new LogPosition(1)).body().text()).isEqualTo("b");
    }
  }

  @Test
  void keepsKindsAndEmptyBodies() {
    List<LogRecord> records =
        Stream.of(LogRecord.Kind.values()).map(kind -> new LogRecord(kind, Bytes.empty())).toList();
    try (Log log = Place.open(disk)) {
      new Group(Threads.system(), records).into(log).await();
    }
    try (Log log = Place.open(disk)) {
      assertThat(IntStream.range(0, 3).mapToObj(i -> log.read(new LogPosition(i))))
          .isEqualTo(records.stream().toList());
    }
  }

  @Test
  void goesOnWhereItEndedAfterReopening() {
    List<Bytes> all = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      try (Log log = Place.open(disk)) {
        assertThat(log.recovery().created()).isEqualTo(round == 0);
        assertThat(log.recovery().end().value()).isEqualTo(all.size());
        assertThat(log.recovery().bytesCut()).isZero();
        all.addAll(Place.append(log, 30, 500));
        assertThat(Place.bodies(log, 0)).isEqualTo(all);
      }
    }
    assertThat(disk.files()).contains(Place.segment(5));
  }

  @Test
  void readsEveryRecordOfEverySegment() {
    try (Log log = Place.open(disk)) {
      List<Bytes> all = Place.append(log, 100, 700);
      for (int i = 0; i < all.size(); i++) {
        assertThat(log.read(new LogPosition(i)).body()).isEqualTo(all.get(i));
        assertThat(Place.bodies(log, i)).isEqualTo(all.subList(i, all.size()));
      }
    }
  }

  @Test
  void givesAGroupLargerThanASegmentOneOfItsOwn() {
    Bytes large = Place.body(7, 100 << 10);
    try (Log log = Place.open(disk)) {
      Place.append(log, 3, 100);
      Group group =
          new Group(Threads.system(), List.of(Group.commit(large), Group.commit(Bytes.utf8("x"))));
      assertThat(group.into(log).await()).isEqualTo(new LogPosition(3));
      Place.append(log, 3, 100);
    }
    try (Log log = Place.open(disk)) {
      assertThat(log.recovery().segments()).isEqualTo(2);
      assertThat(log.read(new LogPosition(3)).body()).isEqualTo(large);
      assertThat(log.read(new LogPosition(4)).body().text()).isEqualTo("x");
      assertThat(log.end().value()).isEqualTo(8);
    }
  }

  @Test
  void writesABatchLargerThanItsBufferInPieces(@TempDir Path folder) {
    List<Bytes> bodies =
        IntStream.of(3 << 20, 0, 1, (1 << 20) - 57, 1 << 20, 5)
            .mapToObj(i -> Place.body(i, i))
            .toList();
    LogConfig config = new LogConfig(8 << 20, 8 << 20, 1 << 20);
    for (int round = 0; round < 2; round++) {
      try (Log log =
          Log.open(
              config,
              folder.resolve("log"),
              folder.resolve("index"),
              Place.HOME,
              Disk.system(),
              Clock.system(),
              Entropy.system(),
              Threads.system(),
              List.of())) {
        if (round == 0) {
          new Group(Threads.system(), bodies.stream().map(Group::commit).toList())
              .into(log)
              .await();
        }
        assertThat(Place.bodies(log, 0)).isEqualTo(bodies);
      }
    }
  }

  @Test
  void refusesAGroupLargerThanAnySegmentBeforeItIsPrepared() {
    try (Log log = Place.open(disk)) {
      long max = log.config().groupBytesMax();
      Group group =
          new Group(Threads.system(), List.of(Group.commit(Place.body(0, (int) max - 4))));
      assertThatThrownBy(group.into(log)::await)
          .isInstanceOfSatisfying(
              LogException.TooLarge.class,
              e -> {
                assertThat(e.bytes()).isEqualTo(max + 1);
                assertThat(e.bytesMax()).isEqualTo(max);
              });
      assertThat(group.prepared()).isEmpty();
      Bytes largest = Place.body(0, (int) max - 5);
      new Group(Threads.system(), List.of(Group.commit(largest))).into(log).await();
      assertThat(Place.bodies(log, 0)).containsExactly(largest);
    }
  }

  @Test
  void leavesNoGapForAGroupThatIsWithdrawn() {
    try (Log log = Place.open(disk)) {
      log.submit(new Group(Threads.system(), List.of()));
      assertThat(Group.of("a").into(log).await()).isEqualTo(LogPosition.START);
    }
  }

  @Test
  void refusesToReadWhatIsNotDurable() {
    try (Log log = Place.open(disk)) {
      Place.append(log, 1, 10);
      assertThatThrownBy(() -> log.read(new LogPosition(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("position 1 is not written yet: the log ends at 1");
      assertThatThrownBy(() -> log.scan(new LogPosition(2), (_, _) -> true))
          .isInstanceOf(IllegalArgumentException.class);
      log.scan(new LogPosition(1), (_, _) -> fail());
    }
  }

  @Test
  void stopsAScanWhenTheVisitorHasEnough() {
    try (Log log = Place.open(disk)) {
      Place.append(log, 80, 600);
      List<LogPosition> seen = new ArrayList<>();
      log.scan(
          new LogPosition(7),
          (position, _) -> {
            seen.add(position);
            return seen.size() < 3;
          });
      assertThat(seen).extracting(LogPosition::value).containsExactly(7L, 8L, 9L);
    }
  }

  @Test
  void failsWhatComesAfterItWasClosed() {
    Log log = Place.open(disk);
    Group last = Group.of("last").into(log);
    log.close();
    log.close();
    assertThat(last.await()).isEqualTo(LogPosition.START);
    assertThatThrownBy(Group.of("late").into(log)::await).isInstanceOf(LogException.Closed.class);
    assertThatThrownBy(() -> log.read(LogPosition.START)).isInstanceOf(LogException.Closed.class);
  }

  @Test
  void refusesTheLogOfAnotherHome() {
    Place.open(disk).close();
    assertThatThrownBy(() ->
            Log.open(
                Place.SMALL,
                Place.LOG,
                Place.INDEX,
                Bytes.utf8("another 01234567"),
                disk,
                Clock.system(),
                Entropy.system(),
                Threads.system(),
                List.of()))
        .isInstanceOf(LogException.Foreign.class)
        .hasMessageStartingWith("/home/log belongs to home " + Place.HOME.hex())
        .hasMessageContaining("the file format names home " + Bytes.utf8("another 01234567").hex());
  }

  @Test
  void readsWhileOthersAppend() {
    Journal journal = new Journal();
    try (Log log = Place.open(disk, journal)) {
      List<Thread> writers =
          IntStream.range(0, 4)
              .mapToObj(writer ->
                  Threads.system()
                      .start(
                          "writer " + writer,
                          0,
                          () -> {
                            for (int i = 0; i < 200; i++) {
                              LogPosition at =
                                  Group.of(writer + "/" + i, "second").into(log).await();
                              assertThat(log.read(at).body().text()).isEqualTo(writer + "/" + i);
                            }
                          }))
              .toList();
      while (log.end().value() < 1600) {
        LogPosition end = log.end();
        assertThat(Place.bodies(log, 0)).hasSizeGreaterThanOrEqualTo((int) end.value());
      }
      writers.forEach(LogTest::join);
      assertThat(journal.bodies()).isEqualTo(Place.bodies(log, 0));
      for (int writer = 0; writer < 4; writer++) {
        String mine = writer + "/";
        assertThat(journal.bodies().stream().map(Bytes::text).filter(text -> text.startsWith(mine)))
            .containsExactlyElementsOf(IntStream.range(0, 200).mapToObj(i -> mine + i).toList());
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean fail() {
    throw new AssertionError("nothing is there to visit");
  }
}
