package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The right edge of an RFC 6962 tree: the roots of the largest complete subtrees, one for each bit
 * of its size. Enough to add leaves and to know the root. Owned by one thread.
 */
public final class CompactRange {
  private static final int LEVELS_MAX = 63;

  private final TreeHasher hasher = new TreeHasher();
  private final @Nullable Hash[] roots = new Hash[LEVELS_MAX];
  private long size;

  /** Receives every subtree when it is completed: its level, 0 for leaves, and its hash. */
  public interface Listener {
    void complete(int level, Hash hash);
  }

  /** How many leaves there are. */
  public long size() {
    return size;
  }

  /** Adds the leaf whose input is {@code leaf}; returns its hash. */
  public Hash add(Hash leaf) {
    return add(leaf, (_, _) -> {});
  }

  /** The same; {@code listener} receives the subtrees that it completes. */
  public Hash add(Hash leaf, Listener listener) {
    Hash hash = hasher.leaf(leaf);
    addHash(hash, listener);
    return hash;
  }

  /** Adds a leaf by its hash. */
  void addHash(Hash leafHash, Listener listener) {
    Hash hash = leafHash;
    int level = 0;
    listener.complete(0, hash);
    while ((size >>> level & 1) == 1) {
      hash = hasher.node(root(level), hash);
      level++;
      listener.complete(level, hash);
    }
    roots[level] = hash;
    size++;
  }

  /** The root of the whole tree. */
  public Hash root() {
    Hash root = null;
    for (int level = 0; level < LEVELS_MAX; level++) {
      if ((size >>> level & 1) == 1) {
        root = root == null ? root(level) : hasher.node(root(level), root);
      }
    }
    return root == null ? TreeHasher.EMPTY : root;
  }

  /** An independent copy. */
  CompactRange copy() {
    CompactRange copy = new CompactRange();
    System.arraycopy(roots, 0, copy.roots, 0, LEVELS_MAX);
    copy.size = size;
    return copy;
  }

  /**
   * Sets the root of the complete subtree of 2^{@code level} leaves, for a range built from stored
   * nodes.
   */
  void put(int level, Hash root) {
    roots[level] = root;
    size |= 1L << level;
  }

  /** The size and, from the largest subtree to the smallest, the roots: 8 + 32 n bytes. */
  Bytes encoded() {
    ByteBuffer out = ByteBuffer.allocate(8 + Hash.SIZE * Long.bitCount(size));
    out.putLong(size);
    for (int level = LEVELS_MAX - 1; level >= 0; level--) {
      if ((size >>> level & 1) == 1) {
        root(level).putTo(out);
      }
    }
    return Bytes.wrap(out.array());
  }

  /** The range that {@code in} holds next. */
  static CompactRange decode(ByteBuffer in) {
    long size = in.getLong();
    CompactRange range = new CompactRange();
    for (int level = LEVELS_MAX - 1; level >= 0; level--) {
      if ((size >>> level & 1) == 1) {
        range.put(level, Hash.ofRaw(in));
      }
    }
    return range;
  }

  private Hash root(int level) {
    Hash root = roots[level];
    if (root == null) {
      throw new IllegalStateException("a range of " + size + " leaves lacks level " + level);
    }
    return root;
  }
}
