package dev.odeon.log;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One segment file as readers know it. The committer adds to the active one; a sealed one stays as
 * it is.
 */
final class Segment implements AutoCloseable {
  private final Disk disk;
  private final Path path;
  private final SegmentHeader header;
  private final BatchFormat format;
  private final AtomicReference<@Nullable DiskFile> file;
  private final NavigableMap<LogPosition, Unreadable> unreadable = new ConcurrentSkipListMap<>();
  private volatile BatchStarts starts = new BatchStarts();

  /** What is left of a damaged batch, or of several in a row. */
  private record Unreadable(LogPosition end, List<LogRecord> records) {}

  /** A segment whose file is opened when it is first read, or the open {@code file}. */
  Segment(Disk disk, Path path, SegmentHeader header, @Nullable DiskFile file) {
    this.disk = disk;
    this.path = path;
    this.header = header;
    this.format = new BatchFormat(header.salt());
    this.file = new AtomicReference<>(file);
  }

  Path path() {
    return path;
  }

  SegmentHeader header() {
    return header;
  }

  BatchFormat format() {
    return format;
  }

  /**
   * The records from {@code first} to {@code end} are damaged, and perhaps {@code records}, from
   * the first on.
   */
  void keep(LogPosition first, LogPosition end, List<LogRecord> records) {
    List<LogRecord> kept =
        records.stream()
            .map(record -> new LogRecord(record.kind(), record.body().compact()))
            .toList();
    unreadable.put(first, new Unreadable(end, kept));
  }

  /** What the bytes say at {@code position} if it is known to be damaged; else null. */
  @Nullable LogRecord kept(LogPosition position) {
    Map.Entry<LogPosition, Unreadable> entry = unreadable.floorEntry(position);
    if (entry == null) {
      return null;
    }
    long index = position.value() - entry.getKey().value();
    List<LogRecord> records = entry.getValue().records;
    return index < records.size() ? records.get((int) index) : null;
  }

  BatchStarts starts() {
    return starts;
  }

  void starts(BatchStarts known) {
    starts = known;
  }

  /**
   * The same file where its header is damaged: it begins with batch {@code number} and position
   * {@code first}, the salt is as it stands.
   */
  Segment beginning(long number, LogPosition first) {
    long id = SegmentHeader.idOf(path.getFileName().toString());
    SegmentHeader known =
        new SegmentHeader(
            header.home(),
            header.salt(),
            id,
            number,
            first,
            header.previousId(),
            header.previousEnd());
    return new Segment(disk, path, known, null);
  }

  /** The open file, which all threads share. */
  DiskFile file() {
    DiskFile open = file.get();
    if (open != null) {
      return open;
    }
    DiskFile mine = disk.open(path, Disk.Mode.READ);
    if (file.compareAndSet(null, mine)) {
      return mine;
    }
    mine.close();
    return file();
  }

  @Override
  public void close() {
    DiskFile open = file.getAndSet(null);
    if (open != null) {
      open.close();
    }
  }
}
