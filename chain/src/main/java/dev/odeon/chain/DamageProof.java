package dev.odeon.chain;

import dev.odeon.base.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Proves blocks of damaged batches by the log tree over all blocks: by the roots that durability
 * marks name and by the leaves that tiles keep. Owned by one thread.
 */
final class DamageProof {
  private final Map<Long, Hash> roots;
  private final DamageDoubt doubt;

  /** The tree of the blocks before the first damaged range. */
  private final CompactRange before = new CompactRange();

  DamageProof(Map<Long, Hash> roots, DamageDoubt doubt) {
    this.roots = roots;
    this.doubt = doubt;
  }

  /** A whole block before the first damaged range. */
  void add(Hash block) {
    before.add(block);
    var _ = isProven(before);
  }

  /**
   * Compares the log tree with the durability marks and tiles: a root proves every leaf before it,
   * or none; a kept leaf proves itself.
   */
  void prove(List<DamagedRange> ranges, @Nullable Tiles tiles) {
    CompactRange tree = before.copy();
    TreeHasher hasher = new TreeHasher();
    List<DamagedBlock> open = new ArrayList<>();
    List<DamagedRange> past = new ArrayList<>();
    boolean counted = true;
    for (DamagedRange range : ranges) {
      for (DamagedBlock block : range.blocks) {
        Hash candidate = block.candidate();
        if (candidate == null) {
          return;
        }
        if (counted
            && tiles != null
            && tree.size() < tiles.size()
            && tiles.node(hasher, 0, tree.size()).equals(hasher.leaf(candidate))) {
          block.prove(candidate);
        }
        open.add(block);
        grow(tree, candidate, open, past);
      }
      past.add(range);
      counted &= range.counted;
      Hashes.View after = range.after.view();
      for (int i = 0; i < after.count(); i++) {
        grow(tree, after.at(i), open, past);
      }
    }
    for (long size : roots.keySet()) {
      if (size > tree.size()) {
        doubt.raise("there were %d blocks once, and %d are left".formatted(size, tree.size()));
      }
    }
  }

  private void grow(
      CompactRange tree, Hash leaf, List<DamagedBlock> open, List<DamagedRange> past) {
    tree.add(leaf);
    if (!isProven(tree)) {
      return;
    }
    for (DamagedBlock block : open) {
      Hash candidate = block.candidate();
      if (candidate != null) {
        block.prove(candidate);
      }
    }
    open.clear();
    past.forEach(range -> range.counted = true);
  }

  /** Whether something that remembers the tree of this size names its root. */
  private boolean isProven(CompactRange tree) {
    Hash root = roots.get(tree.size());
    if (root != null && !tree.root().equals(root)) {
      doubt.raise(
          "the first %d blocks are not those that were signed, or counted at the last shutdown"
              .formatted(tree.size()));
      return false;
    }
    return root != null;
  }
}
