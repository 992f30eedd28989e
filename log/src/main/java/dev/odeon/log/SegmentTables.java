package dev.odeon.log;

import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link SegmentIndex} knows of all segments at one moment, and how that moves on: the table
 * of the segment that is being written is <em>active</em>; when the segment ends it is
 * <em>frozen</em> until its file is written; then the file is <em>sealed</em> in its place. On open
 * the sealed ones come from the files of an earlier process. Immutable; its owner guards the
 * reference.
 *
 * @param active what the active segment holds; the only one that changes
 * @param frozen those whose files are being written, oldest first
 * @param sealed those that are in files, oldest first
 * @param <A> a table in memory
 * @param <S> a table in a file
 */
public record SegmentTables<A, S>(A active, List<A> frozen, List<S> sealed) {
  /** Copies the lists. */
  public SegmentTables {
    frozen = List.copyOf(frozen);
    sealed = List.copyOf(sealed);
  }

  /** Those of a log without a segment that has ended. */
  public static <A, S> SegmentTables<A, S> startingWith(A active) {
    return new SegmentTables<>(active, List.of(), List.of());
  }

  /** All tables, if they have a type in common, oldest first. */
  public static <T> List<T> oldestFirst(SegmentTables<? extends T, ? extends T> tables) {
    List<T> all = new ArrayList<>(tables.sealed);
    all.addAll(tables.frozen);
    all.add(tables.active);
    return List.copyOf(all);
  }

  /** The active segment ended, and {@code next} is the table of the one after it. */
  public SegmentTables<A, S> freeze(A next) {
    return new SegmentTables<>(next, plus(frozen, active), sealed);
  }

  /**
   * Whether the next file to be loaded is one of an earlier process, whose records did not come:
   * while the log is being opened.
   */
  public boolean isRestoring() {
    return frozen.isEmpty();
  }

  /** The next segment is in a file, the oldest frozen one if there is one. */
  public SegmentTables<A, S> seal(S table) {
    List<A> waiting = frozen.isEmpty() ? frozen : frozen.subList(1, frozen.size());
    return new SegmentTables<>(active, waiting, plus(sealed, table));
  }

  /** The same with another active table: where one begins depends on what was loaded before it. */
  public SegmentTables<A, S> withActive(A table) {
    return new SegmentTables<>(table, frozen, sealed);
  }

  /** Without the oldest sealed table. */
  public SegmentTables<A, S> withoutOldest() {
    return new SegmentTables<>(active, frozen, sealed.subList(1, sealed.size()));
  }

  private static <T> List<T> plus(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list.size() + 1);
    longer.addAll(list);
    longer.add(last);
    return longer;
  }
}
