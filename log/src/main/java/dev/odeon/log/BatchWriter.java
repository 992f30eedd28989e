package dev.odeon.log;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskFile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Puts batches on disk through one buffer, which is all the memory it takes: a batch that does not
 * fit is written in pieces, its header last. Owned by the committer thread.
 */
final class BatchWriter {
  private final ByteBuffer buffer;
  private final CRC32C none = new CRC32C();
  private CRC32C crc = none;
  private DiskFile file;
  private long at;
  private int start;

  BatchWriter(DiskFile file, int bufferBytes) {
    this.file = file;
    this.buffer = ByteBuffer.allocateDirect(bufferBytes);
  }

  /** Goes on in another segment. */
  void use(DiskFile next) {
    file = next;
  }

  /**
   * Writes a batch of {@code records}, whose sizes sum to {@code bodySize}, at {@code offset}. Not
   * durable before a sync. Returns the offset after it.
   */
  long write(
      long offset,
      Segment segment,
      long number,
      LogPosition first,
      List<LogRecord> records,
      int bodySize) {
    BatchFormat format = segment.format();
    crc = format.begin(segment.header().id(), number, first, records.size(), bodySize);
    at = offset + BatchFormat.HEADER_SIZE;
    start = BatchFormat.HEADER_SIZE;
    buffer.clear().position(start);
    for (LogRecord record : records) {
      put(record);
    }
    boolean whole = at == offset + BatchFormat.HEADER_SIZE;
    checksum();
    ByteBuffer header =
        format.encode(
            new BatchFormat.Header(
                segment.header().id(),
                number,
                first,
                records.size(),
                bodySize,
                (int) crc.getValue()));
    long end = BatchFormat.aligned(offset + BatchFormat.HEADER_SIZE + bodySize);
    pad();
    if (whole) {
      buffer.put(0, header, 0, BatchFormat.HEADER_SIZE);
      file.writeFully(offset, buffer.flip());
    } else {
      file.writeFully(at, buffer.flip().position(start));
      file.writeFully(offset, header);
    }
    return end;
  }

  private void put(LogRecord record) {
    if (buffer.remaining() < BatchFormat.FRAME_SIZE) {
      flush();
    }
    Bytes body = record.body();
    buffer.put((byte) record.kind().code()).putInt(body.size());
    ByteBuffer rest = body.buffer();
    while (rest.remaining() > buffer.remaining()) {
      int piece = buffer.remaining();
      buffer.put(rest.slice(rest.position(), piece));
      rest.position(rest.position() + piece);
      flush();
    }
    buffer.put(rest);
  }

  private void flush() {
    checksum();
    int size = buffer.position() - start;
    file.writeFully(at, buffer.flip().position(start));
    at += size;
    start = 0;
    buffer.clear();
  }

  private void checksum() {
    crc.update(buffer.slice(start, buffer.position() - start));
  }

  /** The buffer's size is a multiple of the alignment, and so is what was written before it. */
  private void pad() {
    while (buffer.position() % BatchFormat.ALIGNMENT != 0) {
      buffer.put((byte) 0);
    }
  }
}
