package dev.odeon.chain;

import dev.odeon.base.Disk;
import dev.odeon.log.Log;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import java.nio.file.Path;

/** Opens the tiles of a home, and fills in from the blocks what they lack. */
final class TileFiller {
  private static final int CHUNK = 1 << 16;

  private final Tiles tiles;
  private final Frontier sealed;
  private Hashes missing = new Hashes();

  private TileFiller(Tiles tiles, Frontier sealed) {
    this.tiles = tiles;
    this.sealed = sealed;
  }

  /** The tiles with all leaves of sealed segments. */
  static Tiles open(Disk disk, Path home, ChainIndex index, Log log) {
    Tiles tiles = Tiles.open(disk, home.resolve("tree").resolve("tiles"));
    try {
      Frontier sealed = index.sealedFrontier();
      if (!new TileFiller(tiles, sealed).fill(index, log)) {
        // What was there is of another tree, or damaged: all leaves are made again.
        tiles.clear();
        if (!new TileFiller(tiles, sealed).fill(index, log)) {
          throw new ChainException(
              ChainException.Reason.DAMAGED,
              "the index of blocks is not that of the log: run odeon verify, delete the folder derived");
        }
      }
      return tiles;
    } catch (RuntimeException e) {
      tiles.close();
      throw e;
    }
  }

  /** The same where the log is damaged and the hashes of {@code all} blocks are known. */
  static Tiles open(Disk disk, Path home, Frontier sealed, Hashes all) {
    Tiles tiles = Tiles.open(disk, home.resolve("tree").resolve("tiles"));
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

  private static boolean complete(Tiles tiles, Frontier sealed, Hashes.View blocks) {
    if (tiles.size() < sealed.size()) {
      tiles.append(blocks.from(Math.toIntExact(tiles.size())));
    }
    return tiles.frontier().root().equals(sealed.root());
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
    return tiles.frontier().root().equals(sealed.root());
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
