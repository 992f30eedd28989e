package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Hash;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tree's nodes on disk: file {@code L} is the roots of all complete subtrees of 256^L leaves,
 * 32 bytes each, in order. Bytes 8192 n to 8192 (n + 1) of file {@code L} are exactly the C2SP tile
 * {@code tile/L/n} of height 8.
 *
 * <p>Files only grow, by one writer at a time; any thread reads. What is on disk is derived from
 * the blocks, and trusted up to the leaves whose segment was sealed, because it is synced before
 * that.
 */
public final class Tiles implements AutoCloseable {
  /** How many levels of the tree one file's level stands for. */
  public static final int HEIGHT = 8;

  /** How many files there are. */
  public static final int LEVELS = 8;

  /** The file that says how much of the others is synced. */
  public static final String EDGE = "edge";

  private final Disk disk;
  private final Path folder;
  private final List<DiskFile> files = new ArrayList<>(LEVELS);
  private volatile CompactRange range = new CompactRange();
  private volatile long size;

  private Tiles(Disk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /** Where they are in {@code home}. */
  public static Path folder(Path home) {
    return home.resolve("tree").resolve("tiles");
  }

  /** Opens or creates the files; {@link #size} says how many leaves they have. */
  static Tiles open(Disk disk, Path folder) {
    disk.createFolders(folder);
    boolean made = false;
    for (int level = 0; level < LEVELS; level++) {
      Path file = folder.resolve(Integer.toString(level));
      if (!disk.exists(file)) {
        disk.open(file, Disk.Mode.CREATE).close();
        made = true;
      }
    }
    if (made) {
      disk.syncFolder(folder);
    }
    return open(disk, folder, Disk.Mode.WRITE);
  }

  /** No files and no leaves: the caller keeps what is added. */
  static Tiles none(Disk disk, Path folder) {
    return new Tiles(disk, folder);
  }

  /** Opens the files as they are, for reading; null if one is missing. */
  static @Nullable Tiles read(Disk disk, Path folder) {
    for (int level = 0; level < LEVELS; level++) {
      if (!disk.exists(folder.resolve(Integer.toString(level)))) {
        return null;
      }
    }
    return open(disk, folder, Disk.Mode.READ);
  }

  private static Tiles open(Disk disk, Path folder, Disk.Mode mode) {
    Tiles tiles = new Tiles(disk, folder);
    for (int level = 0; level < LEVELS; level++) {
      tiles.files.add(disk.open(folder.resolve(Integer.toString(level)), mode));
    }
    tiles.readEdge();
    return tiles;
  }

  /**
   * What the tiles in {@code folder} name by themselves, whether their files fit it or not: null if
   * there are none.
   */
  public static @Nullable DurabilityMark claim(Disk disk, Path folder) {
    Path file = folder.resolve(EDGE);
    if (!disk.exists(file)) {
      return null;
    }
    CompactRange edge = decodeEdge(disk.readAll(file));
    // An edge that cannot be read names nothing that could be the log's.
    return edge == null
        ? new DurabilityMark("tree/tiles", file, -1, Hash.ZERO, false)
        : new DurabilityMark("tree/tiles", file, edge.size(), edge.root(), false);
  }

  /** The edge that the bytes of its file are; null if they are none. */
  private static @Nullable CompactRange decodeEdge(Bytes encoded) {
    try {
      CompactRange edge = CompactRange.decode(encoded.buffer());
      return edge.size() >= 0 && edge.encoded().equals(encoded) ? edge : null;
    } catch (BufferUnderflowException _) {
      return null;
    }
  }

  /**
   * Trusts the leaves that the edge names, if they are there and the tree over them has that edge.
   */
  private void readEdge() {
    Path file = folder.resolve(EDGE);
    if (!disk.exists(file)) {
      return;
    }
    // No edge is trusted that cannot be read: the leaves are made again.
    CompactRange edge = decodeEdge(disk.readAll(file));
    if (edge == null) {
      return;
    }
    for (int level = 0; level < LEVELS; level++) {
      if (files.get(level).size() / Hash.SIZE < edge.size() >>> HEIGHT * level) {
        return;
      }
    }
    if (edge(edge.size()).root().equals(edge.root())) {
      range = edge;
      size = edge.size();
    }
  }

  /** Forgets all, on the disk too: the next {@link #append} begins with leaf 0. */
  void clear() {
    size = 0;
    range = new CompactRange();
    Path edge = folder.resolve(EDGE);
    if (disk.exists(edge)) {
      disk.delete(edge);
      disk.syncFolder(folder);
    }
  }

  /** How many leaves are on disk and trusted. */
  long size() {
    return size;
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

  /** The range at {@link #size()}. */
  CompactRange range() {
    return range.copy();
  }

  /**
   * Adds the leaves of the next blocks, by their hashes, and syncs. If the disk refuses, {@link
   * #size()} stays as it was and the same leaves may come again.
   *
   * @throws DiskException if the disk refuses
   */
  void append(Hashes.View blocks) {
    long first = size;
    List<ByteBuffer> buffers = new ArrayList<>(LEVELS);
    long end = first + blocks.count();
    for (int level = 0; level < LEVELS; level++) {
      long count = (end >>> HEIGHT * level) - (first >>> HEIGHT * level);
      buffers.add(ByteBuffer.allocate(Math.toIntExact(count * Hash.SIZE)));
    }
    TreeHasher hasher = new TreeHasher();
    CompactRange grown = range();
    for (int i = 0; i < blocks.count(); i++) {
      grown.addHash(
          hasher.leaf(blocks.at(i)),
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
    disk.writeAtomically(folder.resolve(EDGE), grown.encoded());
    range = grown;
    size = end;
  }

  @Override
  public void close() {
    files.forEach(DiskFile::close);
  }

  /** The range of the first {@code leaves} as the files have it. */
  private CompactRange edge(long leaves) {
    TreeHasher hasher = new TreeHasher();
    CompactRange edge = new CompactRange();
    long at = 0;
    for (int level = 62; level >= 0; level--) {
      if ((leaves >>> level & 1) == 1) {
        edge.put(level, node(hasher, level, at >>> level));
        at += 1L << level;
      }
    }
    return edge;
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
