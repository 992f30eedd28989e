package dev.odeon.log;

import dev.odeon.base.DiskFile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

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
record Tail(long end, long dirtyEnd, long lastBatch, long nextNumber, LogPosition next) {
  /** Takes the batches in order. */
  interface Visitor {
    /** A batch at {@code offset} that begins with {@code first}. */
    void batch(long offset, LogPosition first, List<LogRecord> records);
  }

  /** Searches for later batches in pieces of this size; a multiple of the alignment. */
  private static final int PIECE = 4 << 20;

  /** The bytes after the last batch that are cut. */
  long bytesCut() {
    return Math.max(0, dirtyEnd - end);
  }

  /**
   * Reads the batches of {@code segment}, which takes {@code size} bytes. What follows the last one
   * is a torn tail, unless there is a batch beyond it: then the one in between was durable.
   *
   * @throws LogException.Damaged if there is
   */
  static Tail scan(Segment segment, long size, Visitor visitor) {
    BatchReader reader = new BatchReader(segment, size, BatchReader.WINDOW);
    long offset = SegmentHeader.PAGE;
    long last = 0;
    long number = segment.header().firstBatch();
    LogPosition next = segment.header().first();
    while (reader.find(offset, number, next) instanceof BatchReader.Found.Whole batch) {
      visitor.batch(offset, next, batch.records());
      last = offset;
      offset = batch.end();
      next = next.plus(batch.records().size());
      number++;
    }
    long dirtyEnd = new Search(segment, size, number, next).run(offset);
    return new Tail(offset, Math.max(offset, dirtyEnd), last, number, next);
  }

  /** Looks for a batch that is later than {@code number}, which does not stand where it should. */
  private record Search(Segment segment, long size, long number, LogPosition next) {
    /** Returns the offset after the last byte that is not zero; {@code from} if all are. */
    long run(long from) {
      DiskFile file = segment.file();
      ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(PIECE, Math.max(0, size - from)));
      long dirtyEnd = from;
      for (long at = from; at < size; at += piece.limit()) {
        piece.clear().limit((int) Math.min(piece.capacity(), size - at));
        file.readFully(at, piece);
        piece.flip();
        int zeros = Zeros.count(piece);
        if (zeros < piece.limit()) {
          candidates(file, from, at, piece, zeros & -BatchFormat.ALIGNMENT);
          dirtyEnd = at + Zeros.tail(piece);
        }
      }
      return dirtyEnd;
    }

    private void candidates(DiskFile file, long from, long at, ByteBuffer piece, int start) {
      for (int i = start; i + Integer.BYTES <= piece.limit(); i += BatchFormat.ALIGNMENT) {
        if (piece.getInt(i) == BatchFormat.MAGIC && isLater(file, at + i)) {
          BatchFormat.Flaw flaw =
              switch (new BatchReader(segment, size, BatchReader.WINDOW).find(from, number, next)) {
                case BatchReader.Found.Broken broken -> broken.flaw();
                case BatchReader.Found.Whole _ ->
                    throw new IllegalStateException("read twice, differs");
              };
          throw new LogException.Damaged(segment.path(), from, flaw);
        }
      }
    }

    private boolean isLater(DiskFile file, long at) {
      if (size - at < BatchFormat.HEADER_SIZE) {
        return false;
      }
      byte[] raw = new byte[BatchFormat.HEADER_SIZE];
      file.readFully(at, ByteBuffer.wrap(raw));
      if (segment.format().headerFlaw(raw, 0) != null) {
        return false;
      }
      BatchFormat.Header header = BatchFormat.header(raw, 0);
      return header.segmentId() == segment.header().id()
          && header.number() > number
          && at + header.size() <= size
          && bodyMatches(file, at, header);
    }

    private boolean bodyMatches(DiskFile file, long at, BatchFormat.Header header) {
      CRC32C crc =
          segment
              .format()
              .begin(
                  header.segmentId(),
                  header.number(),
                  header.first(),
                  header.count(),
                  header.bodySize());
      ByteBuffer window = ByteBuffer.allocate(Math.min(BatchReader.WINDOW, header.bodySize()));
      long body = at + BatchFormat.HEADER_SIZE;
      for (int read = 0; read < header.bodySize(); read += window.limit()) {
        window.clear().limit(Math.min(window.capacity(), header.bodySize() - read));
        file.readFully(body + read, window);
        crc.update(window.flip());
      }
      return (int) crc.getValue() == header.crc();
    }
  }
}
