package dev.odeon.chain.verify;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Hash;
import dev.odeon.chain.DurabilityMark;
import dev.odeon.chain.Tiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the nodes that tiles keep, as far as their edge says that they are there, with those of
 * the tree over the log's blocks. Where they differ, the edge says which is wrong: tiles whose edge
 * is that of the log are damaged themselves. Owned by one thread.
 */
final class TileCheck implements AutoCloseable {
  private static final int NODES_AT_ONCE = 4096;

  /** One file, read some nodes at a time. */
  private static final class Level {
    final Path path;
    final DiskFile file;
    final long count;
    private final List<Hash> window = new ArrayList<>(NODES_AT_ONCE);
    private long windowFirst;

    Level(Path path, DiskFile file, long count) {
      this.path = path;
      this.file = file;
      this.count = count;
    }

    Hash at(long index) {
      if (index < windowFirst || index >= windowFirst + window.size()) {
        int nodes = (int) Math.min(NODES_AT_ONCE, count - index);
        ByteBuffer raw = ByteBuffer.allocate(nodes * Hash.SIZE);
        file.readFully(index * Hash.SIZE, raw);
        raw.flip();
        window.clear();
        windowFirst = index;
        while (raw.hasRemaining()) {
          window.add(Hash.ofRaw(raw));
        }
      }
      return window.get((int) (index - windowFirst));
    }
  }

  private final Path folder;
  private final @Nullable DurabilityMark edge;
  private final List<Level> levels = new ArrayList<>();
  private final long[] next = new long[Tiles.LEVELS];
  private final List<String> damaged = new ArrayList<>();
  private boolean leavesDiffer;

  private TileCheck(Path folder, @Nullable DurabilityMark edge) {
    this.folder = folder;
    this.edge = edge;
  }

  /** Opens the tiles of {@code home}, which need not be there. */
  static TileCheck open(Disk disk, Path home) {
    Path folder = Tiles.folder(home);
    DurabilityMark edge = Tiles.claim(disk, folder);
    TileCheck check = new TileCheck(folder, edge);
    if (edge != null && edge.size() < 0) {
      check.damaged.add(Tiles.EDGE + " cannot be read");
    } else if (edge != null) {
      check.openFiles(disk, edge.size());
    }
    return check;
  }

  private void openFiles(Disk disk, long leaves) {
    for (int level = 0; level < Tiles.LEVELS; level++) {
      long count = leaves >>> Tiles.HEIGHT * level;
      Path path = folder.resolve(Integer.toString(level));
      if (count > 0) {
        try {
          DiskFile file = disk.open(path, Disk.Mode.READ);
          levels.add(new Level(path, file, count));
          if (file.size() < count * Hash.SIZE) {
            damaged.add("%d has %d bytes of %d".formatted(level, file.size(), count * Hash.SIZE));
          }
        } catch (DiskException e) {
          damaged.add(String.valueOf(e.getMessage()));
        }
      }
    }
  }

  /** What the tiles name by themselves; null if there are none that can be read. */
  @Nullable DurabilityMark edge() {
    return edge == null || edge.size() < 0 ? null : edge;
  }

  /**
   * The tree of the log has another complete subtree, of 2^{@code level} leaves. Whether it is a
   * leaf that differs from the one kept, the first that does.
   */
  boolean differs(int level, Hash node) {
    if (!damaged.isEmpty() || leavesDiffer || level % Tiles.HEIGHT != 0) {
      return false;
    }
    int number = level / Tiles.HEIGHT;
    if (number >= levels.size()) {
      return false;
    }
    long index = next[number]++;
    Level kept = levels.get(number);
    if (index >= kept.count || same(kept, index, node)) {
      return false;
    }
    // What follows would differ too, and so would the nodes above: the first says it all.
    leavesDiffer = level == 0;
    damaged.add("%d differs at byte %d".formatted(number, index * Hash.SIZE));
    return leavesDiffer;
  }

  private boolean same(Level kept, long index, Hash node) {
    try {
      return kept.at(index).equals(node);
    } catch (DiskException e) {
      damaged.add(String.valueOf(e.getMessage()));
      return true;
    }
  }

  /**
   * What is wrong with the tiles, given that the log is right; null if nothing is.
   *
   * @param edgeFits whether the edge is that of the log, null if the log does not reach it
   */
  @Nullable String finding(@Nullable Boolean edgeFits) {
    List<String> wrong = new ArrayList<>(damaged);
    if (wrong.isEmpty() && Boolean.FALSE.equals(edgeFits)) {
      wrong.add(Tiles.EDGE + " differs");
    }
    return wrong.isEmpty()
        ? null
        : "%s is damaged (%s): delete that folder, it is made again from the log"
            .formatted(folder, String.join(", ", wrong));
  }

  @Override
  public void close() {
    levels.forEach(level -> level.file.close());
  }
}
