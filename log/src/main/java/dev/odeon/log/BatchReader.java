package dev.odeon.log;

import dev.odeon.base.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches of one segment through a window of its file. A window is a fresh array each time,
 * so the records that share it stay as they are. For one thread.
 */
final class BatchReader {
  /** The window for reading in order: an array that the smallest heaps take as an ordinary one. */
  static final int WINDOW = 384 << 10;

  /** What stands where a batch was looked for. */
  sealed interface Found {
    /** A batch, every checksum right, at {@code at} of a window. */
    record Whole(Path path, long offset, BatchFormat.Header header, byte[] window, int at)
        implements Found {
      /** The offset after it. */
      long end() {
        return offset + header.size();
      }

      /**
       * Its records, as slices of the window.
       *
       * @throws LogException.NewerFormat if one is of an unknown kind
       */
      List<LogRecord> records() {
        return upTo(header.count());
      }

      /** The record at {@code position}, which it holds. */
      LogRecord record(LogPosition position) {
        int index = (int) (position.value() - header.first().value());
        return BatchFormat.record(window, at, header, index)
            .orElseGet(() -> upTo(index + 1).get(index));
      }

      private List<LogRecord> upTo(int count) {
        List<LogRecord> records = BatchFormat.records(window, at, header);
        if (records.size() < count) {
          // The checksum is right: this is what was written, by a program that knew more.
          int kind = BatchFormat.kindAfter(window, at, records);
          throw LogRecord.Kind.exists(kind)
              ? new LogException.Damaged(
                  path, offset, flaw("the number of records", header.count(), records.size()))
              : new LogException.NewerFormat(path, offset, "record kind " + kind);
        }
        return records;
      }
    }

    /** Something else. */
    record Broken(long offset, BatchFormat.Flaw flaw) implements Found {}
  }

  private final Path path;
  private final BatchFormat format;
  private final long segmentId;
  private final DiskFile file;
  private final long limit;
  private final int windowBytes;
  private byte[] window = new byte[0];
  private long windowStart;

  /** A reader of the bytes before {@code limit}. */
  BatchReader(Segment segment, long limit, int windowBytes) {
    this.path = segment.path();
    this.format = segment.format();
    this.segmentId = segment.header().id();
    this.file = segment.file();
    this.limit = limit;
    this.windowBytes = windowBytes;
  }

  /**
   * What stands at {@code offset}, where the batch {@code number} that begins with {@code first} is
   * expected.
   */
  Found find(long offset, long number, LogPosition first) {
    BatchFormat.Flaw flaw = headerFlaw(offset, number, first);
    if (flaw != null) {
      return new Found.Broken(offset, flaw);
    }
    int at = require(offset, BatchFormat.HEADER_SIZE);
    BatchFormat.Header header = BatchFormat.header(window, at);
    at = require(offset, BatchFormat.HEADER_SIZE + header.bodySize());
    flaw = format.bodyFlaw(window, at);
    return flaw == null
        ? new Found.Whole(path, offset, header, window, at)
        : new Found.Broken(offset, flaw);
  }

  /** Like {@link #find}, where anything but the batch is damage. */
  Found.Whole expect(long offset, long number, LogPosition first) {
    return switch (find(offset, number, first)) {
      case Found.Whole whole -> whole;
      case Found.Broken(long at, BatchFormat.Flaw flaw) ->
          throw new LogException.Damaged(path, at, flaw);
    };
  }

  /**
   * The batch that holds {@code position}, from a batch at {@code offset} that begins before it.
   */
  Found.Whole holding(LogPosition position, long offset) {
    long at = offset;
    while (true) {
      BatchFormat.Header header = headerAt(at);
      if (header.end().compareTo(position) > 0) {
        return expect(at, header.number(), header.first());
      }
      at += header.size();
    }
  }

  /**
   * What the batch that holds {@code position} says there, whatever the checksum of its body: null
   * if that cannot be a record. The search begins as {@link #holding} does.
   */
  @Nullable LogRecord salvaged(LogPosition position, long offset) {
    long at = offset;
    while (true) {
      BatchFormat.Header header = headerAt(at);
      if (header.end().compareTo(position) > 0) {
        List<LogRecord> records = salvage(at, at + header.size(), header.count());
        long index = position.value() - header.first().value();
        return index < records.size() ? records.get((int) index) : null;
      }
      at += header.size();
    }
  }

  /** The header at {@code offset}, if it is a whole one of the batch {@code number}; else null. */
  BatchFormat.@Nullable Header header(long offset, long number, LogPosition first) {
    return headerFlaw(offset, number, first) == null
        ? BatchFormat.header(window, require(offset, BatchFormat.HEADER_SIZE))
        : null;
  }

  /**
   * What the bytes between {@code offset} and {@code end} say if they are taken for a batch of
   * {@code count} records, whatever their checksums: the records up to the first that cannot be
   * one.
   */
  List<LogRecord> salvage(long offset, long end, int count) {
    int size = (int) Math.min(end - offset, Integer.MAX_VALUE - 8);
    if (size <= BatchFormat.HEADER_SIZE) {
      return List.of();
    }
    int at = require(offset, size);
    int bodySize = size - BatchFormat.HEADER_SIZE;
    return BatchFormat.records(
        window, at, new BatchFormat.Header(segmentId, 0, LogPosition.START, count, bodySize, 0));
  }

  /** A batch that is whole but for one bit. */
  record Corrected(BatchFormat.Header header, List<LogRecord> records) {}

  /**
   * The batch at {@code offset}, number {@code number} that begins with {@code first}, with the one
   * bit flipped back that keeps it from being whole; null if it is not one bit.
   */
  @Nullable Corrected corrected(long offset, long number, LogPosition first) {
    if (offset + BatchFormat.HEADER_SIZE > limit) {
      return null;
    }
    BatchFormat.Header header = header(offset, number, first);
    if (header == null) {
      return correctedHeader(offset, number, first);
    }
    byte[] batch = copy(offset, header);
    CRC32C crc = format.begin(header);
    crc.update(batch, BatchFormat.HEADER_SIZE, header.bodySize());
    long bit = BitFlip.find(header.crc(), (int) crc.getValue(), header.bodySize());
    if (bit < 0) {
      return null;
    }
    flip(batch, 8L * BatchFormat.HEADER_SIZE + bit);
    return corrected(batch, header);
  }

  private @Nullable Corrected correctedHeader(long offset, long number, LogPosition first) {
    int at = require(offset, BatchFormat.HEADER_SIZE);
    for (int bit = 0; bit < 8 * BatchFormat.HEADER_SIZE; bit++) {
      byte[] raw = Arrays.copyOfRange(window, at, at + BatchFormat.HEADER_SIZE);
      flip(raw, bit);
      if (format.headerFlaw(raw, 0) == null) {
        BatchFormat.Header header = BatchFormat.header(raw, 0);
        boolean fits =
            header.segmentId() == segmentId
                && header.number() == number
                && header.first().equals(first)
                && offset + header.size() <= limit;
        if (fits) {
          byte[] batch = copy(offset, header);
          System.arraycopy(raw, 0, batch, 0, raw.length);
          return format.bodyFlaw(batch, 0) == null ? corrected(batch, header) : null;
        }
      }
    }
    return null;
  }

  private byte[] copy(long offset, BatchFormat.Header header) {
    int size = BatchFormat.HEADER_SIZE + header.bodySize();
    int at = require(offset, size);
    return Arrays.copyOfRange(window, at, at + size);
  }

  private static @Nullable Corrected corrected(byte[] batch, BatchFormat.Header header) {
    List<LogRecord> records = BatchFormat.records(batch, 0, header);
    return records.size() == header.count() ? new Corrected(header, records) : null;
  }

  private static void flip(byte[] bytes, long bit) {
    bytes[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
  }

  private BatchFormat.Header headerAt(long offset) {
    if (offset + BatchFormat.HEADER_SIZE > limit) {
      throw new LogException.Damaged(path, offset, tooShort(BatchFormat.HEADER_SIZE));
    }
    int at = require(offset, BatchFormat.HEADER_SIZE);
    BatchFormat.Flaw flaw = format.headerFlaw(window, at);
    if (flaw != null) {
      throw new LogException.Damaged(path, offset, flaw);
    }
    return BatchFormat.header(window, at);
  }

  private BatchFormat.@Nullable Flaw headerFlaw(long offset, long number, LogPosition first) {
    if (offset + BatchFormat.HEADER_SIZE > limit) {
      return tooShort(BatchFormat.HEADER_SIZE);
    }
    int at = require(offset, BatchFormat.HEADER_SIZE);
    BatchFormat.Flaw flaw = format.headerFlaw(window, at);
    if (flaw != null) {
      return flaw;
    }
    BatchFormat.Header header = BatchFormat.header(window, at);
    if (header.segmentId() != segmentId) {
      return flaw("the segment id", segmentId, header.segmentId());
    }
    if (header.number() != number) {
      return flaw("the batch number", number, header.number());
    }
    if (!header.first().equals(first)) {
      return flaw("the first position", first.value(), header.first().value());
    }
    return offset + header.size() > limit ? tooShort(header.size()) : null;
  }

  private static BatchFormat.Flaw tooShort(long size) {
    return new BatchFormat.Flaw("the rest of the segment", "at least " + size + " bytes", "less");
  }

  private static BatchFormat.Flaw flaw(String what, long expected, long actual) {
    return new BatchFormat.Flaw(what, Long.toString(expected), Long.toString(actual));
  }

  /**
   * The index in the window of the {@code size} bytes at {@code offset}, which end before the
   * limit.
   */
  private int require(long offset, int size) {
    if (offset < windowStart || offset + size > windowStart + window.length) {
      int bytes = (int) Math.min(limit - offset, Math.max(windowBytes, size));
      byte[] fresh = new byte[bytes];
      int known = known(offset, bytes);
      System.arraycopy(window, window.length - known, fresh, 0, known);
      file.readFully(offset + known, ByteBuffer.wrap(fresh, known, bytes - known));
      window = fresh;
      windowStart = offset;
    }
    return (int) (offset - windowStart);
  }

  /** How many of the bytes from {@code offset} on are at the end of the window. */
  private int known(long offset, int bytes) {
    boolean inside = offset >= windowStart && offset < windowStart + window.length;
    return inside ? (int) Math.min(bytes, windowStart + window.length - offset) : 0;
  }
}
