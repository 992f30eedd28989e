package dev.odeon.chain.verify;

import dev.odeon.base.Hash;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts digests by the size of what they are of. Owned by one thread. */
final class DigestSizes {
  private static final int SMALL = 4096;
  private static final int LEAF = 1 + Hash.SIZE;
  private static final int NODE = 1 + 2 * Hash.SIZE;

  private final long[] small = new long[SMALL];
  private final SortedMap<Integer, Long> large = new TreeMap<>();

  /** A digest of {@code size} bytes. */
  void add(int size) {
    if (size < SMALL) {
      small[size]++;
    } else {
      large.merge(size, 1L, Long::sum);
    }
  }

  /** A tree that has {@code leaves} now: the last leaf, and the nodes that it completed. */
  void addTree(long leaves) {
    small[LEAF]++;
    small[NODE] += Long.numberOfTrailingZeros(leaves);
  }

  /** The count of digests by their size in bytes. */
  SortedMap<Integer, Long> counts() {
    SortedMap<Integer, Long> counts = new TreeMap<>(large);
    for (int size = 0; size < SMALL; size++) {
      if (small[size] > 0) {
        counts.put(size, small[size]);
      }
    }
    return counts;
  }
}
