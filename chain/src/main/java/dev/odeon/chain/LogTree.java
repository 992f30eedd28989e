package dev.odeon.chain;

import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;

/**
 * The RFC 6962 tree over the hashes of all durable blocks, in log order. Sealed segments' leaves
 * are in tiles, those after them in memory. The committer thread adds, the log's sealing thread
 * moves leaves to the tiles, any thread asks.
 */
final class LogTree implements TreeNodes, AutoCloseable {
  private final Tiles tiles;

  // Guarded by this; never held across a port.
  private final Hashes tail;
  private long tailFirst;
  // Never changed once it is here: replaced by a longer one.
  private Frontier folded;

  /** The tree of what stands in {@code tiles}, followed by the leaves of {@code tail}. */
  LogTree(Tiles tiles, Hashes tail) {
    this.tiles = tiles;
    this.tail = tail;
    this.folded = tiles.frontier();
    this.tailFirst = tiles.size();
  }

  /**
   * Adds the block of hash {@code block}. Its leaf hash is computed by those who need it: the
   * committer does not.
   */
  synchronized void add(Hash block) {
    tail.add(block);
  }

  @Override
  public synchronized long size() {
    return tailFirst + tail.count();
  }

  /** The size and the root as they are now. */
  Frontier frontier() {
    Snapshot now;
    Frontier frontier;
    synchronized (this) {
      now = snapshot();
      frontier = folded;
    }
    // Hashed without the lock: the committer adds meanwhile.
    frontier = frontier.copy();
    for (long at = frontier.size() - now.first; at < now.blocks.count(); at++) {
      frontier.add(now.blocks.at((int) at));
    }
    foldedTo(frontier);
    return frontier.copy();
  }

  private synchronized void foldedTo(Frontier frontier) {
    if (frontier.size() > folded.size()) {
      folded = frontier;
    }
  }

  @Override
  public Hash node(int level, long index) {
    return node(snapshot(), new TreeHasher(), level, index);
  }

  /**
   * Moves the leaves before {@code end} to the tiles; returns the frontier there. If the disk
   * refuses they stay in memory, and the next call tries again: tiles that lack leaves are filled
   * at the next open.
   */
  Frontier flush(long end) {
    Snapshot before = snapshot();
    int count = Math.toIntExact(end - before.first);
    Hashes.View blocks = before.blocks.first(count);
    try {
      tiles.append(blocks);
    } catch (DiskException e) {
      Frontier frontier = tiles.frontier();
      for (int i = 0; i < count; i++) {
        frontier.add(blocks.at(i));
      }
      return frontier;
    }
    Frontier flushed = tiles.frontier();
    foldedTo(flushed);
    synchronized (this) {
      tail.removeFirst(count);
      tailFirst += count;
    }
    return flushed.copy();
  }

  @Override
  public void close() {
    tiles.close();
  }

  private synchronized Snapshot snapshot() {
    return new Snapshot(tailFirst, tail.view());
  }

  private Hash node(Snapshot now, TreeHasher hasher, int level, long index) {
    if (index + 1 << level <= now.first) {
      return tiles.node(hasher, level, index);
    }
    if (level == 0) {
      return hasher.leaf(now.blocks.at(Math.toIntExact(index - now.first)));
    }
    return hasher.node(
        node(now, hasher, level - 1, 2 * index), node(now, hasher, level - 1, 2 * index + 1));
  }

  private record Snapshot(long first, Hashes.View blocks) {}
}
