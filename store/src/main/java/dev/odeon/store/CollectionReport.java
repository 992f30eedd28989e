package dev.odeon.store;

import java.util.List;
import java.util.Map;

/**
 * What a collection did, or would do.
 *
 * @param dryRun whether nothing was done
 * @param keptCount contents that stay
 * @param keptBytes their sizes as they were put
 * @param keptWhy how many of them stay for which reason: {@code label}, what the roots said, {@code
 *     grace}, {@code in use}, or {@code unclear} because something that names content is damaged;
 *     the first that was found counts
 * @param references how often labels and roots name contents that are here
 * @param removedCount contents that go
 * @param removedBytes their sizes as they were put
 * @param packsRemoved packs that go because nothing in them is needed
 * @param packsRewritten packs of which less than half was needed
 * @param diskBytesFreed by how much the files shrink
 * @param problems what could not be looked at or done, a line each
 */
public record CollectionReport(
    boolean dryRun,
    long keptCount,
    long keptBytes,
    Map<String, Long> keptWhy,
    long references,
    long removedCount,
    long removedBytes,
    long packsRemoved,
    long packsRewritten,
    long diskBytesFreed,
    List<String> problems) {
  /** Copies what it is given. */
  public CollectionReport {
    keptWhy = Map.copyOf(keptWhy);
    problems = List.copyOf(problems);
  }

  /**
   * What becomes of one content.
   *
   * @param references how often labels and roots name it
   * @param why it stays; empty if it goes
   */
  public record Verdict(ContentRef ref, long size, int references, String why) {
    /** Whether it stays. */
    public boolean kept() {
      return !why.isEmpty();
    }
  }
}
