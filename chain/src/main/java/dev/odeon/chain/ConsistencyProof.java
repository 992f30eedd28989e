package dev.odeon.chain;

import dev.odeon.base.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * Proves that a tree begins with a smaller one (RFC 6962 §2.1.2).
 *
 * @param oldSize of the smaller tree in leaves
 * @param newSize of the larger tree in leaves
 * @param path the nodes of the proof
 */
public record ConsistencyProof(long oldSize, long newSize, List<Hash> path) {
  /** Checks the numbers. */
  public ConsistencyProof {
    Numbers.from(0, "old size", oldSize);
    Numbers.from(oldSize, "new size", newSize);
    path = List.copyOf(path);
  }

  /**
   * Whether it proves that the tree of {@code newRoot} begins with that of {@code oldRoot} (RFC
   * 9162 §2.1.4.2).
   */
  public boolean holds(Hash oldRoot, Hash newRoot) {
    if (oldSize == newSize) {
      return path.isEmpty() && oldRoot.equals(newRoot);
    }
    if (oldSize == 0) {
      return path.isEmpty() && oldRoot.equals(TreeHasher.EMPTY);
    }
    List<Hash> nodes = new ArrayList<>(path);
    if (Long.bitCount(oldSize) == 1) {
      nodes.addFirst(oldRoot);
    }
    if (nodes.isEmpty()) {
      return false;
    }
    return climb(nodes, oldRoot, newRoot);
  }

  private boolean climb(List<Hash> nodes, Hash oldRoot, Hash newRoot) {
    TreeHasher hasher = new TreeHasher();
    long at = oldSize - 1;
    long last = newSize - 1;
    while ((at & 1) == 1) {
      at >>>= 1;
      last >>>= 1;
    }
    Hash oldHash = nodes.getFirst();
    Hash newHash = oldHash;
    for (Hash node : nodes.subList(1, nodes.size())) {
      if (last == 0) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        oldHash = hasher.node(node, oldHash);
        newHash = hasher.node(node, newHash);
        while ((at & 1) == 0 && at != 0) {
          at >>>= 1;
          last >>>= 1;
        }
      } else {
        newHash = hasher.node(newHash, node);
      }
      at >>>= 1;
      last >>>= 1;
    }
    return last == 0 && oldHash.equals(oldRoot) && newHash.equals(newRoot);
  }
}
