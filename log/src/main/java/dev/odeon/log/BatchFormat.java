package dev.odeon.log;

import dev.odeon.base.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A batch on disk, big-endian, beginning at a multiple of 8.
 *
 * <pre>
 *    0  magic "ODBT"                                  4
 *    4  header check: CRC32C(salt | bytes 8..48)      4
 *    8  segment id                                    8
 *   16  batch number, from 1                          8
 *   24  position of the first record                  8
 *   32  count of records, at least 1                  4
 *   36  size of the body                              4
 *   40  CRC32C(salt | bytes 8..40 | body)             4
 *   44  zero                                          4
 *   48  body: the records, each as kind 1, size 4, bytes
 *       zeros up to a multiple of 8
 * </pre>
 *
 * The salt is that of the segment. A guest that only chooses bodies does not know it, so no body
 * holds what would pass for a batch. The header check lets a reader trust a size before it has read
 * the body.
 */
final class BatchFormat {
  static final int HEADER_SIZE = 48;
  static final int FRAME_SIZE = 5;
  static final int ALIGNMENT = 8;
  static final int MAGIC = 0x4F444254;

  /** What is wrong with bytes that should have been a batch. */
  record Flaw(String what, String expected, String actual) {}

  /** The numbers in a batch header. */
  record Header(long segmentId, long number, LogPosition first, int count, int bodySize, int crc) {
    /** The size on disk in bytes, padding included. */
    long size() {
      return aligned((long) HEADER_SIZE + bodySize);
    }

    /** The position after its last record. */
    LogPosition end() {
      return first.plus(count);
    }
  }

  private final byte[] salt;

  /** The batches of a segment with this salt. */
  BatchFormat(Bytes salt) {
    this.salt = salt.toArray();
  }

  /** The next multiple of 8. */
  static long aligned(long size) {
    return (size + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** A checksum that has seen the salt and the header fields: the body comes next. */
  CRC32C begin(long segmentId, long number, LogPosition first, int count, int bodySize) {
    ByteBuffer fields = ByteBuffer.allocate(32);
    putFields(fields, segmentId, number, first, count, bodySize);
    return begin(fields.array(), 0);
  }

  /** Like {@link #begin(long, long, LogPosition, int, int)}, for a batch that was written. */
  CRC32C begin(Header header) {
    return begin(header.segmentId, header.number, header.first, header.count, header.bodySize);
  }

  private CRC32C begin(byte[] array, int fieldsAt) {
    CRC32C crc = new CRC32C();
    crc.update(salt);
    crc.update(array, fieldsAt, 32);
    return crc;
  }

  /** The header as it stands on disk. */
  ByteBuffer encode(Header header) {
    ByteBuffer encoded = ByteBuffer.allocate(HEADER_SIZE);
    encoded.putInt(MAGIC).putInt(0);
    putFields(
        encoded, header.segmentId, header.number, header.first, header.count, header.bodySize);
    encoded.putInt(header.crc).putInt(0);
    return encoded.putInt(4, headerCheck(encoded.array(), 0)).clear();
  }

  private static void putFields(
      ByteBuffer target, long segmentId, long number, LogPosition first, int count, int bodySize) {
    target.putLong(segmentId).putLong(number).putLong(first.value()).putInt(count).putInt(bodySize);
  }

  /**
   * What is wrong with the header at {@code at}; null if it is whole, so that its numbers can be
   * trusted.
   */
  @Nullable Flaw headerFlaw(byte[] array, int at) {
    ByteBuffer view = ByteBuffer.wrap(array);
    if (view.getInt(at) != MAGIC) {
      return flaw("the batch magic", MAGIC, view.getInt(at));
    }
    int expected = view.getInt(at + 4);
    int actual = headerCheck(array, at);
    return actual == expected ? null : flaw("the batch header's checksum", expected, actual);
  }

  /** The numbers of the header at {@code at}. */
  static Header header(byte[] array, int at) {
    ByteBuffer view = ByteBuffer.wrap(array);
    return new Header(
        view.getLong(at + 8),
        view.getLong(at + 16),
        new LogPosition(Math.max(0, view.getLong(at + 24))),
        view.getInt(at + 32),
        view.getInt(at + 36),
        view.getInt(at + 40));
  }

  /** What is wrong with the body that follows the whole header at {@code at}. */
  @Nullable Flaw bodyFlaw(byte[] array, int at) {
    Header header = header(array, at);
    CRC32C crc = begin(array, at + 8);
    crc.update(array, at + HEADER_SIZE, header.bodySize());
    int actual = (int) crc.getValue();
    return actual == header.crc() ? null : flaw("the batch checksum", header.crc(), actual);
  }

  /**
   * The records of the body at {@code at}, as slices of {@code array}; fewer than the header counts
   * if the frames do not add up or one is of an unknown kind.
   */
  static List<LogRecord> records(byte[] array, int at, Header header) {
    List<LogRecord> records = new ArrayList<>(Math.min(header.count(), 1 << 16));
    ByteBuffer body = ByteBuffer.wrap(array, at + HEADER_SIZE, header.bodySize());
    while (body.remaining() >= FRAME_SIZE && records.size() < header.count()) {
      int kind = body.get();
      int size = body.getInt();
      if (!LogRecord.Kind.exists(kind) || size < 0 || size > body.remaining()) {
        break;
      }
      records.add(new LogRecord(LogRecord.Kind.of(kind), Bytes.wrap(array, body.position(), size)));
      body.position(body.position() + size);
    }
    return records;
  }

  /** The record {@code index} of the body at {@code at}; empty if the frames do not lead there. */
  static Optional<LogRecord> record(byte[] array, int at, Header header, int index) {
    ByteBuffer body = ByteBuffer.wrap(array, at + HEADER_SIZE, header.bodySize());
    for (int left = index; body.remaining() >= FRAME_SIZE; left--) {
      int kind = body.get();
      int size = body.getInt();
      if (!LogRecord.Kind.exists(kind) || size < 0 || size > body.remaining()) {
        break;
      }
      if (left == 0) {
        Bytes found = Bytes.copyOf(array, body.position(), size);
        return Optional.of(new LogRecord(LogRecord.Kind.of(kind), found));
      }
      body.position(body.position() + size);
    }
    return Optional.empty();
  }

  /** The code of the first record that {@link #records} did not give, where there is one. */
  static int kindAfter(byte[] array, int at, List<LogRecord> records) {
    long offset = at + HEADER_SIZE;
    for (LogRecord record : records) {
      offset += record.sizeBytes();
    }
    return offset < array.length ? array[(int) offset] & 0xFF : 0;
  }

  private int headerCheck(byte[] array, int at) {
    CRC32C crc = new CRC32C();
    crc.update(salt);
    crc.update(array, at + 8, HEADER_SIZE - 8);
    return (int) crc.getValue();
  }

  private static Flaw flaw(String what, int expected, int actual) {
    return new Flaw(what, "%08x".formatted(expected), "%08x".formatted(actual));
  }
}
