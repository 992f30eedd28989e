package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.LogScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a damaged log and gives each block of a damaged batch to its chain: the chain whose last
 * block it names as its parent, or the chain that later continues without it. The next block of a
 * chain proves the hash of the one before. Owned by one thread.
 */
final class DamageReading implements LogScan.Visitor {
  /** One chain as far as it was read. */
  private static final class Chain {
    final Bytes keyItems;
    long height = -1;
    long position = -1;
    @Nullable Hash hash = Hash.ZERO;
    @Nullable DamagedBlock last;

    Chain(Bytes keyItems) {
      this.keyItems = keyItems;
    }
  }

  private final Map<Bytes, Chain> chains = new HashMap<>();
  private final List<DamagedRange> ranges = new ArrayList<>();
  private final List<String> others = new ArrayList<>();
  private final CheckedHeader header = new CheckedHeader();
  private final Map<Long, List<DamagedBlock>> blocks = new HashMap<>();
  private final DamageProof proof;
  private final DamageDoubt doubt;

  /** The records of the batch that comes next as damaged, if it is known what they were. */
  private List<LogRecord> corrected = List.of();

  /** The segment with a damaged header of which nothing could be read so far. */
  private @Nullable String unread;

  DamageReading(DamageProof proof, DamageDoubt doubt) {
    this.proof = proof;
    this.doubt = doubt;
  }

  /** What cannot be read as it was written, in the order of the log. */
  List<DamagedRange> ranges() {
    return ranges;
  }

  /** The blocks of damaged batches by their position, in their order. */
  Map<Long, List<DamagedBlock>> blocks() {
    return blocks;
  }

  /** Damage of anything else, a line each. */
  List<String> others() {
    return others;
  }

  /** The segment of which nothing can be read; null if there is none. */
  @Nullable String unread() {
    return unread;
  }

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
    DamagedRange range = new DamagedRange(first.value(), end.value(), what);
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

  /** A record of a batch in which one bit is flipped: it is known what was written. */
  private void compare(
      DamagedRange range, long position, LogRecord written, @Nullable LogRecord stands) {
    if (stands != null && stands.equals(written) && written.kind() != LogRecord.Kind.COMMIT) {
      return;
    }
    if (written.kind() != LogRecord.Kind.COMMIT) {
      others.add("the %s at position %d".formatted(word(written.kind()), position));
      return;
    }
    List<PreHashedRecord.HashedBlock> expected =
        PreHashedRecord.of(position, written, null).blocks();
    List<PreHashedRecord.HashedBlock> found =
        stands == null ? List.of() : PreHashedRecord.of(position, stands, null).blocks();
    for (int i = 0; i < expected.size(); i++) {
      PreHashedRecord.HashedBlock block = expected.get(i);
      DamagedBlock damaged = add(range, position);
      boolean fits = own(damaged, block.header());
      if (fits) {
        damaged.prove(block.hash());
      }
      if (fits && i < found.size() && found.get(i).equals(block) && eventsMatch(block)) {
        damaged.found = compact(block);
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
        block.events().stream().map(EncodedEvent::compact).toList(),
        block.eventHashes());
  }

  private void commit(long position, LogRecord record) {
    try {
      for (Block block : Commit.decode(record.body()).blocks()) {
        whole(position, block.headerBytes(), block.hash());
      }
    } catch (MalformedException e) {
      doubt.raise(
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
      doubt.raise("%s has height %d twice".formatted(DamagedBlock.name(chain.keyItems), height));
    } else if (chain.last != null) {
      // Whatever stands there: this is the hash that was written.
      chain.last.prove(header.parent());
    } else if (!header.isParent(chain.hash == null ? header.parent() : chain.hash)) {
      doubt.raise(
          "block %d of %s does not name the block before it, and nothing there is damaged"
              .formatted(height, DamagedBlock.name(chain.keyItems)));
    }
    chain.height = height;
    chain.hash = hash;
    chain.last = null;
    chain.position = position;
    if (ranges.isEmpty()) {
      proof.add(hash);
    } else {
      ranges.getLast().after.add(hash);
    }
  }

  /** A chain continues at {@code height}: the blocks between were in a damaged range. */
  private void lost(Chain chain, long height, Hash parent, long position) {
    DamagedBlock last = null;
    for (long missing = chain.height + 1; missing < height; missing++) {
      DamagedBlock damaged = ownerless(chain.position, position);
      if (damaged == null) {
        doubt.raise(
            "block %d of %s is missing, and nothing there is damaged"
                .formatted(missing, DamagedBlock.name(chain.keyItems)));
        return;
      }
      damaged.keyItems = chain.keyItems;
      damaged.height = missing;
      last = damaged;
    }
    if (last != null) {
      last.prove(parent);
    }
  }

  /** A block between two positions without an owner so far; null if there can be none. */
  private @Nullable DamagedBlock ownerless(long after, long before) {
    for (DamagedRange range : ranges) {
      if (range.end > after && range.first < before) {
        for (DamagedBlock damaged : range.blocks) {
          if (damaged.keyItems == null && damaged.position >= after && damaged.position <= before) {
            return damaged;
          }
        }
      }
    }
    DamagedBlock taken = takenByMistake(after, before);
    if (taken != null) {
      return taken;
    }
    for (DamagedRange range : ranges) {
      if (range.end > after && range.first < before && !range.counted) {
        long position = range.blocks.isEmpty() ? range.first : range.blocks.getLast().position;
        return add(range, Math.min(position + 1, range.end - 1));
      }
    }
    return null;
  }

  /** A first block of a chain that has no other: the damage may be in the name. */
  private @Nullable DamagedBlock takenByMistake(long after, long before) {
    for (DamagedRange range : ranges) {
      for (DamagedBlock damaged : range.blocks) {
        Chain owner = damaged.keyItems == null ? null : chains.get(damaged.keyItems);
        if (damaged.position > after
            && damaged.position < before
            && owner != null
            && owner.last == damaged
            && damaged.height == 0
            && damaged.proven == null) {
          chains.remove(owner.keyItems);
          return damaged;
        }
      }
    }
    return null;
  }

  private DamagedBlock add(DamagedRange range, long position) {
    DamagedBlock damaged = new DamagedBlock(position);
    range.blocks.add(damaged);
    blocks.computeIfAbsent(position, _ -> new ArrayList<>(1)).add(damaged);
    return damaged;
  }

  /** A record of a damaged batch, as its bytes stand. */
  private void salvage(DamagedRange range, long position, LogRecord record) {
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
      DamagedBlock damaged = add(range, position);
      own(damaged, begun);
      for (int more = hashed.blockCount() - hashed.blocks().size() - 1; more > 0; more--) {
        add(range, position);
      }
    }
  }

  private void salvage(DamagedRange range, long position, PreHashedRecord.HashedBlock block) {
    DamagedBlock damaged = add(range, position);
    boolean fits = own(damaged, block.header());
    if (fits && eventsMatch(block)) {
      damaged.found = compact(block);
    }
  }

  private static boolean eventsMatch(PreHashedRecord.HashedBlock block) {
    return BlockHeader.decode(block.header()).eventHashes().equals(block.eventHashes());
  }

  /** Gives a block to the chain that it continues; whether all of its header fits there. */
  private boolean own(DamagedBlock damaged, Bytes bytes) {
    try {
      header.read(bytes);
    } catch (MalformedException e) {
      return false;
    }
    damaged.stands = Hash.of(bytes);
    damaged.parent = header.parent();
    Chain known = chains.get(header.keyItems());
    Chain chain = known == null && isReadable(header.keyItems()) ? first() : known;
    if (chain != null && chain.height + 1 == header.height() && names(chain, header.parent())) {
      take(chain, damaged);
      return true;
    }
    if (header.height() == 0) {
      return false;
    }
    for (Chain each : chains.values()) {
      if (header.parent().equals(each.hash)) {
        take(each, damaged);
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

  private void take(Chain chain, DamagedBlock damaged) {
    damaged.keyItems = chain.keyItems;
    damaged.height = ++chain.height;
    damaged.previous = chain.last;
    chain.hash = damaged.stands;
    chain.last = damaged;
    chain.position = damaged.position;
  }

  private Chain chain(Bytes items) {
    Chain chain = chains.get(items);
    if (chain == null) {
      chain = new Chain(items.compact());
      chains.put(chain.keyItems, chain);
    }
    return chain;
  }
}
