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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
 * the tables in memory and is never held while a file is read.
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

  /** The tables at one moment. The active segment is the only one that changes. */
  record Tables(ActiveSegment active, List<ActiveSegment> sealing, List<SealedSegment> sealed) {}

  // Committer (or opening) thread only.
  private final ArrayDeque<Recorded> expected = new ArrayDeque<>();
  private @Nullable LogTree tree;
  private Hashes recovered = new Hashes();
  private CompactRange recoveredRange = new CompactRange();
  private @Nullable Recorded last;

  // Guarded by this.
  private Tables tables = new Tables(new ActiveSegment(0, 0), List.of(), List.of());
  private final Map<Bytes, List<OpenIntent>> intents = new HashMap<>();

  /** What is known of a log that is opened in spite of damage; null for one that is whole. */
  private final @Nullable DamageSurvey survey;

  /** All block hashes of such a log: its tiles may not be filled from its records. */
  private final Hashes all = new Hashes();

  /** Contents that cannot be read where the log has them. */
  private final Set<Hash> lost = ConcurrentHashMap.newKeySet();

  ChainIndex(@Nullable DamageSurvey survey) {
    this.survey = survey;
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
          synchronized (this) {
            if (items == null) {
              tables.active.nameless(position);
            } else {
              tables.active.block(position, items, damaged.height, hash);
            }
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
        synchronized (this) {
          tables.active.content(position, content.hash());
        }
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
          synchronized (this) {
            tables.active.content(position.value(), hash);
          }
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
              + "; run odeon verify",
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
      ActiveSegment.Chain chain = tables.active.chain(keyItems);
      if (chain != null && chain.height() + 1 != height && survey == null) {
        throw new ChainException(
            ChainException.Reason.DAMAGED,
            "%s has height %d after %d at position %d: run odeon verify"
                .formatted(KeyCodec.ofItems(keyItems), height, chain.height(), position));
      }
      if (chain == null || chain.height() < height) {
        tables.active.block(position, keyItems, height, hash);
      } else {
        tables.active.nameless(position);
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
      tables.active.other(position);
      intents.computeIfAbsent(keyItems, _ -> new ArrayList<>(2)).add(intent);
    }
  }

  @Override
  public Supplier<Bytes> seal() {
    ActiveSegment ended;
    List<OpenIntent> open;
    synchronized (this) {
      ended = tables.active;
      long nextPosition = ended.endPosition();
      ActiveSegment next = new ActiveSegment(ended.endSequence(), nextPosition);
      tables = new Tables(next, append(tables.sealing, ended), tables.sealed);
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
      List<SealedSegment> files = append(tables.sealed, segment);
      if (!tables.sealing.isEmpty()) {
        List<ActiveSegment> waiting = tables.sealing.subList(1, tables.sealing.size());
        tables = new Tables(tables.active, List.copyOf(waiting), files);
        return;
      }
      if (segment.firstSequence() != tables.active.endSequence()) {
        throw new MalformedException("the index begins at sequence " + segment.firstSequence());
      }
      ActiveSegment next = new ActiveSegment(segment.endSequence(), end.value());
      tables = new Tables(next, List.of(), files);
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

  /** How many durable blocks there are. */
  synchronized long endSequence() {
    return tables.active.endSequence();
  }

  /** The head of a chain in what is in memory; null if it is not there. */
  synchronized @Nullable Head activeHead(Bytes keyItems, Key key) {
    ActiveSegment.Chain chain = tables.active.chain(keyItems);
    return chain == null ? null : new Head(key, chain.height(), chain.hash);
  }

  /** The durable head of a chain; null if it has no block. */
  @Nullable Head head(Bytes keyItems, Key key) {
    Head active = activeHead(keyItems, key);
    return active != null ? active : sealedHead(keyItems, key, 0);
  }

  /**
   * The head of a chain in sealed segments from number {@code oldest} on; null if it has no block
   * in them.
   */
  @Nullable Head sealedHead(Bytes keyItems, Key key, int oldest) {
    Tables now = tables();
    for (int i = now.sealing.size() - 1; i >= 0; i--) {
      ActiveSegment.Chain chain = now.sealing.get(i).chain(keyItems);
      if (chain != null) {
        return new Head(key, chain.height(), chain.hash);
      }
    }
    long fingerprint = SealedSegment.fingerprint(keyItems);
    for (int i = now.sealed.size() - 1; i >= oldest; i--) {
      SealedSegment.Chain chain = now.sealed.get(i).chain(keyItems, fingerprint);
      if (chain != null) {
        return new Head(key, chain.height(), chain.headHash());
      }
    }
    return null;
  }

  /**
   * How many segments have ended: a head that was looked up before can only have moved in later
   * ones.
   */
  synchronized int sealedCount() {
    return tables.sealing.size() + tables.sealed.size();
  }

  /** All heads, in the order of their keys. */
  List<Head> heads() {
    Tables now = tables();
    Map<Bytes, Head> heads = new TreeMap<>(Comparator.naturalOrder());
    Map<Bytes, Key> keys = new HashMap<>();
    for (SealedSegment segment : now.sealed) {
      segment.chains((items, chain) -> {
        Key key = keys.computeIfAbsent(items, KeyCodec::ofItems);
        heads.put(items, new Head(key, chain.height(), chain.headHash()));
      });
    }
    now.sealing.forEach(segment -> putHeads(segment, heads));
    synchronized (this) {
      putHeads(now.active, heads);
    }
    List<Head> sorted = new ArrayList<>(heads.values());
    sorted.sort(Comparator.comparing(Head::key));
    return sorted;
  }

  private static void putHeads(ActiveSegment segment, Map<Bytes, Head> heads) {
    segment.chains.forEach((items, chain) ->
        heads.put(items, new Head(KeyCodec.ofItems(items), chain.height(), chain.hash)));
  }

  /**
   * The positions of the blocks of a chain from height {@code from}: as many in a row as one
   * segment has, at most {@code countMax}; empty if there is no such block.
   */
  long[] positions(Bytes keyItems, long from, int countMax) {
    Tables now = tables();
    long[] found;
    synchronized (this) {
      found = positions(now.active, keyItems, from, countMax);
    }
    for (int i = now.sealing.size() - 1; i >= 0 && found.length == 0; i--) {
      found = positions(now.sealing.get(i), keyItems, from, countMax);
    }
    long fingerprint = SealedSegment.fingerprint(keyItems);
    for (int i = now.sealed.size() - 1; i >= 0 && found.length == 0; i--) {
      SealedSegment segment = now.sealed.get(i);
      SealedSegment.Chain chain = segment.chain(keyItems, fingerprint);
      if (chain != null && chain.firstHeight() <= from) {
        if (chain.height() < from) {
          break;
        }
        long end = Math.min(chain.height() + 1, from + countMax);
        found = segment.positions(chain, from, end);
      }
    }
    return found;
  }

  private static long[] positions(ActiveSegment segment, Bytes keyItems, long from, int countMax) {
    ActiveSegment.Chain chain = segment.chain(keyItems);
    if (chain == null || from < chain.firstHeight || from > chain.height()) {
      return new long[0];
    }
    int first = Math.toIntExact(from - chain.firstHeight);
    long[] positions = new long[Math.min(countMax, chain.positions.size() - first)];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = segment.firstPosition + chain.positions.at(first + i);
    }
    return positions;
  }

  /** The position of the commit of the block of {@code sequence}; -1 if there is no such block. */
  long positionOfSequence(long sequence) {
    Tables now = tables();
    synchronized (this) {
      if (sequence < 0 || sequence >= now.active.endSequence()) {
        return -1;
      }
      if (sequence >= now.active.firstSequence) {
        return now.active.positionOfSequence(sequence);
      }
    }
    for (ActiveSegment segment : now.sealing) {
      if (sequence >= segment.firstSequence && sequence < segment.endSequence()) {
        return segment.positionOfSequence(sequence);
      }
    }
    for (SealedSegment segment : now.sealed) {
      if (sequence >= segment.firstSequence() && sequence < segment.endSequence()) {
        return segment.positionOfSequence(sequence);
      }
    }
    return -1;
  }

  /** The sequence of the first block whose commit stands at {@code position} or after it. */
  long sequenceFrom(long position) {
    Tables now = tables();
    synchronized (this) {
      if (position >= now.active.firstPosition) {
        return now.active.sequenceFrom(position);
      }
    }
    for (int i = now.sealing.size() - 1; i >= 0; i--) {
      if (position >= now.sealing.get(i).firstPosition) {
        return now.sealing.get(i).sequenceFrom(position);
      }
    }
    for (int i = now.sealed.size() - 1; i >= 0; i--) {
      if (position >= now.sealed.get(i).firstPosition()) {
        return now.sealed.get(i).sequenceFrom(position);
      }
    }
    return 0;
  }

  /** Whether the content of {@code hash} is known without reading a file. */
  synchronized boolean hasActiveContent(Hash hash) {
    return tables.active.contents.containsKey(hash) && !lost.contains(hash);
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
    Tables now = tables();
    synchronized (this) {
      Integer distance = now.active.contents.get(hash);
      if (distance != null) {
        return now.active.firstPosition + distance;
      }
    }
    for (ActiveSegment segment : now.sealing) {
      Integer distance = segment.contents.get(hash);
      if (distance != null) {
        return segment.firstPosition + distance;
      }
    }
    for (int i = now.sealed.size() - 1; i >= 0; i--) {
      long position = now.sealed.get(i).content(hash);
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

  private synchronized Tables tables() {
    return tables;
  }

  private static <T> List<T> append(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list.size() + 1);
    longer.addAll(list);
    longer.add(last);
    return List.copyOf(longer);
  }
}
