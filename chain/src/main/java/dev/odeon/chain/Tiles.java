package dev.odeon.chain;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Hash;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The tree's nodes on disk: file {@code L} is the roots of all complete subtrees of 256^L leaves,
 * 32 bytes each, in order. Bytes 8192 n to 8192 (n + 1) of file {@code L} are exactly the C2SP tile
 * {@code tile/L/n} of height 8.
 *
 * <p>Files only grow, by one writer at a time; any thread reads. What is on disk is derived from
 * the blocks, and trusted up to the leaves whose segment was sealed, because it is synced before
 * that.
 */
final class Tiles implements AutoCloseable {
  /** How many levels of the tree one file's level stands for. */
  static final int HEIGHT = 8;

  private static final int LEVELS = 8;
  private static final int BUFFER_HASHES = 4096;

  private final Disk disk;
  private final Path folder;
  private final List<DiskFile> files = new ArrayList<>(LEVELS);
  private volatile long size;

  private Tiles(Disk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /**
   * Opens or creates the files and believes at most {@code sealed} leaves; {@link #size()} says how
   * many there are.
   */
  static Tiles open(Disk disk, Path folder, long sealed) {
    Tiles tiles = new Tiles(disk, folder);
    disk.createFolders(folder);
    boolean made = false;
    for (int level = 0; level < LEVELS; level++) {
      Path file = folder.resolve(Integer.toString(level));
      boolean there = disk.exists(file);
      tiles.files.add(disk.open(file, there ? Disk.Mode.WRITE : Disk.Mode.CREATE));
      made |= !there;
    }
    if (made) {
      disk.syncFolder(folder);
    }
    tiles.size = Math.min(sealed, tiles.files.getFirst().size() / Hash.SIZE);
    if (tiles.lacksUpperLevels()) {
      tiles.size = 0;
    }
    return tiles;
  }

  /** How many leaves are on disk and trusted. */
  long size() {
    return size;
  }

  /** Forgets all: the next {@link #append} begins at leaf 0. */
  void clear() {
    size = 0;
  }

  /** The root of a complete subtree within {@link #size()} leaves. */
  Hash node(TreeHasher hasher, int level, long index) {
    int file = Math.min(level / HEIGHT, LEVELS - 1);
    int above = level - file * HEIGHT;
    Hash[] nodes = read(file, index << above, 1 << above);
    for (int count = nodes.length; count > 1; count /= 2) {
      for (int i = 0; i < count / 2; i++) {
        nodes[i] = hasher.node(nodes[2 * i], nodes[2 * i + 1]);
      }
    }
    return nodes[0];
  }

  /** Hands the leaf hashes from {@code from} to {@code to} to {@code visitor}. */
  void leaves(long from, long to, java.util.function.Consumer<Hash> visitor) {
    for (long at = from; at < to; ) {
      int count = (int) Math.min(BUFFER_HASHES, to - at);
      for (Hash leaf : read(0, at, count)) {
        visitor.accept(leaf);
      }
      at += count;
    }
  }

  /** The frontier at {@link #size()}. */
  Frontier frontier() {
    TreeHasher hasher = new TreeHasher();
    Frontier frontier = new Frontier();
    long at = 0;
    for (int level = 62; level >= 0; level--) {
      if ((size >>> level & 1) == 1) {
        frontier.put(level, node(hasher, level, at >>> level));
        at += 1L << level;
      }
    }
    return frontier;
  }

  /**
   * Adds the next leaf hashes, and syncs. If the disk refuses, {@link #size()} stays as it was and
   * the same leaves may come again.
   *
   * @throws DiskException if the disk refuses
   */
  void append(LeafHashes leaves) {
    long first = size;
    List<ByteBuffer> buffers = new ArrayList<>(LEVELS);
    long end = first + leaves.count();
    for (int level = 0; level < LEVELS; level++) {
      long count = (end >>> HEIGHT * level) - (first >>> HEIGHT * level);
      buffers.add(ByteBuffer.allocate(Math.toIntExact(count * Hash.SIZE)));
    }
    Frontier frontier = frontier();
    for (int i = 0; i < leaves.count(); i++) {
      frontier.addHash(
          leaves.at(i),
          (level, hash) -> {
            if (level % HEIGHT == 0 && level / HEIGHT < LEVELS) {
              hash.putTo(buffers.get(level / HEIGHT));
            }
          });
    }
    for (int level = 0; level < LEVELS; level++) {
      ByteBuffer buffer = buffers.get(level).flip();
      if (buffer.hasRemaining()) {
        DiskFile file = files.get(level);
        file.writeFully((first >>> HEIGHT * level) * Hash.SIZE, buffer);
        file.sync();
      }
    }
    size = end;
  }

  @Override
  public void close() {
    files.forEach(DiskFile::close);
  }

  /** Leaf hashes that wait to be written. */
  interface LeafHashes {
    int count();

    Hash at(int index);
  }

  private boolean lacksUpperLevels() {
    for (int level = 1; level < LEVELS; level++) {
      if (files.get(level).size() / Hash.SIZE < size >>> HEIGHT * level) {
        return true;
      }
    }
    return false;
  }

  private Hash[] read(int file, long from, int count) {
    ByteBuffer raw = ByteBuffer.allocate(count * Hash.SIZE);
    try {
      files.get(file).readFully(from * Hash.SIZE, raw);
    } catch (DiskException e) {
      throw new DiskException(
          e.reason(),
          folder.resolve(Integer.toString(file)),
          "cannot be read: delete it, it is made again",
          e);
    }
    raw.flip();
    Hash[] nodes = new Hash[count];
    for (int i = 0; i < count; i++) {
      nodes[i] = Hash.ofRaw(raw);
    }
    return nodes;
  }
}
