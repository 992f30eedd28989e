package dev.odeon.log;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Entropy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens the folder of a log: finds where it ends, feeds the indices, then cuts what a crash left
 * and makes durable what is handed out. For one thread.
 */
final class Recoverer {
  /** Where the next batch goes. */
  record Active(Segment segment, long offset, long size, long nextNumber, LogPosition next) {}

  /** A log that is ready for appends; or, without an active segment, for reading alone. */
  record Recovered(Segments segments, @Nullable Active active, Recovery recovery) {}

  private final LogConfig config;
  private final Disk disk;
  private final Entropy entropy;
  private final LongSupplier nanos;
  private final SegmentFolder folder;
  private final Bytes home;
  private final Indices indices;
  private final List<Segment> segments = new ArrayList<>();
  private long recordsReplayed;

  Recoverer(
      LogConfig config,
      Disk disk,
      Entropy entropy,
      LongSupplier nanos,
      SegmentFolder folder,
      Bytes home,
      Indices indices) {
    this.config = config;
    this.disk = disk;
    this.entropy = entropy;
    this.nanos = nanos;
    this.folder = folder;
    this.home = home;
    this.indices = indices;
  }

  /** Opens what another process left. */
  Recovered recover(Opening opening) {
    return closingOnFailure(
        () -> opening.mode() == Opening.Mode.STRICT ? open(opening) : openDamaged(opening));
  }

  /**
   * Opens what this process left when a write or sync failed: keeps what was acknowledged, and goes
   * on in a new segment, whose header says where the one before ends. What the page cache holds
   * beyond may differ from the disk, so nobody reads it.
   */
  Recovered resume(Active acknowledged) {
    return closingOnFailure(() -> continueAfter(acknowledged));
  }

  private Recovered open(Opening opening) {
    RecoveryCheck check = opening.check();
    long began = nanos.getAsLong();
    disk.createFolders(folder.folder());
    List<SegmentFolder.Entry> used = used(folder.entries());
    if (used.isEmpty()) {
      check.check(recovery(LogPosition.START, 0, true, 0, began));
      Active first = start(1, 1, LogPosition.START, 0, 0);
      return recovered(first, recovery(LogPosition.START, 0, true, 0, began));
    }
    restoreSealed(used);
    SegmentFolder.Entry last = used.getLast();
    Segment active = writable(last);
    segments.add(active);
    LogEnd logEnd =
        LogEnd.scan(
            active,
            last.size(),
            opening.least(),
            (at, first, records) -> replay(active, at, first, records));
    Recovery found =
        recovery(logEnd.next(), logEnd.nextNumber() - 1, false, logEnd.bytesCut(), began);
    check.check(found);
    repair(active, logEnd);
    return recovered(
        new Active(active, logEnd.end(), last.size(), logEnd.nextNumber(), logEnd.next()),
        recovery(logEnd.next(), logEnd.nextNumber() - 1, false, logEnd.bytesCut(), began));
  }

  /**
   * Opens a damaged log: reads all of it, feeds what is whole to the indices and reports the rest
   * to them.
   */
  private Recovered openDamaged(Opening opening) {
    long began = nanos.getAsLong();
    boolean writes = opening.mode() == Opening.Mode.DEGRADED;
    Rebuild rebuild = new Rebuild(writes);
    LogScan.Result result = LogScan.walk(disk, folder.folder(), opening.least(), home, rebuild);
    Bytes named = result.homeId();
    if (named != null && !named.equals(home)) {
      throw LogException.Foreign.logOf(folder.folder(), home, named);
    }
    LogPosition next = result.end();
    Recovery found = recovery(next, rebuild.nextNumber - 1, segments.isEmpty(), 0, began);
    opening.check().check(found);
    if (!writes || segments.isEmpty()) {
      return new Recovered(new Segments(segments, next), null, found);
    }
    rebuild.seal();
    SegmentHeader last = segments.getLast().header();
    Active active = start(last.id() + 1, rebuild.nextNumber, next, last.id(), rebuild.endOffset);
    return recovered(active, found);
  }

  /** Takes up the segments of a damaged log, one after the other. */
  private final class Rebuild implements LogScan.Walker {
    private final boolean writes;
    private boolean damaged;
    private boolean after;
    private LogPosition end = LogPosition.START;
    long endOffset;
    long nextNumber = 1;

    Rebuild(boolean writes) {
      this.writes = writes;
    }

    @Override
    public void begin(Segment segment) {
      if (!segments.isEmpty()) {
        seal();
      }
      segments.add(segment);
      // The first batch may be unreadable: what comes after it is looked up from here.
      segment.starts().mark(segment.header().first(), SegmentHeader.PAGE);
    }

    @Override
    public void batch(long offset, LogPosition first, List<LogRecord> records) {
      Segment active = segments.getLast();
      if (after) {
        active.starts().mark(first, offset);
        after = false;
      }
      replay(active, offset, first, records);
    }

    @Override
    public void damaged(
        LogPosition first, LogPosition end, List<LogRecord> records, LogException.Damaged damage) {
      damaged = true;
      after = true;
      if (!end.equals(first)) {
        if (!segments.isEmpty()) {
          segments.getLast().keep(first, end, records);
        }
        indices.damaged(first, end, records);
      }
    }

    @Override
    public void foreign(LogException.Foreign segment) {
      // It stands where segments of this log will be.
      if (writes) {
        throw segment;
      }
    }

    @Override
    public void end(long offset, LogPosition last, long number) {
      endOffset = offset;
      end = last;
      nextNumber = number;
    }

    /** What was fed since the last time is all of the last segment. */
    void seal() {
      indices.rebuilt(segments.getLast(), end, endOffset, writes && !damaged);
      damaged = false;
      after = false;
    }
  }

  private Recovered continueAfter(Active acknowledged) {
    long began = nanos.getAsLong();
    SegmentHeader header = acknowledged.segment().header();
    folder.removeAfter(header.id());
    List<SegmentFolder.Entry> used = used(folder.entries());
    restoreSealed(used);
    Segment last = new Segment(disk, folder.path(header.id()), header, null);
    segments.add(last);
    indices.restore(last, acknowledged.next(), acknowledged.offset());
    Active active =
        start(
            header.id() + 1,
            acknowledged.nextNumber(),
            acknowledged.next(),
            header.id(),
            acknowledged.offset());
    return recovered(
        active, recovery(acknowledged.next(), acknowledged.nextNumber() - 1, false, 0, began));
  }

  /** The segments in use, each checked against the one before. */
  private List<SegmentFolder.Entry> used(List<SegmentFolder.Entry> entries) {
    requireOwn(entries);
    entries.forEach(this::requireBelonging);
    List<SegmentFolder.Entry> used = new ArrayList<>();
    SegmentFolder.@Nullable Entry unused = null;
    for (SegmentFolder.Entry entry : entries) {
      SegmentHeader header = entry.header();
      if (header == null) {
        checkEmpty(entry);
        unused = entry;
        continue;
      }
      if (unused != null) {
        throw new LogException.Damaged(
            unused.path(), 0, "the header", "one, as segments follow", "zeros");
      }
      checkOrder(used.isEmpty() ? null : used.getLast(), entry, header);
      used.add(entry);
    }
    return used;
  }

  /** Where all segments are another home's, it may as well be the home's id that is wrong. */
  private void requireOwn(List<SegmentFolder.Entry> entries) {
    List<Bytes> homes =
        entries.stream()
            .map(SegmentFolder.Entry::header)
            .filter(Objects::nonNull)
            .map(SegmentHeader::home)
            .toList();
    if (!homes.isEmpty() && !homes.contains(home)) {
      throw LogException.Foreign.logOf(folder.folder(), home, homes.getFirst());
    }
  }

  private void requireBelonging(SegmentFolder.Entry entry) {
    SegmentHeader header = entry.header();
    if (header != null && !header.home().equals(home)) {
      throw LogException.Foreign.ofHome(entry.path(), home, header.home());
    }
    if (header != null && header.id() != entry.id()) {
      throw LogException.Foreign.named(entry.path(), header.id());
    }
  }

  private static void checkOrder(
      SegmentFolder.@Nullable Entry before, SegmentFolder.Entry entry, SegmentHeader header) {
    Path path = entry.path();
    long previous = before == null ? 0 : before.id();
    if (header.previousId() != previous) {
      // The segment that is named is not there, or is not the one before.
      throw new LogException.Damaged(
          path,
          0,
          "the segment before it",
          SegmentHeader.fileName(header.previousId()),
          previous == 0 ? "missing" : SegmentHeader.fileName(previous));
    }
    if (before != null && before.size() < header.previousEnd()) {
      throw damaged(before.path(), "the size of the file", header.previousEnd(), before.size());
    }
  }

  /** A segment is only written to after its header is durable: one without has no content. */
  private void checkEmpty(SegmentFolder.Entry entry) {
    try (DiskFile file = disk.open(entry.path(), Disk.Mode.READ)) {
      ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(4 << 20, entry.size()));
      for (long at = 0; at < entry.size(); at += piece.limit()) {
        piece.clear().limit((int) Math.min(piece.capacity(), entry.size() - at));
        file.readFully(at, piece);
        int zeros = Zeros.count(piece.flip());
        if (zeros < piece.limit()) {
          throw new LogException.Damaged(
              entry.path(),
              0,
              "the header",
              "one, as there is data at byte " + (at + zeros),
              "zeros");
        }
      }
    }
  }

  private void restoreSealed(List<SegmentFolder.Entry> used) {
    for (int i = 0; i + 1 < used.size(); i++) {
      SegmentHeader header = header(used.get(i));
      SegmentHeader next = header(used.get(i + 1));
      Segment sealed = new Segment(disk, used.get(i).path(), header, null);
      segments.add(sealed);
      try {
        indices.restore(sealed, next.first(), next.previousEnd());
      } catch (LogException.Damaged e) {
        requireSuccessor(sealed, used.get(i).size(), used.get(i + 1));
        throw e;
      }
    }
  }

  /** Where a segment is whole by itself, but does not end where the next one says. */
  private static void requireSuccessor(Segment before, long size, SegmentFolder.Entry after) {
    LogEnd logEnd = LogEnd.scan(before, size, LogPosition.START, (_, _, _) -> {});
    if (logEnd.bytesCut() == 0) {
      throw LogException.Foreign.ofCopy(after.path(), header(after), logEnd.next(), logEnd.end());
    }
  }

  private void replay(Segment active, long offset, LogPosition first, List<LogRecord> records) {
    active.starts().add(first, offset);
    LogPosition at = first;
    for (LogRecord record : records) {
      indices.record(at, record);
      at = at.plus(1);
    }
    recordsReplayed += records.size();
  }

  /**
   * Cuts the torn tail and writes again what is last: it may have been read from the page cache
   * alone, and a sync that failed before may have left it there as clean.
   */
  private static void repair(Segment active, LogEnd logEnd) {
    DiskFile file = active.file();
    for (long at = logEnd.end(); at < logEnd.dirtyEnd(); ) {
      ByteBuffer zeros = Zeros.run(logEnd.dirtyEnd() - at);
      int count = zeros.remaining();
      file.writeFully(at, zeros);
      at += count;
    }
    if (logEnd.lastBatch() == 0) {
      file.writeFully(0, active.header().encoded());
    } else {
      rewrite(file, logEnd.lastBatch(), logEnd.end());
    }
    file.sync();
  }

  private static void rewrite(DiskFile file, long from, long end) {
    ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(BatchReader.WINDOW, end - from));
    for (long at = from; at < end; at += piece.limit()) {
      piece.clear().limit((int) Math.min(piece.capacity(), end - at));
      file.readFully(at, piece);
      file.writeFully(at, piece.flip());
    }
  }

  private Active start(long id, long number, LogPosition first, long previousId, long previousEnd) {
    DiskFile file = folder.make(id, config.segmentBytes());
    SegmentHeader header =
        new SegmentHeader(
            home,
            entropy.bytes(SegmentHeader.SALT_SIZE),
            id,
            number,
            first,
            previousId,
            previousEnd);
    Segment segment = new Segment(disk, folder.path(id), header, file);
    segments.add(segment);
    file.writeFully(0, header.encoded());
    file.sync();
    return new Active(segment, SegmentHeader.PAGE, file.size(), number, first);
  }

  private Segment writable(SegmentFolder.Entry entry) {
    return new Segment(disk, entry.path(), header(entry), disk.open(entry.path(), Disk.Mode.WRITE));
  }

  private Recovered recovered(Active active, Recovery recovery) {
    return new Recovered(new Segments(segments, active.next()), active, recovery);
  }

  private Recovery recovery(
      LogPosition end, long batches, boolean created, long bytesCut, long began) {
    Duration took = Duration.ofNanos(nanos.getAsLong() - began);
    return new Recovery(
        end, batches, segments.size(), created, bytesCut, recordsReplayed, indices.rebuilt(), took);
  }

  private Recovered closingOnFailure(Supplier<Recovered> opening) {
    boolean done = false;
    try {
      Recovered recovered = opening.get();
      done = true;
      return recovered;
    } finally {
      if (!done) {
        segments.forEach(Segment::close);
      }
    }
  }

  private static SegmentHeader header(SegmentFolder.Entry entry) {
    return Objects.requireNonNull(entry.header());
  }

  private static LogException damaged(Path path, String what, long expected, long actual) {
    return new LogException.Damaged(path, 0, what, Long.toString(expected), Long.toString(actual));
  }
}
