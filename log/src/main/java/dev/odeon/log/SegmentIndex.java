package dev.odeon.log;

import dev.odeon.base.Bytes;
import java.util.List;
import java.util.function.Supplier;

/**
 * Derived data that its owner keeps about the records of the log, in one file a segment: {@code
 * <segment>.<name>} in the index folder. The log keeps the files, checks that they belong to what
 * the segment holds, and replays the records of a segment whose file is missing or damaged.
 *
 * <p>On open each segment comes once, oldest first, in position order: a sealed one as {@link
 * #load}, or as all its {@link #record}s followed by {@link #seal} and {@link #load}; the active
 * one as its records. All of this is on the opening thread. From then on {@link #record} and {@link
 * #seal} are called by the committer thread, and {@link #load} by a thread of the log's own while
 * records go on. Within a segment the indices are called in the order they were registered.
 */
public interface SegmentIndex {
  /** What names its files: {@code [a-z][a-z0-9-]*}, and not {@code batches}. */
  String name();

  /** The record at {@code position} is durable. Before {@link Submission#committed}, each once. */
  void record(LogPosition position, LogRecord record);

  /**
   * The records from {@code first} (inclusive) to {@code end} (exclusive) are damaged. On open, in
   * the place of their {@link #record}s; only where the log is opened in spite of damage.
   *
   * @param records what the bytes say if they are taken as they stand, from {@code first} on;
   *     perhaps fewer than there were
   */
  default void damaged(LogPosition first, LogPosition end, List<LogRecord> records) {}

  /**
   * The active segment ended after the last record given. What was recorded so far is frozen, and
   * the next record belongs to the next segment. Quick, for appends wait; the bytes of the file are
   * asked for later, once, by another thread.
   */
  Supplier<Bytes> seal();

  /**
   * The records from {@code first} (inclusive) to {@code end} (exclusive) are in {@code sealed}
   * from now on: the content that {@link #seal} gave, whichever process called it.
   *
   * @throws dev.odeon.base.MalformedException if the content is not understood, when called on
   *     open; the segment is replayed then
   */
  void load(LogPosition first, LogPosition end, IndexFile sealed);
}
