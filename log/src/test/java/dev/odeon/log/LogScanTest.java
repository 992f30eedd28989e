package dev.odeon.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SimDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class LogScanTest {
  private static final int SIZE = 600;
  private static final long BATCH = 656;

  /** A batch, or what should have been one. */
  private record Seen(long first, long end, List<Bytes> bodies, String damage) {}

  private final SimDisk disk = new SimDisk(1);
  private final List<Seen> seen = new ArrayList<>();

  @Test
  void findsNothingWhereThereIsNoLog() {
    assertThat(run()).isEqualTo(new LogScan.Result(LogPosition.START, 0, null));
  }

  @Test
  void readsAWholeLogAndChangesNothing() {
    List<Bytes> all = filled(60);
    disk.faults(
        Fault.watch(
            operation -> assertThat(operation.kind().change()).as("%s", operation).isFalse()));
    assertThat(run()).isEqualTo(new LogScan.Result(new LogPosition(60), 0, Place.HOME));
    assertThat(seen).hasSize(60).allMatch(batch -> batch.damage.isEmpty());
    assertThat(seen.stream().flatMap(batch -> batch.bodies.stream())).isEqualTo(all);
  }

  @Test
  void tellsATornTailFromDamage() {
    List<Bytes> all = filled(60);
    disk.flip(Place.segment(4), SegmentHeader.PAGE + 5 * BATCH + 100, 0);
    LogScan.Result result = run();
    assertThat(result.end()).isEqualTo(new LogPosition(59));
    assertThat(result.bytesTorn()).isBetween(BATCH - 8, BATCH);
    assertThat(seen.stream().flatMap(batch -> batch.bodies.stream())).isEqualTo(all.subList(0, 59));
  }

  @Test
  void givesTheRecordsOfADamagedBodyAsTheyStand() {
    List<Bytes> all = filled(60);
    disk.flip(Place.segment(2), SegmentHeader.PAGE + 3 * BATCH + 200, 0);
    assertThat(run().end()).isEqualTo(new LogPosition(60));
    Seen broken = onlyDamage();
    assertThat(broken.first).isEqualTo(21);
    assertThat(broken.end).isEqualTo(22);
    assertThat(broken.bodies).hasSize(1);
    assertThat(broken.bodies.getFirst().size()).isEqualTo(SIZE);
    assertThat(broken.bodies.getFirst()).isNotEqualTo(all.get(21));
    assertThat(broken.damage)
        .matches(
            "0000000000000002.segment, byte 6064: the batch checksum is \\w{8}, expected \\w{8}");
    assertRestIsWhole(all, 21, 22);
  }

  @Test
  void givesTheRecordsBehindADamagedBatchHeader() {
    List<Bytes> all = filled(60);
    for (int at = 0; at < 44; at += 4) {
      long offset = SegmentHeader.PAGE + 3 * BATCH + at;
      disk.flip(Place.segment(4), offset, 1);
      assertThat(run().end()).isEqualTo(new LogPosition(60));
      Seen broken = onlyDamage();
      assertThat(broken.first).isEqualTo(57);
      assertThat(broken.end).isEqualTo(58);
      assertThat(broken.bodies).containsExactly(all.get(57));
      assertRestIsWhole(all, 57, 58);
      disk.flip(Place.segment(4), offset, 1);
      seen.clear();
    }
  }

  @Test
  void goesOnAfterTheLastBatchOfASealedSegmentIsLost() {
    List<Bytes> all = filled(60);
    disk.alter(
        Place.segment(1), SegmentHeader.PAGE + 16 * BATCH, Bytes.wrap(new byte[(int) BATCH * 2]));
    assertThat(run().end()).isEqualTo(new LogPosition(60));
    Seen broken = onlyDamage();
    assertThat(broken.first).isEqualTo(16);
    assertThat(broken.end).isEqualTo(18);
    assertThat(broken.bodies).isEmpty();
    assertRestIsWhole(all, 16, 18);
  }

  @Test
  void readsTheBatchesOfASegmentWhoseHeaderIsDamaged() {
    List<Bytes> all = filled(60);
    disk.flip(Place.segment(2), 3, 1);
    assertThat(run().end()).isEqualTo(new LogPosition(60));
    assertThat(onlyDamage().damage).contains("0000000000000002.segment, byte 0: the magic is");
    assertRestIsWhole(all, 18, 18);
  }

  @Test
  void readsTheBatchesOfASegmentWhoseSaltLostOneBit() {
    List<Bytes> all = filled(60);
    disk.flip(Place.segment(2), 40, 1);
    assertThat(run().end()).isEqualTo(new LogPosition(60));
    assertThat(onlyDamage().damage).contains("0000000000000002.segment, byte 0: the header's");
    assertRestIsWhole(all, 18, 18);
  }

  @Test
  void missesWhatASegmentHeldWhoseSaltIsDamaged() {
    List<Bytes> all = filled(60);
    disk.alter(Place.segment(2), 40, Bytes.wrap(new byte[8]));
    assertThat(run().end()).isEqualTo(new LogPosition(60));
    assertThat(seen.stream().filter(batch -> !batch.damage.isEmpty()).toList())
        .satisfiesExactly(
            header -> assertThat(header.first).isEqualTo(header.end).isEqualTo(18),
            batches -> {
              assertThat(batches.first).isEqualTo(18);
              assertThat(batches.end).isEqualTo(36);
              assertThat(batches.bodies).isEqualTo(all.subList(18, 19));
            });
    assertRestIsWhole(all, 18, 36);
  }

  @Test
  void missesASegmentThatIsGone() {
    List<Bytes> all = filled(60);
    disk.delete(Place.segment(2));
    assertThat(run().end()).isEqualTo(new LogPosition(60));
    Seen broken = onlyDamage();
    assertThat(broken.first).isEqualTo(18);
    assertThat(broken.end).isEqualTo(36);
    assertRestIsWhole(all, 18, 36);
  }

  @Test
  void readsWhatIsWrittenMeanwhileAsItWasWritten() {
    try (Log log = Place.open(disk)) {
      List<Bytes> all = Place.append(log, 2, SIZE);
      // Behind what the scan has in its window by then.
      Runnable write = () -> all.addAll(Place.append(log, 5, SIZE));
      LogScan.Result result = run(seen -> seen == 1 ? write : () -> {});
      assertThat(seen).allMatch(batch -> batch.damage.isEmpty());
      assertThat(seen.stream().flatMap(batch -> batch.bodies.stream())).isEqualTo(all);
      assertThat(result.end()).isEqualTo(new LogPosition(7));
    }
  }

  private Seen onlyDamage() {
    List<Seen> damage = seen.stream().filter(batch -> !batch.damage.isEmpty()).toList();
    assertThat(damage).hasSize(1);
    return damage.getFirst();
  }

  @Test
  void namesASegmentOfAnotherHomeAndPassesOverIt() {
    List<Bytes> all = filled(60);
    disk.alter(Place.segment(2), 16, Bytes.utf8("another 01234567"));
    Bytes page = disk.peek(Place.segment(2)).slice(0, 124);
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(page.buffer());
    disk.alter(
        Place.segment(2),
        124,
        Bytes.wrap(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array()));
    assertThat(run().end()).isEqualTo(new LogPosition(60));
    assertThat(seen.getFirst().damage)
        .startsWith(
            "%s belongs to home %s"
                .formatted(Place.segment(2), Bytes.utf8("another 01234567").hex()));
    assertThat(seen.stream().filter(each -> !each.damage.isEmpty())).hasSize(2);
    seen.removeFirst();
    assertRestIsWhole(all, 18, 36);
  }

  @Test
  void namesASegmentUnderAnotherName() {
    filled(60);
    // Behind one that was made ahead of use.
    disk.writeAtomically(Place.segment(8), Bytes.wrap(new byte[16 << 10]));
    disk.writeAtomically(Place.segment(9), disk.peek(Place.segment(2)));
    assertThat(run().end()).isEqualTo(new LogPosition(60));
    assertThat(onlyDamage().damage)
        .startsWith(Place.segment(9) + " is 0000000000000002.segment under another name");
  }

  @Test
  void namesTheFilesThatAreNoSegments() {
    filled(20);
    assertThat(LogScan.foreignNames(disk, Place.LOG)).isEmpty();
    disk.writeAtomically(Place.LOG.resolve("0000000000000001.segment (copy)"), Bytes.utf8("x"));
    disk.writeAtomically(Place.LOG.resolve("0000000000000000.segment"), Bytes.utf8("x"));
    assertThat(LogScan.foreignNames(disk, Place.LOG))
        .containsExactly("0000000000000000.segment", "0000000000000001.segment (copy)");
    assertThat(run().end()).isEqualTo(new LogPosition(20));
    assertThat(seen).allMatch(each -> each.damage.isEmpty());
  }

  private void assertRestIsWhole(List<Bytes> all, int from, int to) {
    List<Bytes> rest = new ArrayList<>(all.subList(0, from));
    rest.addAll(all.subList(to, all.size()));
    assertThat(
            seen.stream()
                .filter(batch -> batch.damage.isEmpty())
                .flatMap(batch -> batch.bodies.stream()))
        .isEqualTo(rest);
  }

  private List<Bytes> filled(int count) {
    try (Log log = Place.open(disk)) {
      return Place.append(log, count, SIZE);
    }
  }

  private LogScan.Result run() {
    return run(_ -> () -> {});
  }

  /** Does {@code beside} after each batch; it is given how many there were. */
  private LogScan.Result run(IntFunction<Runnable> beside) {
    Path folder = Place.LOG;
    return LogScan.run(
        disk,
        folder,
        new LogScan.Visitor() {
          @Override
          public void batch(LogPosition first, List<LogRecord> records) {
            add(first, first.plus(records.size()), records, "");
            beside.apply(seen.size()).run();
          }

          @Override
          public void damaged(
              LogPosition first, LogPosition end, List<LogRecord> records, String what) {
            add(first, end, records, what);
          }

          @Override
          public void foreign(String what) {
            add(LogPosition.START, LogPosition.START, List.of(), what);
          }
        });
  }

  private void add(LogPosition first, LogPosition end, List<LogRecord> records, String damage) {
    seen.add(
        new Seen(
            first.value(), end.value(), records.stream().map(LogRecord::body).toList(), damage));
  }
}
