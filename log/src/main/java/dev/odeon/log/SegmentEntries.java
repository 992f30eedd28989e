package dev.odeon.log;

import org.jspecify.annotations.Nullable;

/** The entries of one segment, in memory or in its file. Any thread may ask. */
public sealed interface SegmentEntries permits EntryRun, EntryTable {
  /** How many there are. */
  int count();

  /** The time of the newest thing that has an entry, in milliseconds since 1970; 0 if none has. */
  long newestMillis();

  /** What {@code match} makes of the newest entry of {@code key} that it takes; null if none. */
  <T> @Nullable T newest(long key, EntryMatch<T> match);

  /**
   * Gives the entries of {@code key} with values of at least {@code from}, oldest first, to {@code
   * visitor}; whether it wants more.
   */
  boolean oldest(long key, long from, EntryVisitor visitor);

  /**
   * Gives the entries with keys of at least {@code from}, in order, to {@code visitor}; whether it
   * wants more.
   */
  boolean scan(long from, EntryVisitor visitor);
}
