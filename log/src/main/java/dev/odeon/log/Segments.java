package dev.odeon.log;

import java.util.Arrays;
import java.util.List;

/**
 * All segments in order, and the end of what is durable. The committer adds and moves the end, any
 * thread reads.
 */
final class Segments {
  private volatile Segment[] all;
  private volatile long end;

  Segments(List<Segment> all, LogPosition end) {
    this.all = all.toArray(Segment[]::new);
    this.end = end.value();
  }

  /** The first position that is not durable. */
  LogPosition end() {
    return new LogPosition(end);
  }

  /** Everything before {@code position} is durable; the indices receive it next. */
  void end(LogPosition position) {
    end = position.value();
  }

  void add(Segment next) {
    Segment[] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = next;
    all = more;
  }

  /** What a reader of one segment needs: where its records and its bytes end, as of now. */
  record Extent(Segment segment, LogPosition end, long endOffset) {}

  /** The segment that holds {@code position}, which is durable. */
  Extent of(LogPosition position) {
    LogPosition durable = end();
    Segment[] seen = all;
    int index = indexOf(seen, position);
    Segment found = seen[index];
    if (index == seen.length - 1) {
      return new Extent(found, durable, found.file().size());
    }
    SegmentHeader next = seen[index + 1].header();
    return new Extent(found, next.first(), next.previousEnd());
  }

  private static int indexOf(Segment[] seen, LogPosition position) {
    int low = 0;
    int high = seen.length - 1;
    // An empty segment begins where the next one does; the last one that begins at or before holds
    // it.
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (seen[middle].header().first().compareTo(position) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  void close() {
    for (Segment segment : all) {
      segment.close();
    }
  }
}
