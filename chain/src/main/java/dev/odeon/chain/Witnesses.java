package dev.odeon.chain;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import dev.odeon.log.LogPosition;
import dev.odeon.log.Recovery;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What remembers, outside the log, how far it was acknowledged: the clean-shutdown mark and the
 * last signed head. A log that ends before them has lost what it promised.
 *
 * @param mark the clean-shutdown mark, if there is one
 * @param head the last signed head, if there is one
 */
record Witnesses(@Nullable CleanMark mark, @Nullable SignedHead head) {
  /** Reads both from a home. */
  static Witnesses read(Disk disk, Path home) {
    Path markFile = home.resolve(CleanMark.FILE);
    Path headFile = HeadSigner.lastFile(home);
    return new Witnesses(
        disk.exists(markFile) ? mark(disk, markFile) : null,
        disk.exists(headFile) ? head(disk, headFile) : null);
  }

  /** As much of both as can be read: what cannot proves nothing. */
  static Witnesses readable(Disk disk, Path home) {
    try {
      return read(disk, home);
    } catch (ChainException | DiskException e) {
      return new Witnesses(null, null);
    }
  }

  /** Where the log ended at least. */
  LogPosition end() {
    return mark == null ? LogPosition.START : new LogPosition(mark.end());
  }

  /** The roots of the log tree that are known, by its size. */
  Map<Long, Hash> roots() {
    Map<Long, Hash> roots = new HashMap<>();
    if (mark != null) {
      roots.put(mark.blocks(), mark.root());
    }
    if (head != null) {
      roots.put(head.size(), head.root());
    }
    return roots;
  }

  /** Refuses a log that is shorter; before anything on the disk is changed. */
  void requireEnd(Path home, Recovery found, long blocks) {
    if (mark != null) {
      found.requireEnd(new LogPosition(mark.end()), "the clean-shutdown mark");
      requireBlocks(home, "the clean-shutdown mark", mark.blocks(), blocks);
    }
    if (head != null) {
      requireBlocks(home, "the last signed head", head.size(), blocks);
    }
  }

  /** Refuses a log whose beginning is another one. */
  void requireRoots(Path home, TreeNodes tree) {
    if (mark != null) {
      requireRoot(home, "the clean-shutdown mark", mark.root(), mark.blocks(), tree);
    }
    if (head != null) {
      requireRoot(home, "the last signed head", head.root(), head.size(), tree);
    }
  }

  private static void requireBlocks(Path home, String witness, long least, long actual) {
    if (actual < least) {
      throw new ChainException(
          ChainException.Reason.GONE,
          "%s has %d blocks, but %s names %d: acknowledged data is gone; restore the home from a copy"
              .formatted(home, actual, witness, least));
    }
  }

  private static void requireRoot(Path home, String witness, Hash root, long size, TreeNodes tree) {
    if (!tree.rootAt(size).equals(root)) {
      throw new ChainException(
          ChainException.Reason.DAMAGED,
          "%s does not begin with the %d blocks that %s names: the log was rewritten; run odeon verify, restore the home from a copy"
              .formatted(home, size, witness));
    }
  }

  private static CleanMark mark(Disk disk, Path file) {
    try {
      return CleanMark.decode(disk.readAll(file));
    } catch (MalformedException e) {
      throw new ChainException(
          ChainException.Reason.DAMAGED,
          file + " is not readable (" + e.getMessage() + "): restore it from a copy or delete it",
          e);
    }
  }

  private static SignedHead head(Disk disk, Path file) {
    try {
      return SignedHead.parse(disk.readAll(file));
    } catch (ChainException e) {
      throw new ChainException(
          ChainException.Reason.DAMAGED,
          file + " is not readable (" + e.getMessage() + "): restore it from a copy or delete it",
          e);
    }
  }
}
