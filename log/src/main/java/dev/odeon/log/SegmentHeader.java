package dev.odeon.log;

import dev.odeon.base.Bytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a segment, big-endian. They lie in one sector, so a power cut leaves all of
 * them or the zeros that were there before.
 *
 * <pre>
 *    0  magic "ODEONLOG"           8
 *    8  format, 1                  4
 *   12  zero                       4
 *   16  home id                   16
 *   32  salt, random              16
 *   48  segment id, from 1         8
 *   56  number of the first batch  8
 *   64  first position             8
 *   72  previous segment's id      8   0 if there is none
 *   80  previous segment's end     8   an offset; 0 if there is none
 *   88  zeros                     36
 *  124  CRC32C of bytes 0..124     4
 *  128  zeros up to 4096
 * </pre>
 *
 * Magic, format and checksum stand where they are in every later format.
 */
record SegmentHeader(
    Bytes home,
    Bytes salt,
    long id,
    long firstBatch,
    LogPosition first,
    long previousId,
    long previousEnd) {
  /** What the header takes: batches begin on the next page. */
  static final int PAGE = 4096;

  static final int ID_SIZE = 16;
  static final int SALT_SIZE = 16;

  private static final int SIZE = 128;
  private static final int FORMAT = 1;
  private static final long MAGIC = 0x4F44454F_4E4C4F47L;
  private static final String SUFFIX = ".segment";

  /** The header page. */
  ByteBuffer encoded() {
    ByteBuffer page = ByteBuffer.allocate(PAGE);
    page.putLong(MAGIC).putInt(FORMAT).putInt(0).put(home.buffer()).put(salt.buffer());
    page.putLong(id).putLong(firstBatch).putLong(first.value());
    page.putLong(previousId).putLong(previousEnd);
    return page.putInt(SIZE - 4, checksum(page)).clear();
  }

  /**
   * Reads a header page; null if it is all zeros, as in a segment that was made and not yet used.
   *
   * @throws LogException.Damaged if it is not a header
   * @throws LogException.NewerFormat if it is one of a newer format
   */
  static @Nullable SegmentHeader decode(Path file, ByteBuffer page) {
    if (Zeros.count(page) == page.limit()) {
      return null;
    }
    check(file, 0, "the magic", MAGIC, page.getLong(0));
    check(
        file,
        0,
        "the header's checksum",
        checksum(page) & 0xFFFF_FFFFL,
        page.getInt(SIZE - 4) & 0xFFFF_FFFFL);
    if (page.getInt(8) != FORMAT) {
      throw new LogException.NewerFormat(file, 8, "format " + page.getInt(8));
    }
    return asItStands(page);
  }

  /**
   * The fields of a damaged header page: as they were, if one bit was flipped, else as they are.
   */
  static SegmentHeader corrected(ByteBuffer page) {
    ByteBuffer copy = ByteBuffer.allocate(PAGE).put(page.duplicate().clear()).clear();
    for (int bit = 0; bit < 8 * SIZE; bit++) {
      byte mask = (byte) (1 << bit % 8);
      copy.put(bit / 8, (byte) (copy.get(bit / 8) ^ mask));
      if (copy.getLong(0) == MAGIC && checksum(copy) == copy.getInt(SIZE - 4)) {
        return asItStands(copy);
      }
      copy.put(bit / 8, (byte) (copy.get(bit / 8) ^ mask));
    }
    return asItStands(page);
  }

  /** The fields of a header page, whatever its checksum. */
  static SegmentHeader asItStands(ByteBuffer page) {
    return new SegmentHeader(
        bytes(page, 16, ID_SIZE),
        bytes(page, 32, SALT_SIZE),
        page.getLong(48),
        page.getLong(56),
        new LogPosition(Math.max(0, page.getLong(64))),
        page.getLong(72),
        page.getLong(80));
  }

  /** The file name of segment {@code id}. */
  static String fileName(long id) {
    return stem(id) + SUFFIX;
  }

  /** What the names of all files of segment {@code id} begin with. */
  static String stem(long id) {
    return "%016x".formatted(id);
  }

  /** The id that a file name spells; 0 if it is not the name of a segment. */
  static long idOf(String name) {
    return name.matches("[0-9a-f]{16}\\.segment") ? Long.parseUnsignedLong(name, 0, 16, 16) : 0;
  }

  private static int checksum(ByteBuffer page) {
    CRC32C crc = new CRC32C();
    crc.update(page.array(), page.arrayOffset(), SIZE - 4);
    return (int) crc.getValue();
  }

  private static void check(Path file, long offset, String what, long expected, long actual) {
    if (expected != actual) {
      throw new LogException.Damaged(
          file, offset, what, Long.toHexString(expected), Long.toHexString(actual));
    }
  }

  private static Bytes bytes(ByteBuffer page, int from, int size) {
    return Bytes.copyOf(page.array(), page.arrayOffset() + from, size);
  }
}
