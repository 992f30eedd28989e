package dev.odeon.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Entropy;
import dev.odeon.base.Threads;
import dev.odeon.testkit.SimDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private static final int SIZE = 600;
  private static final int BATCH = 656;
  private static final int PER_SEGMENT = 18;

  /** Every part of a batch, by the offset in it. */
  private static final int[] BATCH_PLACES = {
    0, 3, 4, 7, 8, 15, 16, 23, 24, 31, 32, 35, 36, 39, 40, 43, 44, 47, 48, 49, 52, 53, 300, 652
  };

  private final SimDisk disk = new SimDisk(1);

  @Test
  void cutsATornTailAndReportsItsBytes() {
    for (int place : BATCH_PLACES) {
      SimDisk disk = new SimDisk(place);
      List<Bytes> all = filled(disk, 10);
      long last = offsetOf(9);
      disk.flip(Place.segment(1), last + place, 2);
      try (Log log = Place.open(disk)) {
        assertThat(log.recovery().bytesCut()).as("at %d", place).isBetween(653L - 8, 653L);
        assertThat(Place.bodies(log, 0)).isEqualTo(all.subList(0, 9));
        Bytes rest = disk.peek(Place.segment(1));
        assertThat(rest.slice((int) last, rest.size()))
            .isEqualTo(Bytes.wrap(new byte[rest.size() - (int) last]));
        assertThat(Place.append(log, 3, SIZE)).hasSize(3);
      }
      try (Log log = Place.open(disk)) {
        assertThat(log.recovery().bytesCut()).isZero();
        assertThat(log.end().value()).isEqualTo(12);
      }
    }
  }

  @Test
  void refusesDamageBeforeALaterBatchAndLeavesItAsItIs() {
    List<Bytes> all = filled(disk, 10);
    for (int place : BATCH_PLACES) {
      long offset = offsetOf(6);
      disk.flip(Place.segment(1), offset + place, 5);
      Map<Path, Bytes> before = content();
      LogException.Damaged damage =
          catchThrowableOfType(LogException.Damaged.class, () -> Place.open(disk));
      assertThat(damage).as("at %d", place).isNotNull();
      assertThat(damage.segment()).isEqualTo(Place.segment(1));
      assertThat(damage.offset()).isEqualTo(offset);
      assertThat(damage.expected()).isNotEqualTo(damage.actual());
      assertThat(damage)
          .hasMessageContainingAll(
              Place.segment(1).toString(), "at byte " + offset, damage.expected(), damage.actual());
      assertThat(content()).isEqualTo(before);
      disk.flip(Place.segment(1), offset + place, 5);
    }
    assertOpens(all);
  }

  @Test
  void refusesABatchThatIsZerosBeforeALaterOne() {
    filled(disk, 10);
    disk.alter(Place.segment(1), offsetOf(3), Bytes.wrap(new byte[3 * BATCH]));
    assertThatThrownBy(() -> Place.open(disk))
        .isInstanceOf(LogException.Damaged.class)
        .hasMessageContaining("at byte " + offsetOf(3) + ": the batch magic is 00000000");
  }

  @Test
  void refusesADamagedSegmentHeader() {
    List<Bytes> all = filled(disk, 50);
    for (int segment = 1; segment <= 3; segment++) {
      Path path = Place.segment(segment);
      for (int place = 0; place < 128; place++) {
        disk.flip(path, place, place % 8);
        assertThatThrownBy(() -> Place.open(disk))
            .isInstanceOfSatisfying(
                LogException.Damaged.class,
                damage -> {
                  assertThat(damage.segment()).isEqualTo(path);
                  assertThat(damage.offset()).isZero();
                });
        disk.flip(path, place, place % 8);
      }
    }
    assertOpens(all);
  }

  @Test
  void refusesAHeaderThatIsZerosBeforeItsBatches() {
    filled(disk, 50);
    disk.alter(Place.segment(3), 0, Bytes.wrap(new byte[SegmentHeader.PAGE]));
    assertThatThrownBy(() -> Place.open(disk))
        .isInstanceOf(LogException.Damaged.class)
        .hasMessageContaining("there is data at byte 4096");
    disk.alter(Place.segment(2), 0, Bytes.wrap(new byte[SegmentHeader.PAGE]));
    assertThatThrownBy(() -> Place.open(disk)).isInstanceOf(LogException.Damaged.class);
  }

  @Test
  void findsDamageInASealedSegmentWhenItIsRead() {
    List<Bytes> all = filled(disk, 50);
    disk.flip(Place.segment(2), offsetOf(4) + 100, 1);
    try (Log log = Place.open(disk)) {
      assertThat(log.end().value()).isEqualTo(50);
      assertThatThrownBy(() -> log.read(new LogPosition(PER_SEGMENT + 4)))
          .isInstanceOfSatisfying(
              LogException.Damaged.class,
              damage -> assertThat(damage.offset()).isEqualTo(offsetOf(4)));
      assertThatThrownBy(() -> Place.bodies(log, 0)).isInstanceOf(LogException.Damaged.class);
      assertThat(log.read(new LogPosition(PER_SEGMENT + 3)).body())
          .isEqualTo(all.get(PER_SEGMENT + 3));
      assertThat(Place.bodies(log, PER_SEGMENT + 5))
          .isEqualTo(all.subList(PER_SEGMENT + 5, all.size()));
    }
  }

  @Test
  void refusesASealedSegmentThatIsDamagedWhereAnIndexNeedsIt() {
    filled(disk, 50);
    disk.flip(Place.segment(2), offsetOf(17) + 50, 1);
    Journal journal = new Journal();
    assertThatThrownBy(() -> Place.open(disk, journal))
        .isInstanceOfSatisfying(
            LogException.Damaged.class,
            damage -> {
              assertThat(damage.segment()).isEqualTo(Place.segment(2));
              assertThat(damage.offset()).isEqualTo(offsetOf(17));
            });
  }

  @Test
  void takesAnEmptyTailSegmentAsNormal() {
    List<Bytes> all = filled(disk, 15);
    for (int size : new int[] {0, 5000, 16 << 10, 64 << 10}) {
      zeros(Place.segment(2), size);
      zeros(Place.segment(3), size);
      assertOpens(all);
    }
    try (Log log = Place.open(disk)) {
      all.addAll(Place.append(log, 40, SIZE));
    }
    assertThat(disk.files()).contains(Place.segment(2));
    assertOpens(all);
  }

  @Test
  void takesASegmentWithAHeaderAndNothingElseAsNormal() {
    List<Bytes> all = filled(disk, PER_SEGMENT + 1);
    disk.alter(Place.segment(2), SegmentHeader.PAGE, Bytes.wrap(new byte[12 << 10]));
    all.removeLast();
    try (Log log = Place.open(disk)) {
      assertThat(log.end().value()).isEqualTo(PER_SEGMENT);
      all.addAll(Place.append(log, 5, SIZE));
    }
    assertOpens(all);
  }

  @Test
  void takesNoBatchInABodyForALaterOne() {
    SegmentHeader header;
    Bytes real;
    try (Log log = Place.open(disk)) {
      Place.append(log, 3, SIZE);
      header = header(1);
      real = disk.peek(Place.segment(1)).slice((int) offsetOf(1), (int) offsetOf(2));
      // The frame ends 5 bytes after a multiple of 8.
      ByteBuffer body = ByteBuffer.allocate(3 + 4 * BATCH);
      body.position(3);
      body.put(real.buffer());
      body.put(forged(new BatchFormat(Bytes.wrap(new byte[16])), header.id(), 5));
      body.put(forged(new BatchFormat(Bytes.wrap(new byte[0])), header.id(), 6));
      new Group(Threads.system(), List.of(Group.commit(Bytes.wrap(body.array()))))
          .into(log)
          .await();
    }
    long forger = offsetOf(3);
    Bytes raw = disk.peek(Place.segment(1));
    assertThat(raw.slice((int) forger + 56, (int) forger + 56 + BATCH)).isEqualTo(real);
    disk.flip(Place.segment(1), forger + 8, 0);
    try (Log log = Place.open(disk)) {
      assertThat(log.end().value()).isEqualTo(3);
      assertThat(log.recovery().bytesCut()).isGreaterThan(2 * BATCH);
    }
  }

  @Test
  void takesALaterBatchWithTheRightSaltForOne() {
    filled(disk, 4);
    long offset = offsetOf(8);
    ByteBuffer later = forged(new BatchFormat(header(1).salt()), 1, 9);
    disk.alter(Place.segment(1), offset, Bytes.wrap(later.array()));
    assertThatThrownBy(() -> Place.open(disk))
        .isInstanceOf(LogException.Damaged.class)
        .hasMessageContaining("at byte " + offsetOf(4));
  }

  @Test
  void refusesALogThatMissesASegment() {
    filled(disk, 50);
    Bytes kept = disk.peek(Place.segment(2));
    disk.delete(Place.segment(2));
    assertThatThrownBy(() -> Place.open(disk))
        .isInstanceOf(LogException.Damaged.class)
        .hasMessageContaining("the segment before it is 0000000000000001.segment")
        .hasMessageContaining("expected 0000000000000002.segment");
    write(Place.segment(2), kept);
    disk.delete(Place.segment(1));
    assertThatThrownBy(() -> Place.open(disk))
        .isInstanceOf(LogException.Damaged.class)
        .hasMessageContaining("the segment before it is missing");
  }

  @Test
  void refusesASegmentUnderAnotherName() {
    filled(disk, 50);
    disk.rename(Place.segment(3), Place.segment(4));
    assertThatThrownBy(() -> Place.open(disk))
        .isInstanceOf(LogException.Foreign.class)
        .hasMessageStartingWith(
            Place.segment(4) + " is 0000000000000003.segment under another name");
  }

  @Test
  void callsASegmentOfAnotherHomeForeignAndChangesNothing() {
    List<Bytes> all = filled(disk, 50);
    SimDisk other = new SimDisk(9);
    Bytes foreign = Bytes.utf8("another 01234567");
    try (Log log =
        Log.open(
            Place.SMALL,
            Place.LOG,
            Place.INDEX,
            foreign,
            other,
            Clock.system(),
            Entropy.system(),
            Threads.system(),
            List.of())) {
      Place.append(log, 50, SIZE);
    }
    for (int id = 1; id <= 3; id++) {
      Bytes own = disk.peek(Place.segment(id));
      disk.writeAtomically(Place.segment(id), other.peek(Place.segment(id)));
      Map<Path, Bytes> before = content();
      assertThatThrownBy(() -> Place.open(disk))
          .isInstanceOf(LogException.Foreign.class)
          .hasMessageStartingWith(
              "%s belongs to home %s, not to this one".formatted(Place.segment(id), foreign.hex()));
      assertThat(content()).isEqualTo(before);
      disk.writeAtomically(Place.segment(id), own);
    }
    // Beyond a segment that was made ahead, and not used yet.
    disk.writeAtomically(Place.segment(9), other.peek(Place.segment(2)));
    assertThatThrownBy(() -> Place.open(disk))
        .isInstanceOf(LogException.Foreign.class)
        .hasMessageStartingWith(Place.segment(9) + " belongs to home");
    disk.delete(Place.segment(9));
    assertOpens(all);
  }

  /** Two copies of a home that both went on: each segment is whole, they do not follow. */
  @Test
  void callsASegmentOfAnotherCopyForeign() {
    filled(disk, 20);
    SimDisk copy = new SimDisk(5);
    copy.createFolders(Place.LOG);
    disk.files()
        .forEach(file -> {
          if (file.startsWith(Place.LOG)) {
            copy.writeAtomically(file, disk.peek(file));
          }
        });
    try (Log log = Place.open(disk)) {
      Place.append(log, 30, SIZE);
    }
    try (Log log = Place.open(copy)) {
      Place.append(log, 30, SIZE / 2);
      Place.append(log, 30, SIZE / 2);
    }
    disk.files().stream().filter(file -> file.startsWith(Place.INDEX)).forEach(disk::delete);
    disk.writeAtomically(Place.segment(3), copy.peek(Place.segment(3)));
    assertThatThrownBy(() -> Place.open(disk))
        .isInstanceOf(LogException.Foreign.class)
        .hasMessageStartingWith(Place.segment(3) + " says that 0000000000000002.segment ends at")
        .hasMessageContaining("another copy of this home");
  }

  @Test
  void refusesASealedSegmentThatIsCutShort() {
    filled(disk, 50);
    try (DiskFile file = disk.open(Place.segment(1), Disk.Mode.WRITE)) {
      file.truncate(offsetOf(10));
    }
    assertThatThrownBy(() -> Place.open(disk))
        .isInstanceOf(LogException.Damaged.class)
        .hasMessageContaining("the size of the file is " + offsetOf(10));
  }

  @Test
  void refusesANewerFormatInClearWords() {
    filled(disk, 3);
    Bytes page = disk.peek(Place.segment(1)).slice(0, 128);
    ByteBuffer newer = ByteBuffer.wrap(page.toArray()).putInt(8, 2);
    CRC32C crc = new CRC32C();
    crc.update(newer.array(), 0, 124);
    disk.alter(Place.segment(1), 0, Bytes.wrap(newer.putInt(124, (int) crc.getValue()).array()));
    assertThatThrownBy(() -> Place.open(disk))
        .isInstanceOf(LogException.NewerFormat.class)
        .hasMessageContaining("has a newer format: format 2");
  }

  @Test
  void refusesARecordOfAnUnknownKindAsANewerFormat() {
    filled(disk, 3);
    BatchFormat format = new BatchFormat(header(1).salt());
    byte[] body = {9, 0, 0, 0, 1, 77};
    LogPosition first = new LogPosition(3);
    CRC32C crc = format.begin(1, 4, first, 1, body.length);
    crc.update(body);
    ByteBuffer header =
        format.encode(new BatchFormat.Header(1, 4, first, 1, body.length, (int) crc.getValue()));
    disk.alter(Place.segment(1), offsetOf(3), Bytes.wrap(header.array()).plus(Bytes.wrap(body)));
    assertThatThrownBy(() -> Place.open(disk))
        .isInstanceOf(LogException.NewerFormat.class)
        .hasMessageContaining("has a newer format: record kind 9");
  }

  @Test
  void changesNothingWhenAcknowledgedDataIsGone() {
    List<Bytes> all = filled(disk, 10);
    disk.flip(Place.segment(1), offsetOf(9) + 100, 1);
    Map<Path, Bytes> before = content();
    Journal journal = new Journal();
    assertThatThrownBy(() ->
            Log.open(
                Place.SMALL,
                Place.LOG,
                Place.INDEX,
                Place.HOME,
                disk,
                Clock.system(),
                Entropy.system(),
                Threads.system(),
                List.of(journal),
                new Opening(
                    Opening.Mode.STRICT,
                    LogPosition.START,
                    found -> {
                      assertThat(journal.bodies()).isEqualTo(all.subList(0, 9));
                      found.requireEnd(new LogPosition(9), "the last signed head");
                      found.requireEnd(new LogPosition(10), "the clean-shutdown mark");
                    })))
        .isInstanceOfSatisfying(
            LogException.Shortened.class,
            e -> {
              assertThat(e.expected()).isEqualTo(new LogPosition(10));
              assertThat(e.actual()).isEqualTo(new LogPosition(9));
            })
        .hasMessageContaining("ends at position 9, but the clean-shutdown mark names 10");
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void ignoresFilesThatAreNoSegments() {
    List<Bytes> all = filled(disk, 3);
    write(Place.LOG.resolve("notes.txt"), Bytes.utf8("not ours"));
    write(Place.LOG.resolve("00000000000000FF.segment"), Bytes.utf8("nor this"));
    assertOpens(all);
  }

  private void assertOpens(List<Bytes> all) {
    Journal journal = new Journal();
    try (Log log = Place.open(disk, journal)) {
      assertThat(Place.bodies(log, 0)).isEqualTo(all);
      assertThat(journal.bodies()).isEqualTo(all);
    }
  }

  private static List<Bytes> filled(SimDisk disk, int count) {
    try (Log log = Place.open(disk)) {
      return Place.append(log, count, SIZE);
    }
  }

  private static long offsetOf(int batchInSegment) {
    return SegmentHeader.PAGE + (long) batchInSegment * BATCH;
  }

  private SegmentHeader header(int segment) {
    return SegmentHeader.asItStands(
        ByteBuffer.wrap(disk.peek(Place.segment(segment)).slice(0, 4096).toArray()));
  }

  private static ByteBuffer forged(BatchFormat format, long segment, long number) {
    byte[] body = new byte[BATCH - BatchFormat.HEADER_SIZE];
    body[0] = 1;
    ByteBuffer.wrap(body).putInt(1, body.length - BatchFormat.FRAME_SIZE);
    LogPosition first = new LogPosition(number - 1);
    CRC32C crc = format.begin(segment, number, first, 1, body.length);
    crc.update(body);
    ByteBuffer batch = ByteBuffer.allocate(BATCH);
    batch.put(
        format.encode(
            new BatchFormat.Header(segment, number, first, 1, body.length, (int) crc.getValue())));
    return batch.put(body).flip();
  }

  private void zeros(Path path, int size) {
    if (disk.exists(path)) {
      disk.delete(path);
    }
    write(path, Bytes.wrap(new byte[size]));
  }

  private void write(Path path, Bytes content) {
    try (DiskFile file = disk.open(path, Disk.Mode.CREATE)) {
      file.writeFully(0, content.buffer());
    }
  }

  private Map<Path, Bytes> content() {
    Map<Path, Bytes> content = new LinkedHashMap<>();
    disk.files().forEach(file -> content.put(file, disk.peek(file)));
    return content;
  }
}
