package dev.odeon.log;

import dev.odeon.base.Bytes;
import dev.odeon.base.MalformedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The registered indices and the log's own, fed with what is durable. */
final class Indices {
  /** The name of the log's own index files. */
  static final String STARTS = "batches";

  /** What is left to do for a segment that ended, away from the committer thread. */
  record Sealing(SegmentIndex index, Supplier<Bytes> content) {}

  private final List<SegmentIndex> indices;
  private final IndexFiles files;
  private final List<String> rebuilt = new ArrayList<>();

  Indices(List<SegmentIndex> indices, IndexFiles files) {
    this.indices = List.copyOf(indices);
    this.files = files;
    Set<String> names = new HashSet<>(Set.of(STARTS));
    for (SegmentIndex index : indices) {
      if (!index.name().matches("[a-z][a-z0-9-]*") || !names.add(index.name())) {
        throw new IllegalArgumentException(
            "'" + index.name() + "' is not a valid name of an index, or another one has it");
      }
    }
  }

  /** The names of the index files that were written anew on open. */
  List<String> rebuilt() {
    return List.copyOf(rebuilt);
  }

  /** A record of the active segment is durable. */
  void record(LogPosition position, LogRecord record) {
    for (int i = 0; i < indices.size(); i++) {
      indices.get(i).record(position, record);
    }
  }

  /** On open: brings a sealed segment into all indices, from their files or by a replay. */
  void restore(Segment segment, LogPosition end, long endOffset) {
    SegmentHeader header = segment.header();
    List<@Nullable IndexFile> found = new ArrayList<>();
    for (SegmentIndex index : indices) {
      found.add(files.open(header, endOffset, index.name()));
    }
    BatchStarts starts = starts(header, endOffset);
    List<SegmentIndex> missing =
        indices.stream().filter(index -> found.get(indices.indexOf(index)) == null).toList();
    if (starts == null || !missing.isEmpty()) {
      BatchStarts fresh = replay(segment, end, endOffset, missing);
      if (starts == null) {
        saveStarts(header, endOffset, fresh);
        rebuilt.add(SegmentHeader.stem(header.id()) + "." + STARTS);
      }
      starts = fresh;
    }
    segment.starts(starts);
    for (int i = 0; i < indices.size(); i++) {
      load(segment, end, endOffset, indices.get(i), found.get(i));
    }
  }

  /** On open in spite of damage: records are damaged. */
  void damaged(LogPosition first, LogPosition end, List<LogRecord> records) {
    indices.forEach(index -> index.damaged(first, end, records));
  }

  /**
   * On open in spite of damage: all that a segment still holds was recorded.
   *
   * @param keep whether its index files may be written: only where all of it is whole, since the
   *     next open would look no further
   */
  void rebuilt(Segment segment, LogPosition end, long endOffset, boolean keep) {
    for (SegmentIndex index : indices) {
      Bytes content = index.seal().get();
      SegmentHeader header = segment.header();
      IndexFile file =
          keep
              ? files.write(header, endOffset, index.name(), content)
              : IndexFiles.inMemory(content);
      index.load(header.first(), end, file);
    }
    if (keep) {
      saveStarts(segment.header(), endOffset, segment.starts());
    }
  }

  /** The active segment ended: freezes what was recorded. */
  List<Sealing> seal() {
    return indices.stream().map(index -> new Sealing(index, index.seal())).toList();
  }

  /** Writes the files of a segment that ended, and hands them to the indices. */
  void finish(List<Sealing> sealings, Segment segment, LogPosition end, long endOffset) {
    SegmentHeader header = segment.header();
    for (Sealing sealing : sealings) {
      SegmentIndex index = sealing.index();
      Bytes content = sealing.content().get();
      index.load(header.first(), end, files.write(header, endOffset, index.name(), content));
    }
    saveStarts(header, endOffset, segment.starts());
  }

  private void load(
      Segment segment,
      LogPosition end,
      long endOffset,
      SegmentIndex index,
      @Nullable IndexFile found) {
    if (found != null) {
      try {
        index.load(segment.header().first(), end, found);
        return;
      } catch (MalformedException e) {
        // Written by a program that kept another kind of index: as good as none.
        replay(segment, end, endOffset, List.of(index));
      }
    }
    rebuilt.add(SegmentHeader.stem(segment.header().id()) + "." + index.name());
    finishOne(segment, end, endOffset, index);
  }

  private void finishOne(Segment segment, LogPosition end, long endOffset, SegmentIndex index) {
    Bytes content = index.seal().get();
    SegmentHeader header = segment.header();
    index.load(header.first(), end, files.write(header, endOffset, index.name(), content));
  }

  private @Nullable BatchStarts starts(SegmentHeader header, long endOffset) {
    IndexFile file = files.open(header, endOffset, STARTS);
    try {
      return file == null ? null : BatchStarts.decode(file.read(0, (int) file.size()));
    } catch (MalformedException e) {
      return null;
    }
  }

  private void saveStarts(SegmentHeader header, long endOffset, BatchStarts starts) {
    files.write(header, endOffset, STARTS, starts.encoded());
  }

  /** Gives all records of a sealed segment to {@code targets}; returns where its batches begin. */
  private static BatchStarts replay(
      Segment segment, LogPosition end, long endOffset, List<SegmentIndex> targets) {
    BatchStarts starts = new BatchStarts();
    BatchReader reader = new BatchReader(segment, endOffset, BatchReader.WINDOW);
    long offset = SegmentHeader.PAGE;
    long number = segment.header().firstBatch();
    LogPosition next = segment.header().first();
    while (next.compareTo(end) < 0) {
      BatchReader.Found.Whole batch = reader.expect(offset, number, next);
      starts.add(next, offset);
      for (LogRecord record : batch.records()) {
        for (SegmentIndex target : targets) {
          target.record(next, record);
        }
        next = next.plus(1);
      }
      offset = batch.end();
      number++;
    }
    if (!next.equals(end)) {
      throw new LogException.Damaged(
          segment.path(), offset, "the position of its end", end.toString(), next.toString());
    }
    return starts;
  }
}
