package dev.odeon.chain;

import dev.odeon.base.Disk;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Pending;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.LogScan;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Copies what verifies of a log into the chains of another home: of each chain the blocks before
 * the first that is lost, and the content that matches its hash. Blocks that the other home has
 * already are not copied again. The copy is an ordinary home. Owned by one thread.
 */
public final class Salvage {
  /** How many commits may be in flight. */
  private static final int IN_FLIGHT = 256;

  /**
   * What was copied.
   *
   * @param blocks copied
   * @param contents copied
   * @param chains copied, whole or up to a lost block
   * @param ended for each chain that is not whole, what was left out and why
   * @param damage what is damaged in the log that was read
   * @param sequences where a block of the old log went: for a count of old blocks, how many of them
   *     and of those before are in the new log
   * @param others chains of which the new log had blocks that the old one does not have: of them,
   *     nothing was copied
   */
  public record Report(
      long blocks,
      long contents,
      long chains,
      SortedMap<Key, String> ended,
      DamageReport damage,
      long sequences,
      SortedSet<Key> others) {}

  /**
   * What is copied of a log.
   *
   * @param chains whether a chain is
   * @param contents whether content is that no block beside it has as its state
   */
  public record Selection(Predicate<Key> chains, Predicate<Hash> contents) {
    /** All of it. */
    public static final Selection ALL = new Selection(_ -> true, _ -> true);
  }

  /** A chain that cannot continue, since it lacks a block. */
  private static final class Ended {
    final long height;
    final String why;
    long leftOut;

    Ended(long height, String why) {
      this.height = height;
      this.why = why;
    }
  }

  private final DamageSurvey survey;
  private final Chains target;
  private final LongConsumer progress;
  private final long oldSequence;
  private final Selection selection;

  /** Where the chains of the target ended before. */
  private final Map<Key, Head> before = new HashMap<>();

  /** Of these, those whose last block was not found in the old log yet. */
  private final SortedSet<Key> unfound = new TreeSet<>();

  /** Content of the current batch that nothing selects but perhaps the state of a block. */
  private final Map<Hash, Content> beside = new HashMap<>();

  /** Chains of the target with a turn that has no block yet: its intents are there. */
  private final Set<Key> intending;

  private final Map<Key, Head> heads = new HashMap<>();
  private final SortedMap<Key, Ended> ended = new TreeMap<>();
  private final ArrayDeque<Pending<Append>> inFlight = new ArrayDeque<>();
  private final Set<Hash> copied = new HashSet<>();
  private List<Content> contents = new ArrayList<>();
  private long seen;
  private long blocks;
  private long newSequence;

  /** Blocks that were there already. */
  private long known;

  private Salvage(
      DamageSurvey survey,
      Chains target,
      Selection selection,
      long oldSequence,
      LongConsumer progress) {
    this.selection = selection;
    target.heads().forEach(head -> before.put(head.key(), head));
    heads.putAll(before);
    unfound.addAll(before.keySet());
    this.intending = Set.copyOf(target.intending());
    this.survey = survey;
    this.target = target;
    this.oldSequence = oldSequence;
    this.progress = progress;
  }

  /**
   * Copies the log of the home {@code from}, which is not changed.
   *
   * @param target chains without a block, or with those of an earlier copy
   * @param selection what is copied
   * @param oldSequence a count of blocks of the old log, for {@link Report#sequences}
   * @param progress receives how many blocks were copied
   */
  public static Report copy(
      Disk disk,
      Path from,
      Chains target,
      Selection selection,
      long oldSequence,
      LongConsumer progress) {
    DamageSurvey survey = DamageSurvey.of(disk, from);
    Salvage salvage = new Salvage(survey, target, selection, oldSequence, progress);
    LogPosition least = DurabilityMarks.read(disk, from).end();
    LogScan.run(disk, from.resolve("log"), least, salvage.new Reading());
    return salvage.finish();
  }

  private final class Reading implements LogScan.Visitor {
    @Override
    public void batch(LogPosition first, List<LogRecord> records) {
      beside.clear();
      records.forEach(Salvage.this::content);
      for (LogRecord record : records) {
        switch (record.kind()) {
          case COMMIT -> commit(record);
          case INTENT -> intent(record);
          case CONTENT -> {}
        }
      }
    }

    @Override
    public void damaged(LogPosition first, LogPosition end, List<LogRecord> records, String what) {
      beside.clear();
      records.forEach(Salvage.this::content);
      for (long position : survey.positions(first.value(), end.value())) {
        List<Block> whole = new ArrayList<>();
        for (DamagedBlock damaged : survey.at(position)) {
          Block block = damaged.block();
          if (block == null) {
            lost(damaged, what);
          } else {
            whole.add(block);
          }
        }
        append(whole);
      }
    }
  }

  private void content(LogRecord record) {
    if (record.kind() != LogRecord.Kind.CONTENT) {
      return;
    }
    try {
      Content content = Content.decode(record.body());
      if (!content.isWhole()) {
        return;
      }
      if (selection.contents().test(content.hash())) {
        copy(content);
      } else {
        beside.put(content.hash(), content);
      }
    } catch (MalformedException e) {
      // It is named by the survey.
    }
  }

  private void copy(Content content) {
    if (!target.hasContent(content.hash()) && copied.add(content.hash())) {
      contents.add(new Content(content.hash(), content.bytes().compact()));
    }
  }

  private void commit(LogRecord record) {
    List<Block> whole = new ArrayList<>();
    try {
      for (Block block : Commit.decode(record.body()).blocks()) {
        if (block.isWhole()) {
          whole.add(block);
        } else {
          end(block.key(), block.header().height(), "its events are not those of its header");
        }
      }
    } catch (MalformedException e) {
      // The survey names it; of its chains, the next block is the first that does not fit.
    }
    append(whole);
  }

  private void lost(DamagedBlock damaged, String what) {
    seen++;
    moved();
    if (damaged.keyItems != null && selection.chains().test(KeyCodec.ofItems(damaged.keyItems))) {
      end(KeyCodec.ofItems(damaged.keyItems), damaged.height, what);
    }
  }

  private void end(Key key, long height, String why) {
    ended.computeIfAbsent(key, _ -> new Ended(height, why)).leftOut++;
  }

  /** Appends the blocks that go on from what was copied. */
  private void append(List<Block> whole) {
    List<Block> fit = new ArrayList<>(whole.size());
    for (Block block : whole) {
      seen++;
      if (selection.chains().test(block.key())) {
        take(block, fit);
      }
      moved();
    }
    if (fit.isEmpty()) {
      return;
    }
    inFlight.add(target.append(new Commit(fit), contents));
    contents = new ArrayList<>();
    progress.accept(blocks);
    settle(IN_FLIGHT);
  }

  private void take(Block block, List<Block> fit) {
    if (isKnown(block)) {
      known++;
    } else if (fits(block)) {
      heads.put(block.key(), block.head());
      fit.add(block);
      blocks++;
      Hash state = block.header().stateHash();
      Content own = state == null ? null : beside.get(state);
      if (own != null) {
        copy(own);
      }
    }
  }

  /** Whether the target had the block before. */
  private boolean isKnown(Block block) {
    Head last = before.get(block.key());
    if (last == null || block.header().height() > last.height()) {
      return false;
    }
    if (block.head().equals(last)) {
      unfound.remove(block.key());
    }
    return true;
  }

  /** The block that the old count names was just gone by. */
  private void moved() {
    if (seen <= oldSequence) {
      newSequence = known + blocks;
    }
  }

  private boolean fits(Block block) {
    Key key = block.key();
    Ended earlier = ended.get(key);
    if (earlier != null) {
      earlier.leftOut++;
      return false;
    }
    Head head = heads.get(key);
    long height = block.header().height();
    Hash parent = head == null ? Hash.ZERO : head.hash();
    if (height == (head == null ? 0 : head.height() + 1)
        && block.header().parent().equals(parent)) {
      return true;
    }
    end(key, head == null ? 0 : head.height() + 1, "it is not there, or is not the one before");
    return false;
  }

  /** An interrupted turn is to run again as it began, in the copy too. */
  private void intent(LogRecord record) {
    try {
      Intent intent = Intent.decode(record.body());
      Head head = heads.get(intent.key());
      boolean next =
          intent.height() == (head == null ? 0 : head.height() + 1)
              && selection.chains().test(intent.key())
              && !intending.contains(intent.key());
      if (next && !ended.containsKey(intent.key())) {
        settle(0);
        var _ = target.append(intent, contents).await();
        contents = new ArrayList<>();
      }
    } catch (MalformedException e) {
      // As for a commit.
    }
  }

  /** Waits until no more than {@code most} commits are in flight. */
  private void settle(int most) {
    while (inFlight.size() > most) {
      Append append = inFlight.remove().await();
      if (!(append instanceof Append.Appended)) {
        throw new IllegalStateException("a block that fits was refused: " + append);
      }
    }
  }

  private Report finish() {
    settle(0);
    SortedMap<Key, String> texts = new TreeMap<>();
    ended.forEach((key, end) -> texts.put(key, text(end)));
    return new Report(
        blocks,
        copied.size() - contents.size(),
        heads.size(),
        texts,
        survey.report(true),
        newSequence,
        unfound);
  }

  private static String text(Ended end) {
    return "ends before block %d (%s); %s from there on left out"
        .formatted(end.height, end.why, end.leftOut == 1 ? "1 block" : end.leftOut + " blocks");
  }
}
