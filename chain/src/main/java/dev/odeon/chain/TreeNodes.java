package dev.odeon.chain;

import dev.odeon.base.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * A tree of which every complete subtree can be had: roots of any earlier size, and proofs, follow
 * (RFC 6962 §2.1).
 */
interface TreeNodes {
  /** How many leaves there are. */
  long size();

  /**
   * The root of the complete subtree of 2^{@code level} leaves that begins at leaf {@code index <<
   * level}.
   */
  Hash node(int level, long index);

  /** The root of the first {@code size} leaves. */
  default Hash rootAt(long size) {
    requireWithin(size);
    return size == 0 ? TreeHasher.EMPTY : root(new TreeHasher(), 0, size);
  }

  /** The proof that leaf {@code index} is in the tree of {@code size}. */
  default InclusionProof inclusion(long index, long size) {
    requireWithin(size);
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("leaf " + index + " is not in a tree of " + size);
    }
    List<Hash> path = new ArrayList<>();
    include(new TreeHasher(), index, 0, size, path);
    return new InclusionProof(index, size, path);
  }

  /** The proof that the tree of {@code newSize} begins with that of {@code oldSize}. */
  default ConsistencyProof consistency(long oldSize, long newSize) {
    requireWithin(newSize);
    if (oldSize < 0 || oldSize > newSize) {
      throw new IllegalArgumentException("a tree of " + newSize + " has no part of " + oldSize);
    }
    List<Hash> path = new ArrayList<>();
    if (oldSize != 0 && oldSize != newSize) {
      connect(new TreeHasher(), oldSize, 0, newSize, true, path);
    }
    return new ConsistencyProof(oldSize, newSize, path);
  }

  private void requireWithin(long size) {
    if (size < 0 || size > size()) {
      throw new IllegalArgumentException(
          "there is no tree of " + size + " blocks yet: the home has " + size());
    }
  }

  /**
   * MTH of the leaves from {@code from} to {@code to}; {@code from} is a multiple of the power of
   * two at or above their count.
   */
  private Hash root(TreeHasher hasher, long from, long to) {
    long count = to - from;
    if (Long.bitCount(count) == 1) {
      int level = Long.numberOfTrailingZeros(count);
      return node(level, from >>> level);
    }
    long split = from + Long.highestOneBit(count);
    return hasher.node(root(hasher, from, split), root(hasher, split, to));
  }

  private void include(TreeHasher hasher, long index, long from, long to, List<Hash> path) {
    if (to - from == 1) {
      return;
    }
    long split = from + Long.highestOneBit(to - from - 1);
    if (index < split) {
      include(hasher, index, from, split, path);
      path.add(root(hasher, split, to));
    } else {
      include(hasher, index, split, to, path);
      path.add(root(hasher, from, split));
    }
  }

  /** SUBPROOF(m, D[from:to], b) with {@code m} counted from the tree's beginning. */
  private void connect(
      TreeHasher hasher, long m, long from, long to, boolean known, List<Hash> path) {
    if (m == to) {
      if (!known) {
        path.add(root(hasher, from, to));
      }
      return;
    }
    long split = from + Long.highestOneBit(to - from - 1);
    if (m <= split) {
      connect(hasher, m, from, split, known, path);
      path.add(root(hasher, split, to));
    } else {
      connect(hasher, m, split, to, false, path);
      path.add(root(hasher, from, split));
    }
  }
}
