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
  private CompactRange folded;

  /** The tree of what stands in {@code tiles}, followed by the leaves of {@code tail}. */
  LogTree(Tiles tiles, Hashes tail) {
    this.tiles = tiles;
    this.tail = tail;
    this.folded = tiles.range();
    this.tailFirst = tiles.size();
  }

  /**
   * Adds the block of hash {@code block}. Its leaf hash is computed when it is first needed, not by
   * the committer.
   */
  synchronized void add(Hash block) {
    tail.add(block);
  }

  @Override
  public synchronized long size() {
    return tailFirst + tail.count();
  }

  /** The size and the root as they are now. */
  CompactRange range() {
    Snapshot now;
    CompactRange range;
    synchronized (this) {
      now = snapshot();
      range = folded;
    }
    // Hashed without the lock: the committer adds meanwhile.
    range = range.copy();
    for (long at = range.size() - now.first; at < now.blocks.count(); at++) {
      range.add(now.blocks.at((int) at));
    }
    foldedTo(range);
    return range.copy();
  }

  private synchronized void foldedTo(CompactRange range) {
    if (range.size() > folded.size()) {
      folded = range;
    }
  }

  @Override
  public Hash node(int level, long index) {
    return node(snapshot(), new TreeHasher(), level, index);
  }

  /**
   * Moves the leaves before {@code end} to the tiles; returns the range there. If the disk refuses
   * they stay in memory, and the next call tries again: tiles that lack leaves are filled at the
   * next open.
   */
  CompactRange flush(long end) {
    Snapshot before = snapshot();
    int count = Math.toIntExact(end - before.first);
    Hashes.View blocks = before.blocks.first(count);
    try {
      tiles.append(blocks);
    } catch (DiskException e) {
      CompactRange range = tiles.range();
      for (int i = 0; i < count; i++) {
        range.add(blocks.at(i));
      }
      return range;
    }
    CompactRange flushed = tiles.range();
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
