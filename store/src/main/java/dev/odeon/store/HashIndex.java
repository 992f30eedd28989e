package dev.odeon.store;

import dev.odeon.base.Disk;
import dev.odeon.base.Hash;
import dev.odeon.base.Threads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A derived table from hashes to a few longs that may be larger than memory: what is new in a
 * {@link HashTable}, the rest in two {@link SortedRun}s, the older much the larger, so that adding
 * to it writes little. An entry whose first value is -1 says that it is gone. Any number of
 * threads.
 */
final class HashIndex implements AutoCloseable {
  /** The first value of a removed entry. */
  static final long GONE = -1;

  private static final int NEW_MAX = 1 << 15;
  private static final String SWEEP = "sweep";

  private final Disk disk;
  private final Path folder;
  private final String name;
  private final int values;
  private final KeyedLock<String> locks;
  private final int newMax;
  private HashTable fresh;
  private @Nullable HashTable frozen;
  private @Nullable SortedRun young;
  private @Nullable SortedRun old;

  /** Called for each entry, in order of the hashes. */
  @FunctionalInterface
  interface Visitor {
    /** {@code entry} is the hash as four longs, and the values. */
    void visit(long[] entry);
  }

  /** An index of {@code values} longs an entry, with nothing in it. */
  HashIndex(Disk disk, Threads threads, Path folder, String name, int values) {
    this(disk, threads, folder, name, values, NEW_MAX);
  }

  /** Like that, with at most {@code newMax} entries in memory. */
  HashIndex(Disk disk, Threads threads, Path folder, String name, int values, int newMax) {
    this.newMax = newMax;
    this.disk = disk;
    this.folder = folder;
    this.name = name;
    this.values = values;
    this.locks = new KeyedLock<>(threads);
    this.fresh = new HashTable(values);
  }

  /** Takes up what {@link #flush} wrote; false if it is not whole. */
  boolean load(long youngCount, long oldCount) {
    SortedRun foundYoung = SortedRun.open(disk, youngPath(), values).orElse(null);
    SortedRun foundOld = SortedRun.open(disk, oldPath(), values).orElse(null);
    boolean whole = count(foundYoung) == youngCount && count(foundOld) == oldCount;
    if (whole) {
      young = foundYoung;
      old = foundOld;
      return true;
    }
    retire(foundYoung);
    retire(foundOld);
    return false;
  }

  private static long count(@Nullable SortedRun run) {
    return run == null ? 0 : run.count();
  }

  private static void retire(@Nullable SortedRun run) {
    if (run != null) {
      run.retire();
    }
  }

  synchronized long youngCount() {
    return count(young);
  }

  synchronized long oldCount() {
    return count(old);
  }

  /** The values of {@code hash}, or null. */
  long @Nullable [] find(Hash hash) {
    while (true) {
      SortedRun first;
      SortedRun second;
      synchronized (this) {
        long[] found = fresh.get(hash);
        if (found == null && frozen != null) {
          found = frozen.get(hash);
        }
        if (found != null) {
          return found[0] == GONE ? null : found;
        }
        first = young;
        second = old;
      }
      if (acquire(first)) {
        try {
          if (acquire(second)) {
            try {
              long[] found = first == null ? null : first.find(hash);
              found = found != null || second == null ? found : second.find(hash);
              return found == null || found[0] == GONE ? null : found;
            } finally {
              release(second);
            }
          }
        } finally {
          release(first);
        }
      }
    }
  }

  private static boolean acquire(@Nullable SortedRun run) {
    return run == null || run.acquire();
  }

  private static void release(@Nullable SortedRun run) {
    if (run != null) {
      run.release();
    }
  }

  /** Sets the values of {@code hash}. */
  void put(Hash hash, long... entry) {
    boolean full;
    synchronized (this) {
      fresh.put(hash, entry);
      full = fresh.count() >= newMax;
    }
    if (full) {
      flush();
    }
  }

  /** Removes {@code hash}. */
  void remove(Hash hash) {
    long[] gone = new long[values];
    gone[0] = GONE;
    put(hash, gone);
  }

  /** Writes what is new; returns whether there was anything. */
  boolean flush() {
    return locks.with(SWEEP, this::flushAlone);
  }

  private boolean flushAlone() {
    HashTable writing;
    SortedRun oldYoung;
    SortedRun oldOld;
    synchronized (this) {
      if (fresh.count() == 0) {
        return false;
      }
      writing = fresh;
      frozen = writing;
      fresh = new HashTable(values);
      oldYoung = young;
      oldOld = old;
    }
    boolean all = count(oldYoung) + writing.count() > Math.max(newMax, count(oldOld) / 8);
    Path path = all ? oldPath() : youngPath();
    List<Runs> sources = new ArrayList<>();
    sources.add(Runs.of(writing.sorted()));
    sources.add(Runs.of(oldYoung));
    if (all) {
      sources.add(Runs.of(oldOld));
    }
    try (SortedRun.Writer writer = new SortedRun.Writer(disk, path, values)) {
      merge(
          sources,
          entry -> {
            if (!all || entry[4] != GONE) {
              writer.add(entry);
            }
          });
      writer.finish();
    }
    SortedRun written =
        SortedRun.open(disk, path, values)
            .orElseThrow(() -> new StoreException.Damaged(path.toString(), "just written"));
    if (all && oldYoung != null) {
      disk.delete(youngPath());
    }
    synchronized (this) {
      young = all ? null : written;
      old = all ? written : oldOld;
      frozen = null;
    }
    retire(oldYoung);
    if (all) {
      retire(oldOld);
    }
    return true;
  }

  /** Tells {@code visitor} all entries there were at the call; what is damaged is found before. */
  void visit(Visitor visitor) {
    while (true) {
      List<Runs> sources = new ArrayList<>();
      SortedRun first;
      SortedRun second;
      synchronized (this) {
        sources.add(Runs.of(fresh.sorted()));
        sources.add(Runs.of(frozen == null ? new long[0][] : frozen.sorted()));
        first = young;
        second = old;
      }
      if (acquire(first)) {
        try {
          if (acquire(second)) {
            try {
              check(first);
              check(second);
              sources.add(Runs.of(first));
              sources.add(Runs.of(second));
              visitAlive(sources, visitor);
              return;
            } finally {
              release(second);
            }
          }
        } finally {
          release(first);
        }
      }
    }
  }

  private static void check(@Nullable SortedRun run) {
    if (run != null) {
      run.check();
    }
  }

  private static void visitAlive(List<Runs> sources, Visitor visitor) {
    merge(
        sources,
        entry -> {
          if (entry[4] != GONE) {
            visitor.visit(entry);
          }
        });
  }

  private static void merge(List<Runs> sources, Visitor visitor) {
    while (true) {
      long[] least = null;
      for (Runs source : sources) {
        long[] head = source.head();
        if (head != null && (least == null || HashTable.compare(head, least) < 0)) {
          least = head;
        }
      }
      if (least == null) {
        return;
      }
      // The newest source comes first, and has the word; the others' are passed over.
      for (Runs source : sources) {
        long[] head = source.head();
        if (head != null && HashTable.compare(head, least) == 0) {
          source.advance();
        }
      }
      visitor.visit(least);
    }
  }

  /** Forgets everything, files too. */
  void clear() {
    boolean _ = locks.with(SWEEP, this::clearAlone);
  }

  private boolean clearAlone() {
    synchronized (this) {
      fresh = new HashTable(values);
      frozen = null;
      retire(young);
      retire(old);
      young = null;
      old = null;
    }
    for (Path path : List.of(youngPath(), oldPath())) {
      if (disk.exists(path)) {
        disk.delete(path);
      }
    }
    return true;
  }

  @Override
  public synchronized void close() {
    retire(young);
    retire(old);
  }

  private Path youngPath() {
    return folder.resolve("store." + name + ".new");
  }

  private Path oldPath() {
    return folder.resolve("store." + name);
  }

  /** Entries in order, the next one in sight. */
  private static final class Runs {
    private final Supplier<long @Nullable []> next;
    private long @Nullable [] head;

    private Runs(Supplier<long @Nullable []> next) {
      this.next = next;
      advance();
    }

    static Runs of(long[][] entries) {
      int[] at = {0};
      return new Runs(() -> at[0] == entries.length ? null : entries[at[0]++]);
    }

    static Runs of(@Nullable SortedRun run) {
      if (run == null) {
        return new Runs(() -> null);
      }
      SortedRun.Cursor cursor = run.cursor();
      return new Runs(cursor::next);
    }

    long @Nullable [] head() {
      return head;
    }

    void advance() {
      head = next.get();
    }
  }
}
