package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import dev.odeon.log.LogPosition;
import dev.odeon.log.Recovery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The records outside the log of how far it was acknowledged: the clean-shutdown mark and the last
 * signed head. A log that ends before them has lost acknowledged data. Each is checked by itself
 * first: a file that cannot be read, or whose signature is wrong, is damaged and says nothing about
 * the log.
 */
public final class DurabilityMarks {
  /** How messages name the mark. */
  public static final String MARK = "the clean-shutdown mark";

  private final Disk disk;
  private final Path home;
  private final List<DurabilityMark> all = new ArrayList<>();
  private final List<String> damaged = new ArrayList<>();
  private long end;

  private DurabilityMarks(Disk disk, Path home) {
    this.disk = disk;
    this.home = home;
  }

  /** Reads both from a home. */
  public static DurabilityMarks read(Disk disk, Path home) {
    DurabilityMarks marks = new DurabilityMarks(disk, home);
    Path mark = home.resolve(CleanMark.FILE);
    marks.reading(mark, () -> marks.mark(mark));
    Path head = HeadSigner.lastFile(home);
    marks.reading(head, () -> marks.head(head));
    return marks;
  }

  /** The marks that are whole, as far as they can be checked by themselves. */
  public List<DurabilityMark> all() {
    return all;
  }

  /** A line for each file that is damaged itself or cannot be read, without what to do. */
  public List<String> damaged() {
    return damaged;
  }

  /** Where the log ended at least; the start if nothing says. */
  public LogPosition end() {
    return new LogPosition(end);
  }

  /** The roots of the log tree that are known, by its size. */
  Map<Long, Hash> roots() {
    Map<Long, Hash> roots = new HashMap<>();
    all.forEach(mark -> roots.put(mark.size(), mark.root()));
    return roots;
  }

  /**
   * Refuses a log that is shorter, or may be shorter because a mark is damaged, before anything on
   * the disk is changed.
   */
  void requireEnd(Recovery found, long blocks) {
    found.requireEnd(end(), MARK);
    for (DurabilityMark mark : all) {
      if (blocks < mark.size()) {
        throw new ChainException(
            ChainException.Reason.GONE,
            "%s has %d blocks, but %s names %d: acknowledged data is gone; restore the home from a copy"
                .formatted(home, blocks, mark.name(), mark.size()));
      }
    }
    if (!damaged.isEmpty()) {
      throw new ChainException(
          ChainException.Reason.DAMAGED,
          "%s; %s: verify the home, then delete the file or restore it from a copy"
              .formatted(String.join("; ", damaged), others(blocks)));
    }
  }

  /** How the log compares with the marks that are not damaged. */
  private String others(long blocks) {
    if (all.isEmpty()) {
      return "nothing else says how long the log of %d blocks was".formatted(blocks);
    }
    Judgement judgement = judgement(null);
    return judgement.isClear()
        ? "the log of %d blocks has all that %s names"
            .formatted(
                blocks, all.stream().map(DurabilityMark::name).collect(Collectors.joining(" and ")))
        : judgement.verdicts().getFirst().line();
  }

  /** Whether {@code tree} has the roots that all of them name. */
  boolean fit(TreeNodes tree) {
    return all.stream().allMatch(mark -> tree.rootAt(mark.size()).equals(mark.root()));
  }

  /**
   * Refuses a log whose beginning is another one, by the blocks that stand in its files.
   *
   * @param tiles what the tiles name, or null
   */
  void requireRoots(@Nullable DurabilityMark tiles) {
    Judgement judgement = judgement(tiles);
    if (!judgement.isClear()) {
      throw new ChainException(
          ChainException.Reason.DAMAGED, home + ": " + judgement.verdicts().getFirst().advice());
    }
  }

  private Judgement judgement(@Nullable DurabilityMark tiles) {
    List<DurabilityMark> asked = new ArrayList<>(all);
    if (tiles != null) {
      asked.add(tiles);
    }
    Map<Long, Hash> roots =
        LogRoots.at(
            disk, home, asked.stream().map(DurabilityMark::size).collect(Collectors.toSet()));
    Judgement judgement = new Judgement();
    for (DurabilityMark mark : asked) {
      boolean same = mark.root().equals(roots.get(mark.size()));
      // Tiles that differ are derived, and made again: they prove nothing.
      if (same || mark != tiles) {
        judgement.compared(mark, same);
      }
    }
    return judgement;
  }

  private void reading(Path file, Runnable reading) {
    try {
      if (disk.exists(file)) {
        reading.run();
      }
    } catch (MalformedException | ChainException e) {
      damaged.add("%s is damaged (%s)".formatted(file, e.getMessage()));
    } catch (DiskException e) {
      damaged.add(String.valueOf(e.getMessage()));
    }
  }

  private void mark(Path file) {
    CleanMark mark = CleanMark.decode(disk.readAll(file));
    end = mark.end();
    all.add(new DurabilityMark(MARK, file, mark.blocks(), mark.root(), false));
  }

  private void head(Path file) {
    Bytes note = disk.readAll(file);
    SignedHead head = SignedHead.parse(note);
    Optional<HeadKey> signer = HeadKeys.of(disk, home).signer(head.origin());
    if (signer.isPresent()) {
      head.check(signer.get());
      if (!head.encoded(signer.get()).equals(note)) {
        throw new ChainException(ChainException.Reason.KEY, "it is not the note that was signed");
      }
    }
    all.add(
        new DurabilityMark(
            "the last signed head", file, head.size(), head.root(), signer.isPresent()));
  }
}
