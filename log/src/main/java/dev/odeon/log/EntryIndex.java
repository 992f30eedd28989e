package dev.odeon.log;

import dev.odeon.base.Bytes;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a derived index: keys of 64 bits, each with values of 64 bits and perhaps a
 * payload, of all segments of the log. It knows keys and bytes alone; its owner puts what the
 * records say, and makes its files part of a {@link SegmentIndex}. Those of the active segment are
 * in an {@link EntryTable}, those of sealed ones in an {@link EntryRun} each.
 *
 * <p>Keys and values are unsigned, and of one key the values must not get smaller. Any thread asks;
 * the owner says which one puts.
 */
public final class EntryIndex {
  private final boolean filtered;
  private final long countMax;
  private final LongSupplier oldestMillis;

  // Written under this object's monitor.
  private volatile SegmentTables<EntryTable, EntryRun> tables =
      SegmentTables.startingWith(new EntryTable());
  private volatile List<SegmentEntries> oldestFirst = List.of(tables.active());

  private EntryIndex(boolean filtered, long countMax, LongSupplier oldestMillis) {
    this.filtered = filtered;
    this.countMax = countMax;
    this.oldestMillis = oldestMillis;
  }

  /** One that forgets nothing. */
  public static EntryIndex keepingAll() {
    return new EntryIndex(false, Long.MAX_VALUE, () -> Long.MIN_VALUE);
  }

  /**
   * One with a filter of its keys in memory, 2 to 4 bytes an entry, for frequent look-ups of what
   * is mostly not there: its keys are spread evenly, like parts of hashes. It forgets the entries
   * of a whole segment when they are too many or too old, the oldest segment first.
   *
   * @param countMax how many entries are kept at most, unless the last segments have more
   * @param oldestMillis the time of the oldest that is kept, as of now
   */
  public static EntryIndex filtered(long countMax, LongSupplier oldestMillis) {
    return new EntryIndex(true, countMax, oldestMillis);
  }

  /**
   * Adds an entry of the active segment.
   *
   * @param value no smaller than those of the key before
   * @param payload whatever belongs to it; empty if nothing does
   * @param millis the time of what it is about
   */
  public void put(long key, long value, Bytes payload, long millis) {
    tables.active().put(key, value, payload, millis);
  }

  /** How many entries there are. */
  public long count() {
    return oldestFirst.stream().mapToLong(SegmentEntries::count).sum();
  }

  /** The time of the newest thing that has an entry, in milliseconds since 1970; 0 if none has. */
  public long newestMillis() {
    return oldestFirst.stream().mapToLong(SegmentEntries::newestMillis).max().orElse(0);
  }

  /** What {@code match} makes of the newest entry of {@code key} that it takes; null if none. */
  public <T> @Nullable T newest(long key, EntryMatch<T> match) {
    List<SegmentEntries> segments = oldestFirst;
    for (int i = segments.size() - 1; i >= 0; i--) {
      T found = segments.get(i).newest(key, match);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /**
   * Gives the entries of {@code key} with values of at least {@code from}, oldest first, to {@code
   * visitor}, until it has enough.
   */
  public void oldest(long key, long from, EntryVisitor visitor) {
    boolean more = true;
    for (SegmentEntries segment : oldestFirst) {
      more = more && segment.oldest(key, from, visitor);
    }
  }

  /**
   * The same for an index whose values are the numbers that its owner counts by: segments that
   * ended before {@code from} are not read.
   */
  public void following(long key, long from, EntryVisitor visitor) {
    boolean more = true;
    for (SegmentEntries segment : oldestFirst) {
      boolean before =
          segment instanceof EntryRun run && Long.compareUnsigned(run.end(), from) <= 0;
      more = more && (before || segment.oldest(key, from, visitor));
    }
  }

  /**
   * Gives the entries with keys of at least {@code from} to {@code visitor}, until it has enough:
   * one segment after the other, oldest first, each in the order of its keys. Where keys grow with
   * the log, that is the order of all.
   */
  public void scan(long from, EntryVisitor visitor) {
    boolean more = true;
    for (SegmentEntries segment : oldestFirst) {
      more = more && segment.scan(from, visitor);
    }
  }

  /** Whether the next file to be loaded is one of an earlier process: while opening. */
  public boolean isRestoring() {
    return tables.isRestoring();
  }

  /**
   * The active segment ended: see {@link SegmentIndex#seal}.
   *
   * @param version of what its owner puts
   * @param first the first of the numbers that its owner counts by in that segment
   * @param end one past the last of them
   */
  public synchronized Supplier<Bytes> seal(int version, long first, long end) {
    EntryTable ended = tables.active();
    change(tables.freeze(new EntryTable()));
    return () -> EntryRun.encode(ended, version, first, end, filtered);
  }

  /** The next segment is in its file: see {@link SegmentIndex#load}. */
  public synchronized void load(EntryRun sealed) {
    change(tables.seal(sealed));
    while (!tables.sealed().isEmpty()
        && (count() > countMax
            || tables.sealed().getFirst().newestMillis() < oldestMillis.getAsLong())) {
      change(tables.withoutOldest());
    }
  }

  private void change(SegmentTables<EntryTable, EntryRun> next) {
    tables = next;
    oldestFirst = SegmentTables.oldestFirst(next);
  }
}
