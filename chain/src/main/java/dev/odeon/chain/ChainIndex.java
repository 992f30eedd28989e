package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.log.IndexFile;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.SegmentIndex;
import dev.odeon.log.SegmentTables;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where every durable block, content and open intent stands: heads, heights, sequences and hashes
 * to positions. Sealed segments are looked up in their files, newest first; what came after them is
 * in memory.
 *
 * <p>Fed by the log (see {@link SegmentIndex} for whose thread); any thread asks. The lock guards
 * the open intents, and which segments there are, and is never held while a file is read.
 */
final class ChainIndex implements SegmentIndex {
  /** A commit whose blocks are decoded already: its record will come back by identity. */
  static final class Recorded {
    final LogRecord record;
    final List<Block> blocks;
    final List<HeaderView> views;
    long firstSequence;

    Recorded(LogRecord record, List<Block> blocks, List<HeaderView> views) {
      this.record = record;
      this.blocks = blocks;
      this.views = views;
    }
  }

  // Committer (or opening) thread only.
  private final ArrayDeque<Recorded> expected = new ArrayDeque<>();
  private @Nullable LogTree tree;
  private Hashes recovered = new Hashes();
  private CompactRange recoveredRange = new CompactRange();
  private @Nullable Recorded last;

  // Written under this object's monitor.
  private volatile SegmentTables<ActiveSegment, SealedSegment> tables =
      SegmentTables.startingWith(new ActiveSegment(0, 0));
  private volatile List<IndexedSegment> oldestFirst = List.of(tables.active());

  // Guarded by this.
  private final Map<Bytes, List<OpenIntent>> intents = new HashMap<>();

  /** What is known of a log that is opened in spite of damage; null for one that is whole. */
  private final @Nullable DamageSurvey survey;

  /** All block hashes of such a log: its tiles may not be filled from its records. */
  private final Hashes all = new Hashes();

  /** Contents that cannot be read where the log has them. */
  private final Set<Hash> lost = ConcurrentHashMap.newKeySet();

  /** Finds blocks by what they say; fed after this. */
  private final BlockSearch search = new BlockSearch(this);

  ChainIndex(@Nullable DamageSurvey survey) {
    this.survey = survey;
  }

  /** What finds blocks by what they say. */
  BlockSearch search() {
    return search;
  }

  @Override
  public String name() {
    return "chain";
  }

  /** All block hashes, while opening in spite of damage. */
  Hashes all() {
    return all;
  }

  /** Whether all that stands at a position in a damaged batch was proven to be what it was. */
  boolean isProven(long position) {
    return survey != null && survey.isWhole(position);
  }

  /**
   * The first block at a position in a damaged batch that {@code wanted} names, if it was proven to
   * be what it was.
   */
  Optional<Block> proven(long position, Predicate<DamagedBlock> wanted) {
    return survey == null
        ? Optional.empty()
        : survey.at(position).stream().filter(wanted).findFirst().map(DamagedBlock::block);
  }

  /** The blocks of what is damaged, in their order: what stands there, and where. */
  void eachDamaged(LogPosition first, LogPosition end, BiConsumer<Long, DamagedBlock> visitor) {
    if (survey != null) {
      for (long position : survey.positions(first.value(), end.value())) {
        survey.at(position).forEach(damaged -> visitor.accept(position, damaged));
      }
    }
  }

  @Override
  public void damaged(LogPosition first, LogPosition end, List<LogRecord> records) {
    eachDamaged(
        first,
        end,
        (position, damaged) -> {
          Hash hash = damaged.proven == null ? Hash.ZERO : damaged.proven;
          Bytes items = damaged.keyItems;
          if (items == null) {
            tables.active().nameless(position);
          } else {
            tables.active().block(position, items, damaged.height, hash);
          }
          add(hash);
        });
    long position = first.value();
    for (LogRecord record : records) {
      if (record.kind() != LogRecord.Kind.COMMIT) {
        recordDamaged(position, record);
      }
      position++;
    }
  }

  private void recordDamaged(long position, LogRecord record) {
    try {
      if (record.kind() == LogRecord.Kind.INTENT) {
        var _ = Intent.decode(record.body());
        recordIntent(position, record.body());
        return;
      }
      Content content = Content.decode(record.body());
      if (content.isWhole()) {
        tables.active().content(position, content.hash());
      }
    } catch (MalformedException e) {
      // It is lost: a read of it fails.
    }
  }

  /** The next commit to be recorded, decoded. Committer thread. */
  void expect(Recorded commit) {
    expected.add(commit);
  }

  /** None of what was expected will come. Committer thread. */
  void forgetExpected() {
    expected.clear();
  }

  /**
   * The blocks of {@code record} if it was the last commit recorded. For indices that are fed after
   * this.
   */
  @Nullable Recorded lastRecorded(LogRecord record) {
    Recorded commit = last;
    return commit != null && commit.record == record ? commit : null;
  }

  @Override
  public void record(LogPosition position, LogRecord record) {
    try {
      switch (record.kind()) {
        case COMMIT -> recordCommit(position.value(), record);
        case CONTENT -> {
          Hash hash = Content.decode(record.body()).hash();
          tables.active().content(position.value(), hash);
          lost.remove(hash);
        }
        case INTENT -> recordIntent(position.value(), record.body());
      }
    } catch (MalformedException e) {
      throw new ChainException(
          ChainException.Reason.DAMAGED,
          "the record at position "
              + position
              + " cannot be read: "
              + e.getMessage()
              + "; verify the home",
          e);
    }
  }

  private void recordCommit(long position, LogRecord record) {
    Recorded commit = expected.peek();
    if (commit != null && commit.record == record) {
      expected.remove();
    } else {
      commit = decode(record);
    }
    commit.firstSequence = endSequence();
    for (int i = 0; i < commit.blocks.size(); i++) {
      recordBlock(position, commit.views.get(i), commit.blocks.get(i).hash());
    }
    last = commit;
  }

  private static Recorded decode(LogRecord record) {
    List<Block> blocks = Commit.decode(record.body()).blocks();
    List<HeaderView> views = new ArrayList<>(blocks.size());
    for (Block block : blocks) {
      views.add(HeaderView.of(block.headerBytes()));
    }
    return new Recorded(record, blocks, views);
  }

  private void recordBlock(long position, HeaderView view, Hash hash) {
    Bytes keyItems = view.keyItems();
    long height = view.height();
    synchronized (this) {
      long before = tables.active().height(keyItems);
      if (before >= 0 && before + 1 != height && survey == null) {
        throw new ChainException(
            ChainException.Reason.DAMAGED,
            "%s has height %d after %d at position %d: verify the home"
                .formatted(KeyCodec.ofItems(keyItems), height, before, position));
      }
      if (before < height) {
        tables.active().block(position, keyItems, height, hash);
      } else {
        tables.active().nameless(position);
      }
      List<OpenIntent> open = intents.isEmpty() ? null : intents.get(keyItems);
      if (open != null) {
        open.removeIf(intent -> intent.height() <= height);
        if (open.isEmpty()) {
          intents.remove(keyItems);
        }
      }
    }
    add(hash);
  }

  private void add(Hash hash) {
    LogTree live = tree;
    if (live != null) {
      live.add(hash);
    } else {
      recovered.add(hash);
      if (survey != null) {
        all.add(hash);
      }
    }
  }

  private void recordIntent(long position, Bytes body) {
    CborReader in = new CborReader(body);
    in.array(7);
    BlockHeader.readFormat(in);
    in.array(3);
    int start = in.offset();
    in.text();
    in.text();
    in.text();
    Bytes keyItems = body.slice(start, in.offset()).compact();
    OpenIntent intent = new OpenIntent(keyItems, in.uint(), position);
    synchronized (this) {
      tables.active().other(position);
      intents.computeIfAbsent(keyItems, _ -> new ArrayList<>(2)).add(intent);
    }
  }

  @Override
  public Supplier<Bytes> seal() {
    ActiveSegment ended;
    List<OpenIntent> open;
    synchronized (this) {
      ended = tables.active();
      change(tables.freeze(new ActiveSegment(ended.endSequence(), ended.endPosition())));
      open = intents.values().stream().flatMap(List::stream).toList();
    }
    LogTree live = tree;
    if (live != null) {
      return () -> SealedSegment.encode(ended, live.flush(ended.endSequence()), open);
    }
    Hashes.View leaves = recovered.view();
    for (int i = 0; i < leaves.count(); i++) {
      recoveredRange.add(leaves.at(i));
    }
    recovered = new Hashes();
    CompactRange range = recoveredRange.copy();
    return () -> SealedSegment.encode(ended, range, open);
  }

  @Override
  public void load(LogPosition first, LogPosition end, IndexFile sealed) {
    SealedSegment segment = SealedSegment.open(sealed, first.value());
    synchronized (this) {
      if (!tables.isRestoring()) {
        change(tables.seal(segment));
        return;
      }
      if (segment.firstSequence() != tables.active().endSequence()) {
        throw new MalformedException("the index begins at sequence " + segment.firstSequence());
      }
      ActiveSegment next = new ActiveSegment(segment.endSequence(), end.value());
      change(tables.seal(segment).withActive(next));
      intents.clear();
      for (OpenIntent intent : segment.intents()) {
        intents.computeIfAbsent(intent.keyItems(), _ -> new ArrayList<>(2)).add(intent);
      }
    }
    recoveredRange = segment.range();
    recovered = new Hashes();
  }

  /** The range after the last sealed segment, while opening. */
  CompactRange sealedRange() {
    return recoveredRange;
  }

  /**
   * The leaves after the last sealed segment, while opening. From here on they go to the tree that
   * {@link #growing} names.
   */
  Hashes recoveredLeaves() {
    return recovered;
  }

  /** Opening is over: the leaves go to {@code live}. */
  void growing(LogTree live) {
    tree = live;
    recovered = new Hashes();
  }

  private void change(SegmentTables<ActiveSegment, SealedSegment> next) {
    tables = next;
    oldestFirst = SegmentTables.oldestFirst(next);
  }

  /** How many durable blocks there are. */
  long endSequence() {
    return tables.active().endSequence();
  }

  /** The durable head of a chain; null if it has no block. */
  @Nullable Head head(Bytes keyItems, Key key) {
    return head(keyItems, key, 0);
  }

  /**
   * The head of a chain in the segments from number {@code oldest} on, 0-based; null if it has no
   * block in them.
   */
  @Nullable Head head(Bytes keyItems, Key key, int oldest) {
    IndexedSegment.Name name = new IndexedSegment.Name(keyItems);
    List<IndexedSegment> segments = oldestFirst;
    for (IndexedSegment segment : segments.subList(oldest, segments.size()).reversed()) {
      IndexedSegment.Part part = segment.part(name);
      if (part != null) {
        return part.head(key);
      }
    }
    return null;
  }

  /**
   * How many segments have ended: a head that was looked up before can only have moved in later
   * ones.
   */
  int sealedCount() {
    return oldestFirst.size() - 1;
  }

  /** All heads, in the order of their keys. */
  List<Head> heads() {
    Map<Bytes, Head> heads = new HashMap<>();
    for (IndexedSegment segment : oldestFirst) {
      segment.parts((items, part) ->
          heads.compute(
              items,
              (_, before) -> part.head(before == null ? KeyCodec.ofItems(items) : before.key())));
    }
    return heads.values().stream().sorted(Comparator.comparing(Head::key)).toList();
  }

  /**
   * The positions of the blocks of a chain from height {@code from}: as many in a row as one
   * segment has, at most {@code countMax}; empty if there is no such block.
   */
  long[] positions(Bytes keyItems, long from, int countMax) {
    IndexedSegment.Name name = new IndexedSegment.Name(keyItems);
    for (IndexedSegment segment : oldestFirst.reversed()) {
      IndexedSegment.Part part = segment.part(name);
      if (part != null && part.firstHeight() <= from) {
        return part.positions(from, countMax);
      }
    }
    return new long[0];
  }

  /** The position of the commit of the block of {@code sequence}; -1 if there is no such block. */
  long positionOfSequence(long sequence) {
    for (IndexedSegment segment : oldestFirst.reversed()) {
      if (sequence >= segment.firstSequence()) {
        return sequence < segment.endSequence() ? segment.positionOfSequence(sequence) : -1;
      }
    }
    return -1;
  }

  /** The sequence of the first block whose commit stands at {@code position} or after it. */
  long sequenceFrom(long position) {
    for (IndexedSegment segment : oldestFirst.reversed()) {
      if (position >= segment.firstPosition()) {
        return segment.sequenceFrom(position);
      }
    }
    return 0;
  }

  /** The same for who guesses it. */
  long sequenceFrom(long position, long guess) {
    return guess > 0
            && guess < endSequence()
            && positionOfSequence(guess) >= position
            && positionOfSequence(guess - 1) < position
        ? guess
        : sequenceFrom(position);
  }

  /** The sequence of the first block that is kept. */
  long firstSequence() {
    return oldestFirst.getFirst().firstSequence();
  }

  /** Whether the content of {@code hash} is known without reading a file. */
  boolean hasActiveContent(Hash hash) {
    return tables.active().content(hash) >= 0 && !lost.contains(hash);
  }

  /** The content of {@code hash} cannot be read: it is written again when it is put next. */
  void lost(Hash hash) {
    lost.add(hash);
  }

  /** Whether the content of {@code hash} is in the log, and was not found to be damaged. */
  boolean hasContent(Hash hash) {
    return contentPosition(hash) >= 0 && !lost.contains(hash);
  }

  /** The position of the content of {@code hash}; -1 if it is not in the log. */
  long contentPosition(Hash hash) {
    for (IndexedSegment segment : oldestFirst.reversed()) {
      long position = segment.content(hash);
      if (position >= 0) {
        return position;
      }
    }
    return -1;
  }

  /** The intents whose height has no block yet, by position. */
  List<OpenIntent> openIntents() {
    synchronized (this) {
      return intents.values().stream()
          .flatMap(List::stream)
          .sorted(Comparator.comparingLong(OpenIntent::position))
          .toList();
    }
  }

  /** Those of the chain {@code keyItems}, by position. */
  List<OpenIntent> openIntents(Bytes keyItems) {
    synchronized (this) {
      return List.copyOf(intents.getOrDefault(keyItems, List.of()));
    }
  }

  boolean isIntending(Bytes keyItems) {
    synchronized (this) {
      return intents.containsKey(keyItems);
    }
  }

  /** The chains that have an open intent, in the order of their keys. */
  List<Key> intending() {
    synchronized (this) {
      return intents.keySet().stream().map(KeyCodec::ofItems).sorted().toList();
    }
  }
}
