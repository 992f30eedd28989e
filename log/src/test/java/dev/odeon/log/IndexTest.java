package dev.odeon.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.base.MalformedException;
import dev.odeon.testkit.DiskOperation;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class IndexTest {
  private final SimDisk disk = new SimDisk(1);

  @Test
  void givesAnIndexEveryRecordOnceAndItsFilesBackOnOpen() {
    List<Bytes> all;
    Journal live = new Journal();
    try (Log log = Place.open(disk, live)) {
      all = Place.append(log, 90, 600);
    }
    assertThat(live.bodies()).isEqualTo(all);
    assertThat(live.calls()).contains("seal 18", "load 0..18", "seal 36", "load 18..36");

    Journal opened = new Journal();
    List<Path> read = new ArrayList<>();
    disk.faults(
        Fault.watch(operation -> {
          if (operation.kind() == DiskOperation.Kind.READ && operation.offset() > 0) {
            read.add(operation.path());
          }
        }));
    try (Log log = Place.open(disk, opened)) {
      assertThat(opened.bodies()).isEqualTo(all);
      assertThat(opened.calls())
          .containsExactly("load 0..18", "load 18..36", "load 36..54", "load 54..72");
      assertThat(log.recovery().rebuilt()).isEmpty();
      assertThat(log.recovery().recordsReplayed()).isEqualTo(18);
      assertThat(read)
          .doesNotContain(Place.segment(1), Place.segment(4))
          .contains(Place.segment(5));
      assertThat(Place.bodies(log, 0)).isEqualTo(all);
    }
  }

  @Test
  void rebuildsIndicesWhenTheirFolderIsGone() {
    List<Bytes> all = filled();
    disk.files().stream().filter(file -> file.startsWith(Place.INDEX)).forEach(disk::delete);
    disk.delete(Place.INDEX);
    assertRebuilt(all, "0000000000000001.batches", "0000000000000001.journal");
    assertRebuilt(all);
  }

  @Test
  void rebuildsAnIndexFileThatIsDamagedAnywhere() {
    List<Bytes> all = filled();
    for (String name : List.of("journal", "batches")) {
      Path file = Place.INDEX.resolve("0000000000000002." + name);
      int size = disk.peek(file).size();
      for (int offset : new int[] {0, 9, 20, 33, 50, 60, 67, 75, 77, 80, size - 1}) {
        disk.flip(file, offset, 3);
        assertRebuilt(all, "0000000000000002." + name);
        assertRebuilt(all);
      }
    }
  }

  @Test
  void rebuildsAnIndexFileOfAnotherSegment() {
    List<Bytes> all = filled();
    Bytes second = disk.peek(Place.INDEX.resolve("0000000000000002.journal"));
    disk.alter(Place.INDEX.resolve("0000000000000001.journal"), 0, second);
    assertRebuilt(all, "0000000000000001.journal");
  }

  @Test
  void rebuildsAnIndexWhoseContentItsOwnerDoesNotUnderstand() {
    List<Bytes> all = filled();
    Path file = Place.INDEX.resolve("0000000000000001.other");
    Other first = new Other();
    try (Log log = Place.open(disk, first)) {
      assertThat(log.recovery().rebuilt()).contains("0000000000000001.other");
    }
    assertThat(disk.exists(file)).isTrue();
    Other strict = new Other();
    strict.understands = false;
    try (Log log = Place.open(disk, strict)) {
      assertThat(log.recovery().rebuilt()).contains("0000000000000001.other");
      assertThat(strict.records).isEqualTo(all.size());
    }
  }

  @Test
  void addsAnIndexToALogThatHadNone() {
    List<Bytes> all = filled();
    Journal added = new Journal("added");
    Journal journal = new Journal();
    try (Log log = Place.open(disk, journal, added)) {
      assertThat(added.bodies()).isEqualTo(all);
      assertThat(journal.bodies()).isEqualTo(all);
      assertThat(log.recovery().rebuilt())
          .contains("0000000000000001.added", "0000000000000002.added")
          .noneMatch(name -> name.endsWith("journal"));
    }
  }

  @Test
  void keepsAnIndexInMemoryWhenItsFileCannotBeWritten() {
    disk.faults(
        Fault.on(
            operation ->
                operation.kind() == DiskOperation.Kind.WRITE && operation.on(".journal.tmp"),
            new Fault.Verdict.Fail(DiskException.Reason.FULL)));
    Journal journal = new Journal();
    List<Bytes> all;
    try (Log log = Place.open(disk, journal)) {
      all = Place.append(log, 60, 600);
    }
    assertThat(journal.calls()).contains("load 0..18");
    disk.faults(Fault.none());
    assertRebuilt(all, "0000000000000001.journal", "0000000000000002.journal");
  }

  @Test
  void letsEverybodyReadWhatAnIndexWasTold() {
    AtomicReference<Log> opened = new AtomicReference<>();
    List<Bytes> read = new ArrayList<>();
    Journal reading =
        new Journal() {
          @Override
          public void record(LogPosition position, LogRecord record) {
            super.record(position, record);
            read.add(opened.get().read(position).body());
          }
        };
    try (Log log = Place.open(disk, reading)) {
      opened.set(log);
      List<Bytes> all = Place.append(log, 20, 600);
      assertThat(read).isEqualTo(all);
    }
  }

  private List<Bytes> filled() {
    try (Log log = Place.open(disk, new Journal())) {
      return Place.append(log, 60, 600);
    }
  }

  private void assertRebuilt(List<Bytes> all, String... rebuilt) {
    Journal journal = new Journal();
    try (Log log = Place.open(disk, journal)) {
      assertThat(journal.bodies()).isEqualTo(all);
      assertThat(log.recovery().rebuilt()).contains(rebuilt);
      if (rebuilt.length == 0) {
        assertThat(log.recovery().rebuilt()).isEmpty();
      }
      assertThat(Place.bodies(log, 0)).isEqualTo(all);
      assertThat(log.read(new LogPosition(30)).body()).isEqualTo(all.get(30));
    }
  }

  /** Counts records, and may find its own file strange. */
  private static final class Other implements SegmentIndex {
    private boolean understands = true;
    private int records;

    @Override
    public String name() {
      return "other";
    }

    @Override
    public void record(LogPosition position, LogRecord record) {
      records++;
    }

    @Override
    public Supplier<Bytes> seal() {
      return () -> Bytes.utf8("other");
    }

    @Override
    public void load(LogPosition first, LogPosition end, IndexFile sealed) {
      if (!understands && records < end.value()) {
        throw new MalformedException("another version");
      }
    }
  }
}
