package dev.odeon.log;

import java.util.List;

/**
 * Where the log ends, found by reading the last used segment.
 *
 * @param end the offset after the last batch
 * @param dirtyEnd the offset after the last byte that is not zero; beyond {@code end} there is a
 *     torn tail
 * @param lastBatch the offset of the last batch; 0 if the segment has none
 * @param nextNumber the number of the batch to come
 * @param next the position to come
 */
record LogEnd(long end, long dirtyEnd, long lastBatch, long nextNumber, LogPosition next) {
  /** Takes the batches in order. */
  interface Visitor {
    /** A batch at {@code offset} that begins with {@code first}. */
    void batch(long offset, LogPosition first, List<LogRecord> records);
  }

  /** The bytes after the last batch that are cut. */
  long bytesCut() {
    return dirtyEnd - end;
  }

  /**
   * Reads the batches of {@code segment}, which takes {@code size} bytes. What follows the last one
   * is a torn tail, unless a batch follows it or the log is known to reach {@code least}: then it
   * was durable.
   *
   * @throws LogException.Damaged if there is
   */
  static LogEnd scan(Segment segment, long size, LogPosition least, Visitor visitor) {
    BatchReader reader = new BatchReader(segment, size, BatchReader.WINDOW);
    long offset = SegmentHeader.PAGE;
    long last = 0;
    long number = segment.header().firstBatch();
    LogPosition next = segment.header().first();
    BatchReader.Found found = reader.find(offset, number, next);
    while (found instanceof BatchReader.Found.Whole batch) {
      List<LogRecord> records = batch.records();
      visitor.batch(offset, next, records);
      last = offset;
      offset = batch.end();
      next = next.plus(records.size());
      number++;
      found = reader.find(offset, number, next);
    }
    BatchSearch.Found beyond = new BatchSearch(segment, size).after(offset, number);
    boolean durable =
        beyond.later() != 0 || next.compareTo(least) < 0 && beyond.dirtyEnd() > offset;
    if (durable && found instanceof BatchReader.Found.Broken(long at, var flaw)) {
      throw new LogException.Damaged(segment.path(), at, flaw);
    }
    return new LogEnd(offset, beyond.dirtyEnd(), last, number, next);
  }
}
