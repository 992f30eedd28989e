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
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Copies all that verifies of a damaged log into the chains of another home: of each chain the
 * blocks before the first that is lost, and all content that matches its hash. The copy is an
 * ordinary home. Owned by one thread.
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
   */
  public record Report(
      long blocks,
      long contents,
      long chains,
      SortedMap<Key, String> ended,
      DamageReport damage,
      long sequences) {}

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
  private final Map<Key, Head> heads = new HashMap<>();
  private final SortedMap<Key, Ended> ended = new TreeMap<>();
  private final ArrayDeque<Pending<Append>> inFlight = new ArrayDeque<>();
  private final Set<Hash> copied = new HashSet<>();
  private List<Content> contents = new ArrayList<>();
  private long seen;
  private long blocks;
  private long newSequence;

  private Salvage(DamageSurvey survey, Chains target, long oldSequence, LongConsumer progress) {
    this.survey = survey;
    this.target = target;
    this.oldSequence = oldSequence;
    this.progress = progress;
  }

  /**
   * Copies the log of the home {@code from}, which is not changed.
   *
   * @param target chains without a block
   * @param oldSequence a count of blocks of the old log, for {@link Report#sequences}
   * @param progress receives how many blocks were copied
   */
  public static Report copy(
      Disk disk, Path from, Chains target, long oldSequence, LongConsumer progress) {
    DamageSurvey survey = DamageSurvey.of(disk, from);
    Salvage salvage = new Salvage(survey, target, oldSequence, progress);
    LogPosition least = DurabilityMarks.read(disk, from).end();
    LogScan.run(disk, from.resolve("log"), least, salvage.new Reading());
    return salvage.finish();
  }

  private final class Reading implements LogScan.Visitor {
    @Override
    public void batch(LogPosition first, List<LogRecord> records) {
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
      if (content.isWhole() && copied.add(content.hash())) {
        contents.add(new Content(content.hash(), content.bytes().compact()));
      }
    } catch (MalformedException e) {
      // It is named by the survey.
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
    if (damaged.keyItems != null) {
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
      if (fits(block)) {
        heads.put(block.key(), block.head());
        fit.add(block);
        blocks++;
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

  /** The block that the old count names was just gone by. */
  private void moved() {
    if (seen <= oldSequence) {
      newSequence = blocks;
    }
  }

  private boolean fits(Block block) {
    Key key = block.key();
    Ended before = ended.get(key);
    if (before != null) {
      before.leftOut++;
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
      boolean next = intent.height() == (head == null ? 0 : head.height() + 1);
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
        newSequence);
  }

  private static String text(Ended end) {
    return "ends before block %d (%s); %s from there on left out"
        .formatted(end.height, end.why, end.leftOut == 1 ? "1 block" : end.leftOut + " blocks");
  }
}
