package dev.odeon.chain;

import dev.odeon.base.Disk;
import dev.odeon.log.Log;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens the log tree of a home: fills in from the blocks what its tiles lack, and has the marks
 * look at it. Tiles are derived: where they differ from the blocks, and the marks do not, they are
 * made again; where the marks differ too, the home is refused and they are left as they are, for
 * they know which block is another.
 */
final class TileFiller {
  private static final int CHUNK = 1 << 16;

  private final Tiles tiles;
  private final CompactRange sealed;
  private Hashes missing = new Hashes();

  private TileFiller(Tiles tiles, CompactRange sealed) {
    this.tiles = tiles;
    this.sealed = sealed;
  }

  /**
   * The tree of all blocks.
   *
   * @param notices gets a line where something was mended
   * @throws ChainException if a mark names other blocks
   */
  static LogTree open(
      Disk disk,
      Path home,
      ChainIndex index,
      Log log,
      DurabilityMarks marks,
      List<String> notices) {
    Path folder = Tiles.folder(home);
    DurabilityMark claimed = Tiles.claim(disk, folder);
    Tiles tiles = Tiles.open(disk, folder);
    try {
      boolean trusted = claimed == null || tiles.size() == claimed.size();
      if (trusted && fill(tiles, index, log)) {
        LogTree tree = new LogTree(tiles, index.recoveredLeaves());
        if (marks.fit(tree)) {
          return tree;
        }
      }
      // Tiles or marks differ. Who is right is read from the blocks themselves.
      marks.requireRoots(claimed);
      tiles.clear();
      if (!fill(tiles, index, log)) {
        throw new ChainException(
            ChainException.Reason.DAMAGED,
            "the index of blocks is not that of the log: verify the home, delete the folder derived");
      }
      notices.add(folder + " did not fit the log: it was made again from the blocks");
      return new LogTree(tiles, index.recoveredLeaves());
    } catch (RuntimeException e) {
      tiles.close();
      throw e;
    }
  }

  /** The same where the log is damaged and the hashes of {@code all} blocks are known. */
  static Tiles open(Disk disk, Path home, CompactRange sealed, Hashes all) {
    Tiles tiles = Tiles.open(disk, Tiles.folder(home));
    try {
      Hashes.View blocks = all.view().first(Math.toIntExact(sealed.size()));
      if (!complete(tiles, sealed, blocks)) {
        tiles.clear();
        boolean _ = complete(tiles, sealed, blocks);
      }
      return tiles;
    } catch (RuntimeException e) {
      tiles.close();
      throw e;
    }
  }

  private static boolean complete(Tiles tiles, CompactRange sealed, Hashes.View blocks) {
    if (tiles.size() < sealed.size()) {
      tiles.append(blocks.from(Math.toIntExact(tiles.size())));
    }
    return tiles.range().root().equals(sealed.root());
  }

  private static boolean fill(Tiles tiles, ChainIndex index, Log log) {
    return new TileFiller(tiles, index.sealedRange()).fill(index, log);
  }

  /**
   * Adds the leaves that are missing; whether the tree over all of them is the one it should be.
   */
  private boolean fill(ChainIndex index, Log log) {
    if (tiles.size() > sealed.size()) {
      return false;
    }
    if (tiles.size() < sealed.size()) {
      log.scan(new LogPosition(index.positionOfSequence(tiles.size())), (_, record) -> add(record));
      flush();
    }
    return tiles.range().root().equals(sealed.root());
  }

  private boolean add(LogRecord record) {
    if (record.kind() == LogRecord.Kind.COMMIT) {
      for (Block block : Commit.decode(record.body()).blocks()) {
        missing.add(block.hash());
      }
      if (missing.count() >= CHUNK) {
        flush();
      }
    }
    return tiles.size() + missing.count() < sealed.size();
  }

  private void flush() {
    tiles.append(missing.view());
    missing = new Hashes();
  }
}
