package dev.odeon.log;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from its first batch to its last, open or not, damaged or not, and changes nothing.
 * Another process may append meanwhile: a batch is written once the one before it is durable, so
 * the scan reads every batch it reaches as it was written. The scan reports damage to the visitor
 * and continues with the next whole batch.
 */
public final class LogScan {
  /** Receives every batch in order. */
  public interface Visitor {
    /** A whole batch that begins with {@code first}. */
    void batch(LogPosition first, List<LogRecord> records);

    /**
     * Bytes that are not what was written.
     *
     * @param first the position that was expected
     * @param end the position of what is whole behind them; {@code first} if no record is affected
     * @param records what the bytes say if they are taken as they stand, from {@code first} on;
     *     perhaps fewer than there were
     * @param what one line: segment, offset, expected, actual
     */
    void damaged(LogPosition first, LogPosition end, List<LogRecord> records, String what);

    /**
     * Called before {@link #damaged} if a single flipped bit explains the damage of a batch.
     *
     * @param records all of the batch, with that bit flipped back
     */
    default void corrected(LogPosition first, List<LogRecord> records) {}

    /** A segment that does not belong to the log and is skipped. Called before any batch. */
    default void foreign(String what) {}
  }

  /**
   * What there was.
   *
   * @param end the position after the last record
   * @param bytesTorn the size of a torn tail, which is not damage
   * @param homeId the home that the segments with a whole header name; null if there is none
   */
  public record Result(LogPosition end, long bytesTorn, @Nullable Bytes homeId) {}

  /** Also receives segments and offsets, which opening the log needs. */
  interface Walker {
    /** The next segment in use; where its header is damaged, with what is known of it. */
    void begin(Segment segment);

    /** A whole batch at {@code offset} that begins with {@code first}. */
    void batch(long offset, LogPosition first, List<LogRecord> records);

    /** As {@link Visitor#damaged}. */
    void damaged(
        LogPosition first, LogPosition end, List<LogRecord> records, LogException.Damaged damage);

    /** A segment that does not belong to the log, and is passed over. Before any other. */
    default void foreign(LogException.Foreign segment) {}

    /** As {@link Visitor#corrected}. */
    default void corrected(LogPosition first, List<LogRecord> records) {}

    /**
     * The segment that began last ends.
     *
     * @param endOffset the offset after its last batch, or after what is damaged there
     * @param end the position after its last record
     * @param nextNumber the number of the batch to come
     */
    void end(long endOffset, LogPosition end, long nextNumber);
  }

  /** A segment in use, what is wrong with its header, and where it ends if the next one says so. */
  private record Extent(
      Segment segment,
      LogException.@Nullable Damaged damage,
      long limit,
      @Nullable LogPosition end) {}

  /** A file and its header page. */
  private record Page(long id, Path path, long size, ByteBuffer content) {}

  /** Small, for a visitor may hold several, and they shall die young. */
  private static final int WINDOW = 64 << 10;

  private final Disk disk;
  private final Path folder;
  private final LogPosition least;
  private final Walker walker;
  private final @Nullable Bytes home;
  private @Nullable Bytes named;
  private long number = 1;
  private LogPosition next = LogPosition.START;
  private long bytesTorn;
  private long lastOffset;
  private boolean begun;

  private LogScan(Disk disk, Path folder, LogPosition least, @Nullable Bytes home, Walker walker) {
    this.disk = disk;
    this.folder = folder;
    this.least = least;
    this.home = home;
    this.walker = walker;
  }

  /**
   * Scans the log in {@code folder}; a folder that does not exist is an empty log.
   *
   * @throws LogException.NewerFormat if a newer program wrote it
   * @throws LogException.Unavailable if a file cannot be read
   */
  public static Result run(Disk disk, Path folder, Visitor visitor) {
    return run(disk, folder, LogPosition.START, visitor);
  }

  /**
   * The same for a log that is known to have ended no earlier than {@code least}: what is not whole
   * before that is damage, not a torn tail.
   */
  public static Result run(Disk disk, Path folder, LogPosition least, Visitor visitor) {
    return walk(disk, folder, least, new Plain(visitor));
  }

  /**
   * The same where it is known which home the log is of: segments of others are passed over, unless
   * all are.
   *
   * @param home 16 bytes; null for the home that the first segment names
   */
  public static Result run(Disk disk, Path folder, @Nullable Bytes home, Visitor visitor) {
    return walk(disk, folder, LogPosition.START, home, new Plain(visitor));
  }

  /**
   * The names in {@code folder} that are not those of segments, except what the system keeps there.
   */
  public static List<String> foreignNames(Disk disk, Path folder) {
    try {
      return disk.exists(folder)
          ? disk.list(folder).stream()
              .filter(name -> SegmentHeader.idOf(name) == 0 && !name.equals("lost+found"))
              .toList()
          : List.of();
    } catch (DiskException e) {
      throw LogException.of(folder, e);
    }
  }

  /** The same for a walker, which also needs segments and offsets. */
  static Result walk(Disk disk, Path folder, LogPosition least, Walker walker) {
    return walk(disk, folder, least, null, walker);
  }

  /** The same where it is known which home the log is of. */
  static Result walk(
      Disk disk, Path folder, LogPosition least, @Nullable Bytes home, Walker walker) {
    try {
      return new LogScan(disk, folder, least, home, walker).run();
    } catch (DiskException e) {
      throw LogException.of(folder, e);
    }
  }

  /** The home that the first segment with a whole header names; empty if there is none. */
  public static Optional<Bytes> homeId(Disk disk, Path folder) {
    if (!disk.exists(folder)) {
      return Optional.empty();
    }
    for (String name : disk.list(folder)) {
      long id = SegmentHeader.idOf(name);
      SegmentHeader header = id == 0 ? null : headerOrNull(page(disk, id, folder.resolve(name)));
      if (header != null) {
        return Optional.of(header.home());
      }
    }
    return Optional.empty();
  }

  /** Forwards to a visitor what a walker receives. */
  private record Plain(Visitor visitor) implements Walker {
    @Override
    public void begin(Segment segment) {}

    @Override
    public void batch(long offset, LogPosition first, List<LogRecord> records) {
      visitor.batch(first, records);
    }

    @Override
    public void corrected(LogPosition first, List<LogRecord> records) {
      visitor.corrected(first, records);
    }

    @Override
    public void damaged(
        LogPosition first, LogPosition end, List<LogRecord> records, LogException.Damaged damage) {
      visitor.damaged(first, end, records, damage.place());
    }

    @Override
    public void foreign(LogException.Foreign segment) {
      visitor.foreign(String.valueOf(segment.getMessage()));
    }

    @Override
    public void end(long endOffset, LogPosition end, long nextNumber) {}
  }

  private Result run() {
    List<Page> pages = disk.exists(folder) ? withoutUnused(own(pages())) : List.of();
    List<Extent> extents = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      extents.add(extent(disk, pages.get(i), i + 1 < pages.size() ? pages.get(i + 1) : null));
    }
    for (Extent extent : extents) {
      try (Segment segment = extent.segment()) {
        scan(segment, extent);
      }
    }
    if (next.compareTo(least) < 0 && !extents.isEmpty()) {
      missing(extents.getLast().segment(), least, lastOffset, "the end", "later", "here");
    }
    if (!extents.isEmpty()) {
      walker.end(lastOffset, next, number);
    }
    return new Result(next, bytesTorn, named);
  }

  /** The pages of this home under their own names; the walker learns why each other one is not. */
  private List<Page> own(List<Page> pages) {
    List<Bytes> homes =
        pages.stream()
            .map(LogScan::headerOrNull)
            .filter(Objects::nonNull)
            .map(SegmentHeader::home)
            .toList();
    if (homes.isEmpty()) {
      return pages;
    }
    Bytes own = home != null && homes.contains(home) ? home : homes.getFirst();
    named = own;
    List<Page> belonging = new ArrayList<>();
    for (Page page : pages) {
      LogException.Foreign foreign = foreign(page, own);
      if (foreign == null) {
        belonging.add(page);
      } else {
        walker.foreign(foreign);
      }
    }
    return belonging;
  }

  private static LogException.@Nullable Foreign foreign(Page page, Bytes own) {
    SegmentHeader header = headerOrNull(page);
    if (header == null) {
      return null;
    }
    if (!header.home().equals(own)) {
      return LogException.Foreign.ofHome(page.path, own, header.home());
    }
    return header.id() == page.id ? null : LogException.Foreign.named(page.path, header.id());
  }

  /** The files that are named like segments. */
  private List<Page> pages() {
    List<Page> pages = new ArrayList<>();
    for (String name : disk.list(folder)) {
      long id = SegmentHeader.idOf(name);
      if (id != 0) {
        pages.add(page(disk, id, folder.resolve(name)));
      }
    }
    return pages;
  }

  private static List<Page> withoutUnused(List<Page> pages) {
    int used = pages.size();
    while (used > 0 && isZero(pages.get(used - 1).content)) {
      used--;
    }
    return pages.subList(0, used);
  }

  private static Page page(Disk disk, long id, Path path) {
    try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
      ByteBuffer content = ByteBuffer.allocate(SegmentHeader.PAGE);
      content.limit((int) Math.min(content.capacity(), file.size()));
      file.readFully(0, content);
      return new Page(id, path, file.size(), content.clear());
    }
  }

  private static Extent extent(Disk disk, Page page, @Nullable Page after) {
    LogException.Damaged damage = damage(page);
    SegmentHeader header =
        damage == null
            ? SegmentHeader.asItStands(page.content)
            : SegmentHeader.corrected(page.content);
    Segment segment = new Segment(disk, page.path, header, null);
    SegmentHeader next = after == null ? null : headerOrNull(after);
    return next == null
        ? new Extent(segment, damage, page.size, null)
        : new Extent(segment, damage, Math.min(page.size, next.previousEnd()), next.first());
  }

  private static LogException.@Nullable Damaged damage(Page page) {
    try {
      return SegmentHeader.decode(page.path, page.content) == null
          ? new LogException.Damaged(page.path, 0, "the header", "one", "zeros")
          : null;
    } catch (LogException.Damaged e) {
      return e;
    }
  }

  private static @Nullable SegmentHeader headerOrNull(Page page) {
    try {
      return SegmentHeader.decode(page.path, page.content);
    } catch (LogException.Damaged e) {
      return null;
    }
  }

  private void scan(Segment segment, Extent extent) {
    begin(segment, extent.damage);
    BatchReader reader = new BatchReader(segment, extent.limit, WINDOW);
    long offset = SegmentHeader.PAGE;
    lastOffset = offset;
    while (offset < extent.limit) {
      BatchReader.Found found = reader.find(offset, number, next);
      switch (found) {
        case BatchReader.Found.Whole whole -> {
          walker.batch(offset, next, whole.records());
          move(whole.header());
          offset = whole.end();
          lastOffset = offset;
        }
        case BatchReader.Found.Broken(long at, BatchFormat.Flaw flaw) -> {
          BatchSearch.Found beyond = new BatchSearch(segment, extent.limit).after(at, number);
          // While another process writes to the log, the window may be older than what follows it.
          reader = new BatchReader(segment, extent.limit, WINDOW);
          if (beyond.header() == null
              || reader.find(at, number, next) instanceof BatchReader.Found.Broken) {
            offset = broken(reader, segment, extent, beyond, at, flaw);
          }
        }
      }
    }
    LogPosition end = extent.end;
    if (end != null && next.compareTo(end) < 0) {
      lost(segment, end, offset);
      lastOffset = extent.limit;
    }
  }

  /**
   * Begins a segment. A damaged header is reported; its batches are still searched with the salt as
   * it stands.
   */
  private void begin(Segment segment, LogException.@Nullable Damaged damage) {
    SegmentHeader header = segment.header();
    if (damage == null) {
      if (next.compareTo(header.first()) < 0) {
        missing(segment, header.first(), 0, "the segment before it", "there", "missing");
      }
      boolean overlaps = next.compareTo(header.first()) > 0;
      LogPosition before = next;
      begun(segment);
      number = header.firstBatch();
      next = header.first();
      if (overlaps) {
        walker.damaged(
            next,
            next,
            List.of(),
            new LogException.Damaged(
                segment.path(),
                0,
                "the first position",
                before + ", or it is of another copy of this home",
                next.toString()));
      }
    } else {
      begun(segment.beginning(number, next));
      walker.damaged(next, next, List.of(), damage);
    }
  }

  private void begun(Segment segment) {
    if (begun) {
      walker.end(lastOffset, next, number);
    }
    begun = true;
    walker.begin(segment);
  }

  /**
   * Handles bytes that are not a batch: a torn tail, or damage up to the next whole batch. Returns
   * where to continue.
   */
  private long broken(
      BatchReader reader,
      Segment segment,
      Extent extent,
      BatchSearch.Found beyond,
      long at,
      BatchFormat.Flaw flaw) {
    BatchFormat.Header later = beyond.header();
    boolean promised = next.compareTo(least) < 0 && beyond.dirtyEnd() > at;
    LogPosition end = later != null ? later.first() : promised ? least : extent.end;
    if (end == null) {
      bytesTorn = beyond.dirtyEnd() - at;
      lastOffset = at;
      return extent.limit;
    }
    BatchReader.Corrected corrected = reader.corrected(at, number, next);
    if (corrected != null) {
      walker.corrected(next, corrected.records());
    }
    BatchFormat.Header own =
        corrected == null ? reader.header(at, number, next) : corrected.header();
    if (own != null) {
      List<LogRecord> records =
          reader.salvage(at, at + BatchFormat.HEADER_SIZE + own.bodySize(), own.count());
      damaged(segment, own.end(), records, at, flaw);
      move(own);
      lastOffset = at + own.size();
      return lastOffset;
    }
    if (later == null && !promised && beyond.dirtyEnd() == at) {
      lost(segment, end, at);
      lastOffset = extent.limit;
      return extent.limit;
    }
    long stop = later != null ? beyond.later() : extent.end != null ? extent.limit : end(beyond);
    int count = (int) Math.min(Integer.MAX_VALUE, end.value() - next.value());
    damaged(segment, end, reader.salvage(at, stop, count), at, flaw);
    number = later == null ? number : later.number();
    next = end;
    lastOffset = stop;
    return later == null && extent.end == null ? extent.limit : stop;
  }

  /** The offset after what is not zero. */
  private static long end(BatchSearch.Found beyond) {
    return BatchFormat.aligned(beyond.dirtyEnd());
  }

  /** The segment ends before the next one says that it does. */
  private void lost(Segment segment, LogPosition end, long offset) {
    missing(
        segment,
        end,
        offset,
        "what follows",
        "batches up to position %s, or the next segment is of another copy of this home"
            .formatted(end),
        "missing");
  }

  private void move(BatchFormat.Header batch) {
    number = batch.number() + 1;
    next = batch.end();
  }

  private void missing(
      Segment segment, LogPosition end, long offset, String what, String expected, String actual) {
    damaged(segment, end, List.of(), offset, new BatchFormat.Flaw(what, expected, actual));
    next = end;
  }

  private void damaged(
      Segment segment,
      LogPosition end,
      List<LogRecord> records,
      long offset,
      BatchFormat.Flaw flaw) {
    walker.damaged(next, end, records, new LogException.Damaged(segment.path(), offset, flaw));
  }

  private static boolean isZero(ByteBuffer page) {
    return Zeros.count(page) == page.limit();
  }
}
