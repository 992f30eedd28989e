package dev.odeon.log;

/**
 * The sizes of a log, in bytes. They may differ from one opening to the next.
 *
 * @param segmentBytes how large a segment is made; a multiple of 4096 from 8 KiB to {@code
 *     segmentBytesMax}
 * @param segmentBytesMax how large a segment may be made for one group that needs it; at most 512
 *     MiB
 * @param batchBytes how much is written between two syncs, unless a single group is larger; at
 *     least 4096. Reading one record takes reading the batch it is in
 */
public record LogConfig(int segmentBytes, int segmentBytesMax, int batchBytes) {
  /** The most bytes that any segment has: 512 MiB. */
  public static final int SEGMENT_BYTES_LIMIT = 512 << 20;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public LogConfig {
    check("segmentBytesMax", segmentBytesMax, 2 * SegmentHeader.PAGE, SEGMENT_BYTES_LIMIT);
    check("segmentBytes", segmentBytes, 2 * SegmentHeader.PAGE, segmentBytesMax);
    if (batchBytes < SegmentHeader.PAGE) {
      throw new IllegalArgumentException("batchBytes is " + batchBytes + ", under 4096");
    }
  }

  /** Segments of 64 MiB, up to 512 MiB for a group that needs it, batches of 256 KiB. */
  public static LogConfig defaults() {
    return new LogConfig(64 << 20, SEGMENT_BYTES_LIMIT, 256 << 10);
  }

  /** These sizes with segments of {@code bytes}. */
  public LogConfig withSegmentBytes(int bytes) {
    return new LogConfig(bytes, Math.max(bytes, segmentBytesMax), batchBytes);
  }

  /** The largest group of records that is taken: {@link Submission#sizeBytesMax}. */
  public long groupBytesMax() {
    return segmentBytesMax - SegmentHeader.PAGE - BatchFormat.HEADER_SIZE;
  }

  private static void check(String name, int bytes, int min, int max) {
    if (bytes < min || bytes > max || bytes % SegmentHeader.PAGE != 0) {
      throw new IllegalArgumentException(
          "%s is %d: a multiple of 4096 from %d to %d is needed".formatted(name, bytes, min, max));
    }
  }
}
