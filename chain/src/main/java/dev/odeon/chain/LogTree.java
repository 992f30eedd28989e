package dev.odeon.chain;

import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import java.util.Arrays;

/**
 * The RFC 6962 tree over the hashes of all durable blocks, in log order. Sealed segments' leaves
 * are in tiles, those of the active one in memory. The committer thread adds; any thread asks.
 */
final class LogTree implements TreeNodes, AutoCloseable {
  private final Tiles tiles;
  private final TreeHasher adding = new TreeHasher();

  // Guarded by this; never held across a port.
  private long[] tail = new long[4 * 1024];
  private long tailFirst;
  private int tailCount;
  private final Frontier folded;

  private LogTree(Tiles tiles, Frontier frontier) {
    this.tiles = tiles;
    this.folded = frontier;
    this.tailFirst = frontier.size();
  }

  /** The tree whose leaves all stand in {@code tiles}. */
  static LogTree of(Tiles tiles) {
    return new LogTree(tiles, tiles.frontier());
  }

  /** Adds the block of hash {@code block}. */
  void add(Hash block) {
    Hash leaf = adding.leaf(block);
    synchronized (this) {
      int at = 4 * tailCount;
      if (at == tail.length) {
        tail = Arrays.copyOf(tail, 2 * tail.length);
      }
      tail[at] = leaf.a();
      tail[at + 1] = leaf.b();
      tail[at + 2] = leaf.c();
      tail[at + 3] = leaf.d();
      tailCount++;
    }
  }

  @Override
  public synchronized long size() {
    return tailFirst + tailCount;
  }

  /** The size and the root as they are now. */
  synchronized Frontier frontier() {
    for (long at = folded.size() - tailFirst; at < tailCount; at++) {
      folded.addHash(leaf(tail, (int) at), (_, _) -> {});
    }
    return folded.copy();
  }

  @Override
  public Hash node(int level, long index) {
    return node(snapshot(), new TreeHasher(), level, index);
  }

  /**
   * Moves the leaves in memory to the tiles. If the disk refuses they stay in memory, and the next
   * call tries again. Committer thread only.
   *
   * @throws DiskException if the disk refuses
   */
  void flush() {
    frontier();
    Tail whole = snapshot();
    tiles.append(whole);
    synchronized (this) {
      tail = new long[4 * 1024];
      tailFirst += whole.count();
      tailCount = 0;
    }
  }

  @Override
  public void close() {
    tiles.close();
  }

  private synchronized Tail snapshot() {
    return new Tail(tail, tailFirst, tailCount);
  }

  private Hash node(Tail snapshot, TreeHasher hasher, int level, long index) {
    if (index + 1 << level <= snapshot.first) {
      return tiles.node(hasher, level, index);
    }
    if (level == 0) {
      return snapshot.at(Math.toIntExact(index - snapshot.first));
    }
    return hasher.node(
        node(snapshot, hasher, level - 1, 2 * index),
        node(snapshot, hasher, level - 1, 2 * index + 1));
  }

  private static Hash leaf(long[] leaves, int index) {
    int at = 4 * index;
    return new Hash(leaves[at], leaves[at + 1], leaves[at + 2], leaves[at + 3]);
  }

  /** The leaves in memory at one moment: the array only grows behind what is counted here. */
  private record Tail(long[] leaves, long first, int count) implements Tiles.LeafHashes {
    @Override
    public Hash at(int index) {
      if (index < 0 || index >= count) {
        throw new IllegalArgumentException("leaf " + (first + index) + " does not exist");
      }
      return leaf(leaves, index);
    }
  }
}
