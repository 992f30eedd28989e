package dev.odeon.chain;

import dev.odeon.base.Hash;
import java.util.List;

/**
 * Proves that a block is a leaf of a tree (RFC 6962 §2.1.1).
 *
 * @param index of the leaf, 0-based: the block's sequence
 * @param size of the tree in leaves
 * @param path the audit path, from the leaf up
 */
public record InclusionProof(long index, long size, List<Hash> path) {
  /** Checks the numbers. */
  public InclusionProof {
    Numbers.from(0, "leaf index", index);
    Numbers.from(index + 1, "tree size", size);
    path = List.copyOf(path);
  }

  /**
   * Whether it proves that the block of hash {@code block} stands at the index in the tree of
   * {@code root} (RFC 9162 §2.1.3.2).
   */
  public boolean holds(Hash block, Hash root) {
    return holdsForLeaf(new TreeHasher().leaf(block), root);
  }

  /** The same for a leaf that is hashed already. */
  boolean holdsForLeaf(Hash leafHash, Hash root) {
    TreeHasher hasher = new TreeHasher();
    Hash hash = leafHash;
    long at = index;
    long last = size - 1;
    for (Hash sibling : path) {
      if (last == 0) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        hash = hasher.node(sibling, hash);
        while ((at & 1) == 0 && at != 0) {
          at >>>= 1;
          last >>>= 1;
        }
      } else {
        hash = hasher.node(hash, sibling);
      }
      at >>>= 1;
      last >>>= 1;
    }
    return last == 0 && hash.equals(root);
  }
}
