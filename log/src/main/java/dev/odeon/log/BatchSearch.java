package dev.odeon.log;

import dev.odeon.base.DiskFile;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Looks for whole batches of a segment anywhere after a place where there is none. The salt makes
 * sure that no body is taken for one.
 *
 * @param limit the offset where the bytes to be searched end
 */
record BatchSearch(Segment segment, long limit) {
  /** Files are read in pieces of this size; a multiple of the alignment. */
  private static final int PIECE = 4 << 20;

  /**
   * What was found.
   *
   * @param later the offset of the first whole batch; 0 if there is none
   * @param header its header
   * @param dirtyEnd without one, the offset after the last byte that is not zero
   */
  record Found(long later, BatchFormat.@Nullable Header header, long dirtyEnd) {}

  /** Searches from {@code from} for a batch with a number over {@code number}. */
  Found after(long from, long number) {
    DiskFile file = segment.file();
    long dirtyEnd = from;
    ByteBuffer piece = ByteBuffer.allocateDirect(Math.clamp(limit - from, 0, PIECE));
    for (long at = from; at < limit; at += piece.limit()) {
      piece.clear().limit((int) Math.min(piece.capacity(), limit - at));
      file.readFully(at, piece);
      piece.flip();
      int zeros = Zeros.count(piece);
      if (zeros < piece.limit()) {
        dirtyEnd = at + Zeros.tail(piece);
        Found found = in(piece, at, zeros & -BatchFormat.ALIGNMENT, number);
        if (found != null) {
          return found;
        }
      }
    }
    return new Found(0, null, dirtyEnd);
  }

  private @Nullable Found in(ByteBuffer piece, long at, int start, long number) {
    for (int i = start; i + Integer.BYTES <= piece.limit(); i += BatchFormat.ALIGNMENT) {
      if (piece.getInt(i) == BatchFormat.MAGIC) {
        BatchFormat.Header header = wholeAt(at + i);
        if (header != null && header.number() > number) {
          return new Found(at + i, header, 0);
        }
      }
    }
    return null;
  }

  private BatchFormat.@Nullable Header wholeAt(long offset) {
    if (limit - offset < BatchFormat.HEADER_SIZE) {
      return null;
    }
    byte[] raw = new byte[BatchFormat.HEADER_SIZE];
    segment.file().readFully(offset, ByteBuffer.wrap(raw));
    if (segment.format().headerFlaw(raw, 0) != null) {
      return null;
    }
    BatchFormat.Header header = BatchFormat.header(raw, 0);
    boolean whole =
        header.segmentId() == segment.header().id()
            && offset + header.size() <= limit
            && bodyMatches(offset, header);
    return whole ? header : null;
  }

  private boolean bodyMatches(long offset, BatchFormat.Header header) {
    CRC32C crc = segment.format().begin(header);
    ByteBuffer window = ByteBuffer.allocate(Math.min(BatchReader.WINDOW, header.bodySize()));
    long body = offset + BatchFormat.HEADER_SIZE;
    for (int read = 0; read < header.bodySize(); read += window.limit()) {
      window.clear().limit(Math.min(window.capacity(), header.bodySize() - read));
      segment.file().readFully(body + read, window);
      crc.update(window.flip());
    }
    return (int) crc.getValue() == header.crc();
  }
}
