package dev.odeon.log;

import java.util.List;

/**
 * A group of records that become durable together or not at all, and the callbacks of its
 * submitter. Exactly one of these ends it: {@link #prepare} returns an empty list, {@link
 * #committed}, {@link #failed}. All three are called by the log's committer thread (but for a
 * refusal on the spot, see {@link Log#submit}), must be short, and must not throw.
 */
public interface Submission {
  /**
   * An upper bound of the sum of {@link LogRecord#sizeBytes} over the records, in bytes. A group
   * over {@link LogConfig#groupBytesMax} fails with {@link LogException.TooLarge}, unprepared.
   */
  long sizeBytesMax();

  /**
   * The records, the first of which will stand at {@code first}. Called once, in the order of
   * submission, after all groups before were prepared; once more if it threw a {@link
   * dev.odeon.base.DiskException} of the reason {@code TOO_MANY_OPEN}, having changed nothing. An
   * empty list withdraws the group, which has reported why to its caller. The same record objects
   * are given to {@link SegmentIndex#record} once they are durable.
   */
  List<LogRecord> prepare(LogPosition first);

  /** The records are durable, and readable, from {@code first} on. */
  void committed(LogPosition first);

  /**
   * Nothing of it will be read from this log. After {@link LogException.Poisoned} a new process may
   * still find it on the disk; after any other cause it is gone for good.
   */
  void failed(LogException cause);
}
