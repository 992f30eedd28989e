package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Lane;
import dev.odeon.base.Threads;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.LogScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the history of a home from its files alone, changing nothing: also one that does not
 * open any more. Every event, block, state and content is hashed again, every link and height
 * followed, and the log tree compared with what remembers it: the kept leaves, the clean-shutdown
 * mark, the last signed head, and a head that was kept elsewhere.
 */
public final class Verifier {
  /** Something outside the log that names its size and root. */
  private record Witness(String name, long size, Hash root) {}

  private static final int LEAVES_AT_ONCE = 4096;

  /**
   * What is read and hashed ahead of the check of what links it: this many pieces of so much, or
   * the collector takes them for what lives long.
   */
  private static final int PIECES_AHEAD = 2;

  private static final int PIECE_BYTES = 64 << 10;

  private final Disk disk;
  private final Threads threads;
  private final Path home;
  private final HistoryVisitor visitor;
  private final Flaws flaws = new Flaws();
  private final List<Witness> witnesses = new ArrayList<>();
  private int nextWitness;
  private long end;

  private Verifier(Disk disk, Threads threads, Path home, HistoryVisitor visitor) {
    this.disk = disk;
    this.threads = threads;
    this.home = home;
    this.visitor = visitor;
  }

  /**
   * Verifies all chains of a home.
   *
   * @param kept a signed head that was kept elsewhere, or null
   * @throws ChainException with {@link ChainException.Reason#KEY} if the kept head is not one of
   *     this home's key
   */
  public static VerifyReport verify(
      Disk disk, Threads threads, Path home, @Nullable SignedHead kept) {
    return verify(disk, threads, home, kept, HistoryVisitor.NONE);
  }

  /**
   * Verifies all chains of a home.
   *
   * @param kept a signed head that was kept elsewhere, or null
   * @param visitor hears of all that is read, on another thread
   * @throws ChainException with {@link ChainException.Reason#KEY} if the kept head is not one of
   *     this home's key
   */
  public static VerifyReport verify(
      Disk disk, Threads threads, Path home, @Nullable SignedHead kept, HistoryVisitor visitor) {
    Verifier verifier = new Verifier(disk, threads, home, visitor);
    if (kept != null) {
      kept.check(verifier.key());
      verifier.witnesses.add(new Witness("the kept head", kept.size(), kept.root()));
    }
    verifier.readWitnesses();
    return verifier.run(null);
  }

  private HeadKey key() {
    Path keys = HeadSigner.keys(home);
    try {
      return HeadKey.readPublic(disk, keys);
    } catch (DiskException e) {
      throw new ChainException(
          ChainException.Reason.KEY,
          "the home has no key to check a signed head with: it is the head of another home, or %s was removed"
              .formatted(keys),
          e);
    }
  }

  /** Verifies one chain of a home; not the log tree, and not what remembers it. */
  public static VerifyReport verify(Disk disk, Threads threads, Path home, Key chain) {
    return new Verifier(disk, threads, home, HistoryVisitor.NONE).run(chain);
  }

  /** Tells {@code visitor} what the log of a home has, verifying nothing but hashes of content. */
  public static void visit(Disk disk, Path home, HistoryVisitor visitor) {
    LogScan.Result _ =
        LogScan.run(
            disk,
            home.resolve("log"),
            new LogScan.Visitor() {
              @Override
              public void batch(LogPosition first, List<LogRecord> records) {
                tell(records, true);
              }

              @Override
              public void damaged(
                  LogPosition first, LogPosition end, List<LogRecord> records, String what) {
                tell(records, false);
              }

              private void tell(List<LogRecord> records, boolean whole) {
                records.forEach(record -> HashedRecord.of(0, record, null).visit(visitor, whole));
              }
            });
  }

  private void readWitnesses() {
    try {
      Witnesses own = Witnesses.read(disk, home);
      CleanMark mark = own.mark();
      if (mark != null) {
        witnesses.add(new Witness("the clean-shutdown mark", mark.blocks(), mark.root()));
        end = mark.end();
      }
      SignedHead head = own.head();
      if (head != null) {
        head.check(HeadKey.readPublic(disk, HeadSigner.keys(home)));
        witnesses.add(new Witness("the last signed head", head.size(), head.root()));
      }
    } catch (ChainException | DiskException e) {
      flaws.other(Flaw.Kind.DAMAGE, -1, String.valueOf(e.getMessage()));
    }
    witnesses.sort(Comparator.comparingLong(Witness::size));
  }

  private VerifyReport run(@Nullable Key only) {
    Tiles tiles = only == null ? Tiles.read(disk, home.resolve("tree").resolve("tiles")) : null;
    try {
      return run(only, tiles);
    } finally {
      if (tiles != null) {
        tiles.close();
      }
    }
  }

  private VerifyReport run(@Nullable Key only, @Nullable Tiles tiles) {
    HistoryCheck.StoredLeaves stored = tiles == null ? _ -> null : new TileLeaves(tiles);
    boolean whole = only == null;
    HistoryCheck check = new HistoryCheck(whole, stored, this::compare, flaws);
    compare(check.tree());
    LogScan.Result result = scan(only == null ? null : Keys.items(only), check);
    check.end();
    if (whole) {
      requireSizes(check.tree().size(), result.end().value());
    }
    return new VerifyReport(
        check.blocks,
        check.events,
        check.contents,
        check.chainCount(),
        check.digests().counts(),
        whole ? check.tree().size() : -1,
        whole ? check.tree().root() : Hash.ZERO,
        result.bytesTorn(),
        flaws.sorted());
  }

  /** The tree has another leaf: does it have the root that a witness of this size names? */
  private void compare(Frontier tree) {
    while (nextWitness < witnesses.size() && witnesses.get(nextWitness).size == tree.size()) {
      Witness witness = witnesses.get(nextWitness++);
      if (!witness.root.equals(tree.root())) {
        flaws.other(
            Flaw.Kind.REWRITTEN,
            -1,
            "the first %d blocks are not those that %s names: the log was rewritten"
                .formatted(witness.size, witness.name));
      }
    }
  }

  private void requireSizes(long size, long actualEnd) {
    for (Witness witness : witnesses.subList(nextWitness, witnesses.size())) {
      flaws.other(
          Flaw.Kind.SHORTENED,
          -1,
          "the log has %d blocks, %s names %d: %d are gone"
              .formatted(size, witness.name, witness.size, witness.size - size));
    }
    if (flaws.isEmpty() && actualEnd < end) {
      flaws.other(
          Flaw.Kind.SHORTENED,
          -1,
          "the log ends at position %d, the clean-shutdown mark names %d"
              .formatted(actualEnd, end));
    }
  }

  /** Reads and hashes the log on this thread; another checks what links it, a little behind. */
  private LogScan.Result scan(@Nullable Bytes only, HistoryCheck check) {
    try (Lane lane = new Lane("odeon-verify", threads, PIECES_AHEAD)) {
      Hashing hashing =
          new Hashing(
              only, visitor, piece -> lane.submit(() -> piece.forEach(step -> step.give(check))));
      LogScan.Result result = LogScan.run(disk, home.resolve("log"), hashing);
      hashing.handOn();
      lane.finish();
      return result;
    }
  }

  /** One batch, hashed and ready for the check. */
  private interface Step {
    void give(HistoryCheck check);
  }

  /** Hands on the batches of the log, hashed, some at a time. */
  private static final class Hashing implements LogScan.Visitor {
    private final @Nullable Bytes only;
    private final HistoryVisitor visitor;
    private final Consumer<List<Step>> next;
    private List<Step> piece = new ArrayList<>();
    private long pieceBytes;

    Hashing(@Nullable Bytes only, HistoryVisitor visitor, Consumer<List<Step>> next) {
      this.only = only;
      this.visitor = visitor;
      this.next = next;
    }

    @Override
    public void batch(LogPosition first, List<LogRecord> records) {
      List<HashedRecord> hashed = hashed(first, records);
      add(check -> give(check, hashed, true));
    }

    @Override
    public void damaged(LogPosition first, LogPosition end, List<LogRecord> records, String what) {
      List<HashedRecord> hashed = hashed(first, records);
      int count = records.size();
      add(check -> {
        check.beginDamaged(first.value(), what);
        give(check, hashed, false);
        check.endDamaged(end.value(), end.value() - first.value() - count);
      });
    }

    private void give(HistoryCheck check, List<HashedRecord> hashed, boolean whole) {
      for (HashedRecord record : hashed) {
        check.record(record);
        record.visit(visitor, whole);
      }
    }

    private void add(Step step) {
      piece.add(step);
      if (pieceBytes >= PIECE_BYTES) {
        handOn();
      }
    }

    void handOn() {
      if (!piece.isEmpty()) {
        next.accept(piece);
      }
      piece = new ArrayList<>();
      pieceBytes = 0;
    }

    private List<HashedRecord> hashed(LogPosition first, List<LogRecord> records) {
      List<HashedRecord> hashed = new ArrayList<>(records.size());
      long position = first.value();
      for (LogRecord record : records) {
        hashed.add(HashedRecord.of(position++, record, only));
        pieceBytes += record.sizeBytes();
      }
      return hashed;
    }
  }

  /** The leaves that the tiles keep, read some at a time. */
  private static final class TileLeaves implements HistoryCheck.StoredLeaves {
    private final Tiles tiles;
    private final List<Hash> window = new ArrayList<>(LEAVES_AT_ONCE);
    private long windowFirst;

    TileLeaves(Tiles tiles) {
      this.tiles = tiles;
    }

    @Override
    public @Nullable Hash at(long sequence) {
      if (sequence >= tiles.size()) {
        return null;
      }
      if (sequence < windowFirst || sequence >= windowFirst + window.size()) {
        window.clear();
        windowFirst = sequence;
        long end = Math.min(tiles.size(), sequence + LEAVES_AT_ONCE);
        tiles.leaves(sequence, end, window::add);
      }
      return window.get((int) (sequence - windowFirst));
    }
  }
}
