package dev.odeon.log;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Entropy;
import dev.odeon.base.Threads;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A durable append-only log of one home. Groups of records are written in batches by one committer
 * thread; a group is acknowledged after fdatasync returned, and every acknowledged record is there
 * after a crash, in order and without gaps.
 *
 * <p>A batch is written only after the one before is durable. So a batch that is not whole was
 * never acknowledged when nothing follows it, and is cut off on opening as a torn tail; and it is
 * damage when a later one follows, which opening refuses with {@link LogException.Damaged}. Sealed
 * segments with whole index files are not read on opening: damage in them shows when they are.
 */
public final class Log implements AutoCloseable {
  /** Takes records in order. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * The record at {@code position}. Its body is a slice of a larger array: {@link Bytes#compact}
     * what is kept.
     *
     * @return whether to go on
     */
    boolean visit(LogPosition position, LogRecord record);
  }

  /** What a log is opened with; the same again to reopen it. */
  private record Origin(
      LogConfig config,
      Path folder,
      Path indexFolder,
      Bytes home,
      Disk disk,
      Clock clock,
      Entropy entropy,
      Threads threads) {
    Recoverer recoverer(Indices indices) {
      return new Recoverer(config, disk, entropy, clock::nanos, segmentFolder(), home, indices);
    }

    SegmentFolder segmentFolder() {
      return new SegmentFolder(disk, folder);
    }
  }

  private static final int OPEN_FILES_MIN = 16;
  private static final int OPEN_FILES_MAX = 4096;

  private final Origin origin;
  private final Segments segments;
  private final Recovery recovery;
  private final IndexFiles files;
  private final SegmentMaintenance maintenance;
  // Null where the log is open for reading alone.
  private final @Nullable Committer committer;
  private volatile boolean closed;

  private Log(Origin origin, Recoverer.Recovered recovered, Indices indices, IndexFiles files) {
    this.origin = origin;
    this.segments = recovered.segments();
    this.recovery = recovered.recovery();
    this.files = files;
    this.maintenance = SegmentMaintenance.start(origin.threads);
    Recoverer.Active active = recovered.active();
    this.committer =
        active == null
            ? null
            : new Committer(
                origin.config,
                origin.threads,
                origin.entropy,
                origin.segmentFolder(),
                segments,
                indices,
                maintenance,
                active);
  }

  /**
   * Opens a log like {@link #open(LogConfig, Path, Path, Bytes, Disk, Clock, Entropy, Threads,
   * List, Opening)}, unchecked.
   */
  public static Log open(
      LogConfig config,
      Path folder,
      Path indexFolder,
      Bytes homeId,
      Disk disk,
      Clock clock,
      Entropy entropy,
      Threads threads,
      List<SegmentIndex> indices) {
    return open(
        config,
        folder,
        indexFolder,
        homeId,
        disk,
        clock,
        entropy,
        threads,
        indices,
        Opening.STRICT);
  }

  /**
   * Opens the log in {@code folder}, or makes one. Everything that was recovered is durable on
   * return.
   *
   * @param folder the segments; nobody else may have them open
   * @param indexFolder derived files, which may be deleted while the log is closed
   * @param homeId 16 bytes; a log of another home is refused
   * @param indices fed with every record, in the order given
   * @param opening what is known of it, and what to do where it is damaged
   * @throws LogException if the log cannot be opened as it is
   */
  public static Log open(
      LogConfig config,
      Path folder,
      Path indexFolder,
      Bytes homeId,
      Disk disk,
      Clock clock,
      Entropy entropy,
      Threads threads,
      List<SegmentIndex> indices,
      Opening opening) {
    if (homeId.size() != SegmentHeader.ID_SIZE) {
      throw new IllegalArgumentException("a home id has 16 bytes, not " + homeId.size());
    }
    Disk files = new OpenFiles(disk, openFilesMax(disk));
    Origin origin = new Origin(config, folder, indexFolder, homeId, files, clock, entropy, threads);
    return open(origin, indices, recoverer -> recoverer.recover(opening));
  }

  /** A part of what the process may have open; connections need some too. */
  private static int openFilesMax(Disk disk) {
    long share = disk.openFilesMax().orElse(4L * OPEN_FILES_MAX) / 4;
    return Math.clamp(share, OPEN_FILES_MIN, OPEN_FILES_MAX);
  }

  private static Log open(
      Origin origin, List<SegmentIndex> registered, Function<Recoverer, Recoverer.Recovered> how) {
    IndexFiles files = new IndexFiles(origin.disk, origin.indexFolder);
    Indices indices = new Indices(registered, files);
    boolean open = false;
    try {
      Log log = new Log(origin, how.apply(origin.recoverer(indices)), indices, files);
      log.start();
      open = true;
      return log;
    } catch (DiskException e) {
      throw LogException.of(origin.folder, e);
    } finally {
      if (!open) {
        files.close();
      }
    }
  }

  private void start() {
    if (committer != null) {
      committer.start();
    }
  }

  /**
   * Opens this log again after it was poisoned, in the same process: what was acknowledged stays,
   * the segment is sealed there, and appends go on in a new one. This log is closed.
   *
   * @param indices fed as by {@link #open}: fresh ones
   * @throws IllegalStateException if this log is not poisoned
   */
  public Log reopen(List<SegmentIndex> indices) {
    Committer failed = committer;
    if (failed == null || !(failed.refusal() instanceof LogException.Poisoned)) {
      throw new IllegalStateException("only a log whose disk failed is reopened");
    }
    close();
    Recoverer.Active acknowledged = failed.acknowledged();
    return open(origin, indices, recoverer -> recoverer.resume(acknowledged));
  }

  /**
   * Submits a group of records; never waits for the disk. Groups are prepared in the order of the
   * calls. A closed or poisoned log fails the group at once, on this thread.
   */
  public void submit(Submission submission) {
    if (committer == null) {
      submission.failed(new LogException.OpenedReadOnly(origin.folder));
    } else {
      committer.submit(submission);
    }
  }

  /** Whether it is open for reading alone. */
  public boolean isReadOnly() {
    return committer == null;
  }

  /** What opening found and did. */
  public Recovery recovery() {
    return recovery;
  }

  /** The first position that is not durable yet. */
  public LogPosition end() {
    return segments.end();
  }

  /** How many batches became durable since it was opened: writes and syncs of the disk. */
  public long batchCount() {
    return committer == null ? 0 : committer.batchCount();
  }

  /** The sizes this log was opened with. */
  public LogConfig config() {
    return origin.config;
  }

  /**
   * The record at {@code position}. For any thread.
   *
   * @throws IllegalArgumentException if the position is not before {@link #end}
   * @throws LogException.Damaged if its batch is not what was written
   */
  public LogRecord read(LogPosition position) {
    if (position.compareTo(end()) >= 0) {
      throw new IllegalArgumentException(
          "position " + position + " is not written yet: the log ends at " + end());
    }
    return reading(() -> {
      Segments.Extent extent = segments.of(position);
      Segment segment = extent.segment();
      long start = segment.starts().floor(position);
      BatchReader reader = new BatchReader(segment, extent.endOffset(), BatchStarts.STRIDE);
      BatchReader.Found.Whole batch = reader.holding(position, start);
      return batch.record(position);
    });
  }

  /**
   * The record at {@code position} of a damaged batch whose header is whole. The record itself may
   * be damaged: the caller must be able to check it, for instance by its hash. For any thread.
   */
  public Optional<LogRecord> salvage(LogPosition position) {
    return reading(() -> {
      Segments.Extent extent = segments.of(position);
      Segment segment = extent.segment();
      LogRecord kept = segment.kept(position);
      if (kept != null) {
        return Optional.of(kept);
      }
      BatchReader reader = new BatchReader(segment, extent.endOffset(), BatchStarts.STRIDE);
      try {
        return Optional.ofNullable(reader.salvaged(position, segment.starts().floor(position)));
      } catch (LogException.Damaged _) {
        return Optional.empty();
      }
    });
  }

  /**
   * Gives the records from {@code from} to the {@link #end} of this moment to {@code visitor}, in
   * order. For any thread.
   *
   * @throws IllegalArgumentException if {@code from} is after the end
   * @throws LogException.Damaged at the first batch that is not what was written
   */
  public void scan(LogPosition from, Visitor visitor) {
    LogPosition end = end();
    if (from.compareTo(end) > 0) {
      throw new IllegalArgumentException(
          "position " + from + " is not written yet: the log ends at " + end);
    }
    LogPosition at = from;
    while (at.compareTo(end) < 0) {
      LogPosition begin = at;
      at = reading(() -> scanSegment(begin, end, visitor));
    }
  }

  /**
   * Visits what one segment holds; returns where to go on, {@code end} if the visitor has enough.
   */
  private LogPosition scanSegment(LogPosition from, LogPosition end, Visitor visitor) {
    Segments.Extent extent = segments.of(from);
    Segment segment = extent.segment();
    LogPosition last = extent.end().compareTo(end) < 0 ? extent.end() : end;
    BatchReader reader = new BatchReader(segment, extent.endOffset(), BatchReader.WINDOW);
    BatchReader.Found.Whole batch = reader.holding(from, segment.starts().floor(from));
    LogPosition at = from;
    while (true) {
      List<LogRecord> records = batch.records();
      int index = (int) (at.value() - batch.header().first().value());
      for (LogRecord record : records.subList(index, records.size())) {
        if (!visitor.visit(at, record)) {
          return end;
        }
        at = at.plus(1);
      }
      if (at.compareTo(last) >= 0) {
        return at;
      }
      batch = reader.expect(batch.end(), batch.header().number() + 1, at);
    }
  }

  /**
   * Commits what was submitted, writes what index files are due, and ends the threads. Afterwards
   * nothing can be read. Does nothing the second time.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (committer != null) {
      committer.close();
    }
    maintenance.close();
    closed = true;
    segments.close();
    files.close();
  }

  private <T> T reading(Supplier<T> what) {
    if (closed) {
      throw new LogException.Closed(origin.folder);
    }
    try {
      return what.get();
    } catch (DiskException e) {
      throw LogException.of(origin.folder, e);
    }
  }
}
