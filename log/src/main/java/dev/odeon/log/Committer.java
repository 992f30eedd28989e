package dev.odeon.log;

import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Entropy;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that appends. It takes all groups that have arrived, writes as many as fit as one
 * batch, syncs and completes them; meanwhile the next ones arrive. It owns all fields but the
 * queue, the flags and the failure.
 */
final class Committer {
  /** A group of the batch in flight. */
  private record Prepared(Submission submission, LogPosition first, int count) {}

  private final LogConfig config;
  private final Threads threads;
  private final Entropy entropy;
  private final SegmentFolder folder;
  private final Segments segments;
  private final Indices indices;
  private final SegmentMaintenance maintenance;
  private final Pending<Boolean> ended;

  private final SubmissionQueue submitted = new SubmissionQueue();
  private volatile boolean closing;
  private volatile boolean parked;
  private volatile @Nullable Thread thread;
  private volatile @Nullable LogException failure;

  /** Written by the committer's thread alone. */
  private volatile long batches;

  private final BatchWriter writer;
  private final ArrayDeque<Submission> queue = new ArrayDeque<>();
  private final ArrayDeque<Prepared> prepared = new ArrayDeque<>();
  private final List<LogRecord> records = new ArrayList<>();
  private Recoverer.Active active;
  private @Nullable Pending<DiskFile> spare;

  Committer(
      LogConfig config,
      Threads threads,
      Entropy entropy,
      SegmentFolder folder,
      Segments segments,
      Indices indices,
      SegmentMaintenance maintenance,
      Recoverer.Active active) {
    this.config = config;
    this.threads = threads;
    this.entropy = entropy;
    this.folder = folder;
    this.segments = segments;
    this.indices = indices;
    this.maintenance = maintenance;
    this.active = active;
    this.ended = new Pending<>(threads);
    this.writer = new BatchWriter(active.segment().file(), 1 << 20);
  }

  /** Starts the thread. */
  void start() {
    thread = threads.start("odeon-log-committer", 0, this::run);
  }

  /** Takes a group from any thread. */
  void submit(Submission submission) {
    if (submitted.offer(submission)) {
      wake();
    } else {
      submission.failed(failure());
    }
  }

  /** Why nothing can be appended; null while it can. */
  @Nullable LogException refusal() {
    return failure;
  }

  /** Commits what was submitted, and ends the thread. */
  void close() {
    closing = true;
    wake();
    ended.await();
  }

  /** What was acknowledged. Only after the thread ended. */
  Recoverer.Active acknowledged() {
    return active;
  }

  private void wake() {
    Thread sleeper = thread;
    if (parked && sleeper != null) {
      threads.unpark(sleeper);
    }
  }

  private LogException failure() {
    LogException known = failure;
    return known == null ? new LogException.Closed(folder.folder()) : known;
  }

  private void run() {
    try {
      while (await()) {
        maintenance.check();
        submitted.drainTo(queue);
        commit();
      }
      end(new LogException.Closed(folder.folder()));
    } catch (Throwable cause) {
      // A write or sync failed, or a callback is broken: what is on the disk or in its owner's
      // tables is uncertain.
      end(new LogException.Poisoned(folder.folder(), active.next(), cause));
      if (cause instanceof Error error) {
        throw error;
      }
    } finally {
      giveSpareBack();
      ended.complete(true);
    }
  }

  /** Waits for work; false if there is none and none will come. */
  private boolean await() {
    while (!hasWork()) {
      if (closing) {
        return false;
      }
      parked = true;
      if (!hasWork() && !closing) {
        threads.park();
      }
      parked = false;
    }
    return true;
  }

  private boolean hasWork() {
    return !queue.isEmpty() || !submitted.isEmpty();
  }

  private void end(LogException cause) {
    failure = cause;
    failPrepared(cause);
    submitted.close(queue);
    failQueued(cause);
  }

  private void failPrepared(LogException cause) {
    records.clear();
    for (Prepared group = prepared.poll(); group != null; group = prepared.poll()) {
      group.submission.failed(cause);
    }
  }

  private void failQueued(LogException cause) {
    for (Submission next = queue.poll(); next != null; next = queue.poll()) {
      next.failed(cause);
    }
  }

  /** Writes one batch of what is queued. */
  private void commit() {
    Submission first = queue.element();
    long bytes = first.sizeBytesMax();
    if (bytes > config.groupBytesMax()) {
      queue.remove().failed(new LogException.TooLarge(bytes, config.groupBytesMax()));
      return;
    }
    if (bytes > room() && !roll(bytes)) {
      return;
    }
    int bodySize = prepareAll((int) Math.min(room(), Math.max(bytes, config.batchBytes())));
    if (!prepared.isEmpty()) {
      write(bodySize);
    }
  }

  private long room() {
    return active.size() - active.offset() - BatchFormat.HEADER_SIZE;
  }

  /** Prepares the groups that fit into {@code bytesMax}; returns the size of the body. */
  private int prepareAll(int bytesMax) {
    long size = 0;
    for (Submission next = queue.peek(); next != null; next = queue.peek()) {
      if (next.sizeBytesMax() > bytesMax - size) {
        break;
      }
      LogPosition first = active.next().plus(records.size());
      List<LogRecord> group;
      try {
        group = next.prepare(first);
      } catch (DiskException e) {
        if (e.reason() != DiskException.Reason.TOO_MANY_OPEN) {
          throw e;
        }
        // An index could not be opened, and nothing was changed. A group on its own fails; one
        // behind
        // others is prepared again once these are written.
        if (prepared.isEmpty()) {
          queue.remove().failed(LogException.of(folder.folder(), e));
        }
        break;
      }
      // Not earlier: if preparing throws, the group fails like all that wait.
      queue.remove();
      if (group.isEmpty()) {
        continue;
      }
      prepared.add(new Prepared(next, first, group.size()));
      records.addAll(group);
      long promised = size + next.sizeBytesMax();
      for (LogRecord record : group) {
        size += record.sizeBytes();
      }
      if (size > promised) {
        throw new IllegalStateException(
            "a group is larger than it said: " + size + " > " + promised);
      }
    }
    return (int) size;
  }

  private void write(int bodySize) {
    Segment segment = active.segment();
    long end;
    try {
      end =
          writer.write(
              active.offset(), segment, active.nextNumber(), active.next(), records, bodySize);
    } catch (DiskException e) {
      if (e.reason() != DiskException.Reason.FULL) {
        throw e;
      }
      // Nothing was synced, and the next batch goes over what was written.
      LogException cause = LogException.of(folder.folder(), e);
      failPrepared(cause);
      failQueued(cause);
      return;
    }
    segment.file().sync();
    segment.starts().add(active.next(), active.offset());
    LogPosition next = active.next().plus(records.size());
    active = new Recoverer.Active(segment, end, active.size(), active.nextNumber() + 1, next);
    publish(next);
    if (spare == null && active.offset() > active.size() / 2) {
      spare = make(config.segmentBytes());
    }
  }

  /** How many batches became durable since it began. Any thread. */
  long batchCount() {
    return batches;
  }

  private void publish(LogPosition next) {
    batches++;
    // First, so that a record that is found in an index can be read.
    segments.end(next);
    int index = 0;
    for (Prepared group : prepared) {
      for (int i = 0; i < group.count; i++) {
        indices.record(group.first.plus(i), records.get(index++));
      }
    }
    records.clear();
    for (Prepared group = prepared.poll(); group != null; group = prepared.poll()) {
      group.submission.committed(group.first);
    }
  }

  /** Goes on in the next segment, with room for {@code bytes}; false if the disk has none. */
  private boolean roll(long bytes) {
    long least = SegmentHeader.PAGE + BatchFormat.HEADER_SIZE + BatchFormat.aligned(bytes);
    DiskFile file;
    try {
      file = nextFile(Math.max(config.segmentBytes(), pages(least)));
    } catch (LogException e) {
      failQueued(e);
      return false;
    }
    SegmentHeader before = active.segment().header();
    SegmentHeader header =
        new SegmentHeader(
            before.home(),
            entropy.bytes(SegmentHeader.SALT_SIZE),
            before.id() + 1,
            active.nextNumber(),
            active.next(),
            before.id(),
            active.offset());
    Segment next = folder.segment(header, file);
    // From here on the segment before ends where this header says: whatever fails now, nothing may
    // follow there.
    file.writeFully(0, header.encoded());
    file.sync();
    seal(active.segment(), active.next(), active.offset());
    segments.add(next);
    writer.use(file);
    active =
        new Recoverer.Active(
            next, SegmentHeader.PAGE, file.size(), active.nextNumber(), active.next());
    return true;
  }

  private void seal(Segment segment, LogPosition end, long endOffset) {
    OpenFiles.sealed(segment.file());
    List<Indices.Sealing> sealings = indices.seal();
    maintenance.later(() -> indices.finish(sealings, segment, end, endOffset));
  }

  private DiskFile nextFile(long size) {
    DiskFile file = spareFile();
    if (file != null) {
      if (file.size() >= size) {
        return file;
      }
      file.close();
    }
    return make(size).await();
  }

  /** The segment that was made ahead; null if there is none, or could not be made then. */
  private @Nullable DiskFile spareFile() {
    Pending<DiskFile> made = spare;
    spare = null;
    try {
      return made == null ? null : made.await();
    } catch (LogException e) {
      return null;
    }
  }

  private Pending<DiskFile> make(long size) {
    long id = active.segment().header().id() + 1;
    Pending<DiskFile> made = new Pending<>(threads);
    maintenance.later(() -> {
      try {
        made.complete(folder.make(id, size));
      } catch (DiskException e) {
        made.fail(LogException.of(folder.folder(), e));
      } catch (RuntimeException | Error e) {
        // Or the committer would wait for it for ever.
        made.fail(new LogException.Unavailable(folder.folder(), e));
        throw e;
      }
    });
    return made;
  }

  private void giveSpareBack() {
    if (spare != null) {
      spare.whenDone((file, _) -> {
        if (file != null) {
          file.close();
        }
      });
    }
  }

  private static long pages(long size) {
    return (size + SegmentHeader.PAGE - 1) & -SegmentHeader.PAGE;
  }
}
