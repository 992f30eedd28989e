package dev.odeon.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts for a {@link CollectionReport}. One thread. */
final class GcCounters {
  /** The most problems that are reported. */
  static final int PROBLEMS_MAX = 100;

  private final Map<String, Long> keptWhy = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private long keptCount;
  private long keptBytes;
  private long references;
  private long removedCount;
  private long removedBytes;
  private long packsRemoved;
  private long packsRewritten;
  private long freed;

  void kept(long size, int named, String why) {
    keptCount++;
    keptBytes += size;
    references += named;
    keptWhy.merge(why, 1L, Long::sum);
  }

  void removed(long size, long fileSize) {
    removedCount++;
    removedBytes += size;
    freed += fileSize;
  }

  void packRemoved(long size) {
    packsRemoved++;
    freed += size;
  }

  void packRewritten(long saved) {
    packsRewritten++;
    freed += saved;
  }

  void freed(long bytes) {
    freed += bytes;
  }

  void problem(String line) {
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(line);
    }
  }

  long looked() {
    return keptCount + removedCount;
  }

  CollectionReport report(boolean dryRun) {
    return new CollectionReport(
        dryRun,
        keptCount,
        keptBytes,
        keptWhy,
        references,
        removedCount,
        removedBytes,
        packsRemoved,
        packsRewritten,
        freed,
        problems);
  }
}
