package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.LogScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a damaged log and decides what can be trusted of it (docs/formats/log.md, "Degraded").
 *
 * <p>The records of a damaged batch may be whole or not. A block there is whole if its events are
 * those of its header, and its header is proven: the next block of its chain names its hash, or the
 * log tree over all blocks has the root that the clean-shutdown mark or the last signed head names.
 * A block that is not whole belongs to the chain whose last block it names as its parent, or to the
 * chain that later continues without it.
 *
 * <p>Undamaged chains may continue only if every lost block has an owner and a proven hash: without
 * all leaves there is no log tree to append to. Owned by one thread.
 */
final class DamageSurvey {
  /** A block that stands in a damaged batch. */
  static final class Slot {
    final long position;
    @Nullable Bytes keyItems;
    long height = -1;

    /** The hash that the block must have; null while nothing says so. */
    @Nullable Hash proven;

    /** The hash of the header as it stands, if it is one. */
    private @Nullable Hash stands;

    /** What that header names as its parent, and the block that must be that. */
    private @Nullable Hash parent;

    private @Nullable Slot previous;

    /** The bytes, where the events are those of the header. */
    private PreHashedRecord.@Nullable HashedBlock found;

    private Slot(long position) {
      this.position = position;
    }

    /** The bytes that stand there, if they are what was written; else null. */
    @Nullable Block block() {
      PreHashedRecord.HashedBlock bytes = found;
      return isWhole() && bytes != null ? Block.ofEncoded(bytes.header(), bytes.events()) : null;
    }

    boolean isWhole() {
      return found != null && found.hash().equals(proven);
    }

    /** Its hash, if the header that stands there is what was written. */
    private @Nullable Hash candidate() {
      return proven != null ? proven : stands;
    }

    /** Its hash is {@code hash}: that proves the header, and so the hash of the block before. */
    private void prove(Hash hash) {
      Slot slot = this;
      Hash next = hash;
      while (slot != null && next != null && slot.proven == null) {
        slot.proven = next;
        boolean stood = next.equals(slot.stands);
        next = stood ? slot.parent : null;
        slot = slot.previous;
      }
    }
  }

  /** Records in a row that cannot be read as they were written. */
  private static final class Range {
    final long first;
    final long end;
    final String what;
    final List<Slot> slots = new ArrayList<>();

    /** Blocks in the log after it, up to the next range. */
    final Hashes after = new Hashes();

    /** Whether it is certain how many blocks it had. */
    boolean counted = true;

    Range(long first, long end, String what) {
      this.first = first;
      this.end = end;
      this.what = what;
    }
  }

  /** One chain as far as it was read. */
  private static final class Chain {
    final Bytes keyItems;
    long height = -1;
    long position = -1;
    @Nullable Hash hash = Hash.ZERO;
    @Nullable Slot last;

    Chain(Bytes keyItems) {
      this.keyItems = keyItems;
    }
  }

  private final Map<Bytes, Chain> chains = new HashMap<>();
  private final List<Range> ranges = new ArrayList<>();
  private final List<String> others = new ArrayList<>();
  private final CompactRange before = new CompactRange();
  private final CheckedHeader header = new CheckedHeader();
  private final Map<Long, List<Slot>> slots = new HashMap<>();
  private final SortedMap<Key, List<Long>> damaged = new TreeMap<>();
  private final Map<Long, Hash> roots;
  private @Nullable String doubt;

  /** The records of the batch that comes next as damaged, if it is known what they were. */
  private List<LogRecord> corrected = List.of();

  /** The segment with a damaged header of which nothing could be read so far. */
  private @Nullable String unread;

  private DamageSurvey(Map<Long, Hash> roots) {
    this.roots = roots;
  }

  /** Surveys the log of a home. Changes nothing. */
  static DamageSurvey of(Disk disk, Path home) {
    DurabilityMarks marks = DurabilityMarks.read(disk, home);
    DamageSurvey survey = new DamageSurvey(marks.roots());
    survey.others.addAll(marks.damaged());
    LogScan.run(disk, home.resolve("log"), marks.end(), survey.new Reading());
    Tiles tiles = Tiles.read(disk, home.resolve("tree").resolve("tiles"));
    try {
      survey.prove(tiles);
    } finally {
      if (tiles != null) {
        tiles.close();
      }
    }
    survey.conclude();
    return survey;
  }

  /** The blocks that stand at a position in a damaged batch, in their order. */
  List<Slot> at(long position) {
    return slots.getOrDefault(position, List.of());
  }

  /** The positions from {@code first} to {@code end}, exclusive, that have such blocks. */
  List<Long> positions(long first, long end) {
    return slots.keySet().stream()
        .filter(position -> position >= first && position < end)
        .sorted()
        .toList();
  }

  /** Whether all that stands at a position is what was written. */
  boolean isWhole(long position) {
    List<Slot> found = at(position);
    return !found.isEmpty() && found.stream().allMatch(Slot::isWhole);
  }

  /** Why no chain may continue; null if all but the damaged ones may. */
  @Nullable String doubt() {
    return doubt;
  }

  /** What a person or caller sees of it. */
  DamageReport report(boolean readOnly) {
    List<String> places = new ArrayList<>();
    ranges.forEach(range -> places.add(text(range)));
    places.addAll(others);
    SortedMap<Key, String> texts = new TreeMap<>();
    damaged.forEach((key, heights) -> texts.put(key, text(heights)));
    return new DamageReport(readOnly, doubt, places, texts);
  }

  private static String text(List<Long> heights) {
    return heights.size() == 1
        ? "block " + heights.getFirst() + " is damaged"
        : "%d blocks are damaged, the first is block %d"
            .formatted(heights.size(), heights.getFirst());
  }

  private final class Reading implements LogScan.Visitor {
    @Override
    public void batch(LogPosition first, List<LogRecord> records) {
      unread = null;
      long position = first.value();
      for (LogRecord record : records) {
        if (record.kind() == LogRecord.Kind.COMMIT) {
          commit(position, record);
        }
        position++;
      }
    }

    @Override
    public void corrected(LogPosition first, List<LogRecord> records) {
      corrected = records;
    }

    @Override
    public void damaged(LogPosition first, LogPosition end, List<LogRecord> records, String what) {
      List<LogRecord> written = corrected;
      corrected = List.of();
      if (first.equals(end)) {
        others.add(what);
        // What a segment holds is read by what its header says.
        unread = what;
        return;
      }
      unread = written.isEmpty() ? unread : null;
      Range range = new Range(first.value(), end.value(), what);
      ranges.add(range);
      if (written.isEmpty()) {
        long position = first.value();
        for (LogRecord record : records) {
          salvage(range, position++, record);
        }
        range.counted &= position == end.value();
      } else {
        for (int i = 0; i < written.size(); i++) {
          LogRecord stands = i < records.size() ? records.get(i) : null;
          compare(range, first.value() + i, written.get(i), stands);
        }
      }
    }
  }

  /** A record of a batch in which one bit is flipped: it is known what was written. */
  private void compare(Range range, long position, LogRecord written, @Nullable LogRecord stands) {
    if (stands != null && stands.equals(written) && written.kind() != LogRecord.Kind.COMMIT) {
      return;
    }
    if (written.kind() != LogRecord.Kind.COMMIT) {
      others.add("the %s at position %d".formatted(word(written.kind()), position));
      return;
    }
    List<PreHashedRecord.HashedBlock> blocks = PreHashedRecord.of(position, written, null).blocks();
    List<PreHashedRecord.HashedBlock> found =
        stands == null ? List.of() : PreHashedRecord.of(position, stands, null).blocks();
    for (int i = 0; i < blocks.size(); i++) {
      PreHashedRecord.HashedBlock block = blocks.get(i);
      Slot slot = add(range, position);
      boolean fits = own(slot, block.header());
      if (fits) {
        slot.prove(block.hash());
      }
      if (fits && i < found.size() && found.get(i).equals(block) && eventsMatch(block)) {
        slot.found = compact(block);
      }
    }
  }

  private static String word(LogRecord.Kind kind) {
    return kind == LogRecord.Kind.CONTENT ? "content" : "intent";
  }

  private static PreHashedRecord.HashedBlock compact(PreHashedRecord.HashedBlock block) {
    return new PreHashedRecord.HashedBlock(
        block.header().compact(),
        block.hash(),
        block.events().stream().map(Bytes::compact).toList(),
        block.eventHashes());
  }

  private void commit(long position, LogRecord record) {
    try {
      for (Block block : Commit.decode(record.body()).blocks()) {
        whole(position, block.headerBytes(), block.hash());
      }
    } catch (MalformedException e) {
      doubt(
          "the record at position %d has the right checksum and is none: %s"
              .formatted(position, e.getMessage()));
    }
  }

  /** A block of a batch that is what was written. */
  private void whole(long position, Bytes bytes, Hash hash) {
    header.read(bytes);
    Chain chain = chain(header.keyItems());
    long height = header.height();
    if (height > chain.height + 1) {
      lost(chain, height, header.parent(), position);
    } else if (height <= chain.height) {
      doubt("%s has height %d twice".formatted(name(chain.keyItems), height));
    } else if (chain.last != null) {
      // Whatever stands there: this is the hash that was written.
      chain.last.prove(header.parent());
    } else if (!header.isParent(chain.hash == null ? header.parent() : chain.hash)) {
      doubt(
          "block %d of %s does not name the block before it, and nothing there is damaged"
              .formatted(height, name(chain.keyItems)));
    }
    chain.height = height;
    chain.hash = hash;
    chain.last = null;
    chain.position = position;
    if (ranges.isEmpty()) {
      before.add(hash);
      var _ = isProven(before);
    } else {
      ranges.getLast().after.add(hash);
    }
  }

  /** A chain goes on at {@code height}: the blocks between were in what is damaged. */
  private void lost(Chain chain, long height, Hash parent, long position) {
    Slot last = null;
    for (long missing = chain.height + 1; missing < height; missing++) {
      Slot slot = ownerless(chain.position, position);
      if (slot == null) {
        doubt(
            "block %d of %s is missing, and nothing there is damaged"
                .formatted(missing, name(chain.keyItems)));
        return;
      }
      slot.keyItems = chain.keyItems;
      slot.height = missing;
      last = slot;
    }
    if (last != null) {
      last.prove(parent);
    }
  }

  /** A block between two positions without an owner so far; null if there can be none. */
  private @Nullable Slot ownerless(long after, long before) {
    for (Range range : ranges) {
      if (range.end > after && range.first < before) {
        for (Slot slot : range.slots) {
          if (slot.keyItems == null && slot.position >= after && slot.position <= before) {
            return slot;
          }
        }
      }
    }
    Slot taken = takenByMistake(after, before);
    if (taken != null) {
      return taken;
    }
    for (Range range : ranges) {
      if (range.end > after && range.first < before && !range.counted) {
        long position = range.slots.isEmpty() ? range.first : range.slots.getLast().position;
        return add(range, Math.min(position + 1, range.end - 1));
      }
    }
    return null;
  }

  /** A first block of a chain that has no other: the damage may be in the name. */
  private @Nullable Slot takenByMistake(long after, long before) {
    for (Range range : ranges) {
      for (Slot slot : range.slots) {
        Chain owner = slot.keyItems == null ? null : chains.get(slot.keyItems);
        if (slot.position > after
            && slot.position < before
            && owner != null
            && owner.last == slot
            && slot.height == 0
            && slot.proven == null) {
          chains.remove(owner.keyItems);
          return slot;
        }
      }
    }
    return null;
  }

  private Slot add(Range range, long position) {
    Slot slot = new Slot(position);
    range.slots.add(slot);
    slots.computeIfAbsent(position, _ -> new ArrayList<>(1)).add(slot);
    return slot;
  }

  /** A record of a damaged batch, as its bytes stand. */
  private void salvage(Range range, long position, LogRecord record) {
    PreHashedRecord hashed = PreHashedRecord.of(position, record, null);
    hashed.blocks().forEach(block -> salvage(range, position, block));
    PreHashedRecord.HashedContent content = hashed.content();
    if (content != null && !content.isWhole()) {
      others.add("content %s at position %d".formatted(content.content().hash(), position));
    }
    MalformedException broken = hashed.broken();
    if (broken == null) {
      return;
    }
    Bytes begun = hashed.begun();
    if (record.kind() != LogRecord.Kind.COMMIT) {
      others.add("the record at position %d: %s".formatted(position, broken.getMessage()));
    } else if (begun == null) {
      range.counted = false;
    } else {
      // It breaks off in a block, so that the count of blocks before it is what was written.
      Slot slot = add(range, position);
      own(slot, begun);
      for (int more = hashed.blockCount() - hashed.blocks().size() - 1; more > 0; more--) {
        add(range, position);
      }
    }
  }

  private void salvage(Range range, long position, PreHashedRecord.HashedBlock block) {
    Slot slot = add(range, position);
    boolean fits = own(slot, block.header());
    if (fits && eventsMatch(block)) {
      slot.found = compact(block);
    }
  }

  private static boolean eventsMatch(PreHashedRecord.HashedBlock block) {
    return BlockHeader.decode(block.header()).eventHashes().equals(block.eventHashes());
  }

  /**
   * Gives a block to the chain that it goes on from; whether its header is one that fits there in
   * all it says.
   */
  private boolean own(Slot slot, Bytes bytes) {
    try {
      header.read(bytes);
    } catch (MalformedException e) {
      return false;
    }
    slot.stands = Hash.of(bytes);
    slot.parent = header.parent();
    Chain known = chains.get(header.keyItems());
    Chain chain = known == null && isReadable(header.keyItems()) ? first() : known;
    if (chain != null && chain.height + 1 == header.height() && names(chain, header.parent())) {
      take(chain, slot);
      return true;
    }
    if (header.height() == 0) {
      return false;
    }
    for (Chain each : chains.values()) {
      if (header.parent().equals(each.hash)) {
        take(each, slot);
        return false;
      }
    }
    return false;
  }

  private static boolean names(Chain chain, Hash parent) {
    return chain.hash == null || chain.hash.equals(parent);
  }

  private static boolean isReadable(Bytes items) {
    try {
      var _ = KeyCodec.ofItems(items);
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  /** The chain that the header begins; null if it begins none. */
  private @Nullable Chain first() {
    return header.height() == 0 ? chain(header.keyItems()) : null;
  }

  private void take(Chain chain, Slot slot) {
    slot.keyItems = chain.keyItems;
    slot.height = ++chain.height;
    slot.previous = chain.last;
    chain.hash = slot.stands;
    chain.last = slot;
    chain.position = slot.position;
  }

  private Chain chain(Bytes items) {
    Chain chain = chains.get(items);
    if (chain == null) {
      chain = new Chain(items.compact());
      chains.put(chain.keyItems, chain);
    }
    return chain;
  }

  /**
   * Compares the log tree with the durability marks and tiles: a root proves every leaf before it,
   * or none; a kept leaf proves itself.
   */
  private void prove(@Nullable Tiles tiles) {
    CompactRange tree = before.copy();
    TreeHasher hasher = new TreeHasher();
    List<Slot> open = new ArrayList<>();
    List<Range> past = new ArrayList<>();
    boolean counted = true;
    for (Range range : ranges) {
      for (Slot slot : range.slots) {
        Hash candidate = slot.candidate();
        if (candidate == null) {
          return;
        }
        if (counted
            && tiles != null
            && tree.size() < tiles.size()
            && tiles.node(hasher, 0, tree.size()).equals(hasher.leaf(candidate))) {
          slot.prove(candidate);
        }
        open.add(slot);
        grow(tree, candidate, open, past);
      }
      past.add(range);
      counted &= range.counted;
      Hashes.View after = range.after.view();
      for (int i = 0; i < after.count(); i++) {
        grow(tree, after.at(i), open, past);
      }
    }
    for (long size : roots.keySet()) {
      if (size > tree.size()) {
        doubt("there were %d blocks once, and %d are left".formatted(size, tree.size()));
      }
    }
  }

  private void grow(CompactRange tree, Hash block, List<Slot> open, List<Range> past) {
    tree.add(block);
    if (!isProven(tree)) {
      return;
    }
    for (Slot slot : open) {
      Hash candidate = slot.candidate();
      if (candidate != null) {
        slot.prove(candidate);
      }
    }
    open.clear();
    past.forEach(range -> range.counted = true);
  }

  /** Whether something that remembers the tree of this size names its root. */
  private boolean isProven(CompactRange tree) {
    Hash root = roots.get(tree.size());
    if (root != null && !tree.root().equals(root)) {
      doubt(
          "the first %d blocks are not those that were signed, or counted at the last shutdown"
              .formatted(tree.size()));
      return false;
    }
    return root != null;
  }

  private void conclude() {
    if (unread != null) {
      doubt("nothing of a segment can be read: " + unread);
    }
    for (Range range : ranges) {
      if (!range.counted) {
        doubt("how many blocks were in what is damaged is not known: " + range.what);
      }
      for (Slot slot : range.slots) {
        conclude(range, slot);
      }
    }
  }

  private void conclude(Range range, Slot slot) {
    Bytes items = slot.keyItems;
    if (items == null) {
      doubt("it is not known whose block is damaged: " + range.what);
      return;
    }
    if (slot.proven == null) {
      doubt(
          "nothing proves what block %d of %s was: %s"
              .formatted(slot.height, name(items), range.what));
    }
    if (!slot.isWhole()) {
      damaged.computeIfAbsent(KeyCodec.ofItems(items), _ -> new ArrayList<>(1)).add(slot.height);
    }
  }

  private void doubt(String what) {
    if (doubt == null) {
      doubt = what;
    }
  }

  private static String text(Range range) {
    List<String> lost = new ArrayList<>();
    int whole = 0;
    for (Slot slot : range.slots) {
      Bytes items = slot.keyItems;
      if (slot.isWhole()) {
        whole++;
      } else if (items != null) {
        lost.add("block %d of %s".formatted(slot.height, name(items)));
      } else {
        lost.add("a block of an unknown actor");
      }
    }
    String named =
        lost.isEmpty() ? "" : ": " + String.join(", ", lost.subList(0, Math.min(8, lost.size())));
    String more = lost.size() > 8 ? " and %d more".formatted(lost.size() - 8) : "";
    String kept =
        switch (whole) {
          case 0 -> "";
          case 1 -> "; 1 block beside it is whole";
          default -> "; %d blocks beside it are whole".formatted(whole);
        };
    return range.what + named + more + kept;
  }

  private static String name(Bytes items) {
    try {
      return KeyCodec.ofItems(items).toString();
    } catch (MalformedException e) {
      return "an actor whose name cannot be read";
    }
  }
}
