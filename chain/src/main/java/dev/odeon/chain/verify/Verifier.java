package dev.odeon.chain.verify;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.SerialWorker;
import dev.odeon.base.Threads;
import dev.odeon.chain.ChainException;
import dev.odeon.chain.CompactRange;
import dev.odeon.chain.DurabilityMark;
import dev.odeon.chain.DurabilityMarks;
import dev.odeon.chain.HeadKey;
import dev.odeon.chain.HeadKeys;
import dev.odeon.chain.HistoryVisitor;
import dev.odeon.chain.Judgement;
import dev.odeon.chain.KeyCodec;
import dev.odeon.chain.PreHashedRecord;
import dev.odeon.chain.SignedHead;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.LogScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the history of a home from its files alone, changing nothing: also one that does not
 * open any more. Every event, block, state and content is hashed again, every link and height
 * followed, and the log tree compared with what remembers it: the kept leaves, the clean-shutdown
 * mark, the last signed head, and a head that was kept elsewhere.
 */
public final class Verifier {
  /**
   * What is read and hashed ahead of the check of what links it: this many pieces of so much, or
   * the collector takes them for what lives long.
   */
  private static final int PIECES_AHEAD = 2;

  private static final int PIECE_BYTES = 64 << 10;

  private final Disk disk;
  private final Threads threads;
  private final Path home;
  private final @Nullable Bytes homeId;
  private final HistoryVisitor visitor;
  private final HistoryFindings findings = new HistoryFindings();
  private final List<DurabilityMark> marks = new ArrayList<>();
  private final Judgement judgement = new Judgement();
  private int nextMark;
  private @Nullable Boolean edgeFits;
  private long end;

  private Verifier(
      Disk disk, Threads threads, Path home, @Nullable Bytes homeId, HistoryVisitor visitor) {
    this.disk = disk;
    this.threads = threads;
    this.home = home;
    this.homeId = homeId;
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
    return verify(disk, threads, home, null, kept, HistoryVisitor.NONE);
  }

  /**
   * Verifies all chains of a home whose id is known.
   *
   * @param homeId what the file {@code format} names; null for the home that the log names
   * @param kept a signed head that was kept elsewhere, or null
   * @param visitor receives all that is read, on another thread
   * @throws ChainException with {@link ChainException.Reason#KEY} if the kept head is not one of
   *     this home's key
   */
  public static VerifyReport verify(
      Disk disk,
      Threads threads,
      Path home,
      @Nullable Bytes homeId,
      @Nullable SignedHead kept,
      HistoryVisitor visitor) {
    Verifier verifier = new Verifier(disk, threads, home, homeId, visitor);
    if (kept != null) {
      kept.check(verifier.signer(kept));
      verifier.marks.add(new DurabilityMark("the kept head", null, kept.size(), kept.root(), true));
    }
    verifier.readMarks();
    return verifier.run(null);
  }

  /** The key that the origin of a head names, or the home's present one. */
  private HeadKey signer(SignedHead head) {
    Path keys = home.resolve("keys");
    try {
      return HeadKeys.of(disk, home)
          .signer(head.origin())
          .orElseGet(() -> HeadKey.readPublic(disk, keys));
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
    return new Verifier(disk, threads, home, null, HistoryVisitor.NONE).run(chain);
  }

  /** Gives what the log of a home has to {@code visitor}; verifies only the hashes of content. */
  public static void visit(Disk disk, Path home, HistoryVisitor visitor) {
    LogScan.Result _ =
        LogScan.run(
            disk,
            home.resolve("log"),
            new LogScan.Visitor() {
              @Override
              public void batch(LogPosition first, List<LogRecord> records) {
                visit(records, true);
              }

              @Override
              public void damaged(
                  LogPosition first, LogPosition end, List<LogRecord> records, String what) {
                visit(records, false);
              }

              private void visit(List<LogRecord> records, boolean whole) {
                records.forEach(
                    record -> PreHashedRecord.of(0, record, null).visit(visitor, whole));
              }
            });
  }

  private void readMarks() {
    DurabilityMarks own = DurabilityMarks.read(disk, home);
    own.damaged()
        .forEach(line ->
            findings.other(
                HistoryFinding.Kind.DAMAGE,
                -1,
                line + ": delete the file or restore it from a copy"));
    HeadKeys keys = HeadKeys.of(disk, home);
    Stream.of(keys.problem(), keys.damagedCopy())
        .flatMap(Optional::stream)
        .forEach(line -> findings.other(HistoryFinding.Kind.DAMAGE, -1, line));
    end = own.end().value();
    marks.addAll(own.all());
  }

  private VerifyReport run(@Nullable Key only) {
    if (only != null) {
      HistoryCheck check = new HistoryCheck(false, (_, _) -> false, _ -> {}, findings);
      LogScan.Result result = scan(KeyCodec.items(only), check);
      check.end();
      return report(check, result, -1, Hash.ZERO);
    }
    try (TileCheck tiles = TileCheck.open(disk, home)) {
      DurabilityMark edge = tiles.edge();
      if (edge != null) {
        marks.add(edge);
      }
      marks.sort(Comparator.comparingLong(DurabilityMark::size));
      HistoryCheck check =
          new HistoryCheck(true, tiles::differs, tree -> compare(tree, edge), findings);
      compare(check.tree(), edge);
      LogScan.Result result = scan(null, check);
      check.end();
      judge(check, tiles);
      requireBelonging(result);
      requireSizes(check.tree().size(), result.end().value(), edge);
      return report(check, result, check.tree().size(), check.tree().root());
    }
  }

  /** The log is of this home, and nothing else is in its folder. */
  private void requireBelonging(LogScan.Result result) {
    Bytes named = result.homeId();
    if (homeId != null && named != null && !homeId.equals(named)) {
      findings.other(
          HistoryFinding.Kind.DAMAGE,
          -1,
          "%s names home %s, but the log belongs to home %s: it is damaged, or one of the two is another home's"
              .formatted(home.resolve("format"), homeId.hex(), named.hex()));
    }
    Path log = home.resolve("log");
    for (String foreign : LogScan.foreignNames(disk, log)) {
      findings.other(
          HistoryFinding.Kind.DAMAGE,
          -1,
          "%s does not belong to the log: move it away".formatted(log.resolve(foreign)));
    }
  }

  private VerifyReport report(HistoryCheck check, LogScan.Result result, long size, Hash root) {
    return new VerifyReport(
        check.blocks,
        check.events,
        check.contents,
        check.chainCount(),
        check.digests().counts(),
        size,
        root,
        result.bytesTorn(),
        findings.sorted());
  }

  /** The tree has another leaf: does it have the root that a mark of this size names? */
  private void compare(CompactRange tree, @Nullable DurabilityMark edge) {
    while (nextMark < marks.size() && marks.get(nextMark).size() == tree.size()) {
      DurabilityMark mark = marks.get(nextMark++);
      boolean same = mark.root().equals(tree.root());
      if (mark == edge) {
        edgeFits = same;
      }
      // Tiles that differ prove nothing: they are derived.
      if (same || mark != edge) {
        judgement.compared(mark, same);
      }
    }
  }

  /** Decides whether the log, its tiles or a mark is wrong where they differ. */
  private void judge(HistoryCheck check, TileCheck tiles) {
    long other = check.otherLeaf();
    boolean damaged = findings.explainAnotherTree();
    boolean logDiffers =
        other >= 0 && (judgement.implicatesLog() || !judgement.confirms(other + 1));
    if (!logDiffers && !damaged) {
      findings.withdraw(HistoryFinding.Kind.LEAF);
      String finding = tiles.finding(edgeFits);
      if (finding != null) {
        findings.other(HistoryFinding.Kind.DAMAGE, -1, finding);
      }
    }
    if (!damaged) {
      for (Judgement.Verdict verdict : judgement.verdicts()) {
        if (verdict.log()) {
          findings.other(HistoryFinding.Kind.REWRITTEN, -1, verdict.line());
        } else {
          findings.other(
              HistoryFinding.Kind.DAMAGE,
              -1,
              verdict.line() + "; delete it or restore it from a copy");
        }
      }
    }
  }

  private void requireSizes(long size, long actualEnd, @Nullable DurabilityMark edge) {
    for (DurabilityMark mark : marks.subList(nextMark, marks.size())) {
      if (mark != edge) {
        findings.other(
            HistoryFinding.Kind.SHORTENED,
            -1,
            "the log has %d blocks, %s names %d: %d are gone"
                .formatted(size, mark.name(), mark.size(), mark.size() - size));
      }
    }
    if (findings.isEmpty() && actualEnd < end) {
      findings.other(
          HistoryFinding.Kind.SHORTENED,
          -1,
          "the log ends at position %d, %s names %d"
              .formatted(actualEnd, DurabilityMarks.MARK, end));
    }
  }

  /** Reads and hashes the log on this thread; another checks what links it, a little behind. */
  private LogScan.Result scan(@Nullable Bytes only, HistoryCheck check) {
    try (SerialWorker worker = new SerialWorker("odeon-verify", threads, PIECES_AHEAD)) {
      Hashing hashing =
          new Hashing(
              only, visitor, piece -> worker.submit(() -> piece.forEach(step -> step.give(check))));
      LogScan.Result result = LogScan.run(disk, home.resolve("log"), homeId, hashing);
      hashing.handOn();
      worker.finish();
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
      List<PreHashedRecord> hashed = hashed(first, records);
      add(check -> give(check, hashed, true));
    }

    @Override
    public void damaged(LogPosition first, LogPosition end, List<LogRecord> records, String what) {
      List<PreHashedRecord> hashed = hashed(first, records);
      int count = records.size();
      add(check -> {
        check.beginDamaged(first.value(), what);
        give(check, hashed, false);
        check.endDamaged(end.value(), end.value() - first.value() - count);
      });
    }

    @Override
    public void foreign(String what) {
      add(check -> check.foreign(what));
    }

    private void give(HistoryCheck check, List<PreHashedRecord> hashed, boolean whole) {
      for (PreHashedRecord record : hashed) {
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

    private List<PreHashedRecord> hashed(LogPosition first, List<LogRecord> records) {
      List<PreHashedRecord> hashed = new ArrayList<>(records.size());
      long position = first.value();
      for (LogRecord record : records) {
        hashed.add(PreHashedRecord.of(position++, record, only));
        pieceBytes += record.sizeBytes();
      }
      return hashed;
    }
  }
}
