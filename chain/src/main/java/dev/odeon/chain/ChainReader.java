package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.log.Log;
import dev.odeon.log.LogException;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds durable blocks, content and intents in the log by the index. Any thread. */
final class ChainReader {
  /** How many positions of a chain are looked up at once. */
  private static final int CHUNK = 4096;

  /** A chain with at least one record in this many is read by a scan. */
  private static final int SPARSE = 32;

  private final Log log;
  private final ChainIndex index;

  ChainReader(Log log, ChainIndex index) {
    this.log = log;
    this.index = index;
  }

  Optional<Block> block(Key key, long height) {
    Bytes keyItems = KeyCodec.items(key);
    long[] positions = index.positions(keyItems, height, 1);
    if (positions.length == 0) {
      return Optional.empty();
    }
    LogRecord record;
    try {
      record = read(positions[0]);
    } catch (LogException.Damaged e) {
      return Optional.of(
          index
              .proven(positions[0], slot -> slot.height == height && keyItems.equals(slot.keyItems))
              .or(() -> salvaged(positions[0], key, height))
              .orElseThrow(() -> e));
    }
    return Optional.of(find(positions[0], record, keyItems, height));
  }

  /**
   * The blocks of heights {@code from} to {@code to}, exclusive, as far as there are, until {@code
   * visitor} says no.
   */
  void blocks(Key key, long from, long to, Predicate<Block> visitor) {
    Bytes keyItems = KeyCodec.items(key);
    long height = from;
    while (height < to) {
      long[] positions = index.positions(keyItems, height, (int) Math.min(CHUNK, to - height));
      if (positions.length == 0 || !visit(keyItems, height, positions, visitor)) {
        return;
      }
      height += positions.length;
    }
  }

  private boolean visit(Bytes keyItems, long height, long[] positions, Predicate<Block> visitor) {
    long span = positions[positions.length - 1] - positions[0];
    if (span > (long) SPARSE * positions.length) {
      for (int i = 0; i < positions.length; i++) {
        if (!visitor.test(one(keyItems, height + i, positions[i]))) {
          return false;
        }
      }
      return true;
    }
    Scan scan = new Scan(keyItems, height, positions, visitor);
    try {
      log.scan(new LogPosition(positions[0]), scan);
    } catch (LogException.Damaged e) {
      // What is damaged may be another chain's: the rest is read one by one.
      while (scan.goesOn && scan.at < positions.length) {
        scan.goesOn = visitor.test(one(keyItems, height + scan.at, positions[scan.at]));
        scan.at++;
      }
    }
    return scan.goesOn;
  }

  private Block one(Bytes keyItems, long height, long position) {
    Key key = KeyCodec.ofItems(keyItems);
    return block(key, height)
        .orElseThrow(() -> damaged(position, "it lacks height " + height + " of " + key, null));
  }

  /** Picks the blocks of one chain out of the records in between. */
  private static final class Scan implements Log.Visitor {
    private final Bytes keyItems;
    private final long height;
    private final long[] positions;
    private final Predicate<Block> visitor;
    private int at;
    private boolean goesOn = true;

    Scan(Bytes keyItems, long height, long[] positions, Predicate<Block> visitor) {
      this.keyItems = keyItems;
      this.height = height;
      this.positions = positions;
      this.visitor = visitor;
    }

    @Override
    public boolean visit(LogPosition position, LogRecord record) {
      while (goesOn && at < positions.length && positions[at] == position.value()) {
        goesOn = visitor.test(find(position.value(), record, keyItems, height + at));
        at++;
      }
      return goesOn && at < positions.length;
    }
  }

  /** Receives blocks by their sequences. */
  @FunctionalInterface
  interface SequenceVisitor {
    /** A block; whether to go on. */
    boolean visit(long sequence, Block block);
  }

  /**
   * Gives the blocks of the first {@code count} of {@code sequences}, which ascend and are all
   * there, until {@code visitor} says no. Those that are close together are read at once.
   */
  void at(long[] sequences, int count, SequenceVisitor visitor) {
    int from = 0;
    boolean more = true;
    while (more && from < count) {
      int to = from + 1;
      while (to < count && sequences[to] - sequences[to - 1] <= SPARSE) {
        to++;
      }
      more = visit(Arrays.copyOfRange(sequences, from, to), visitor);
      from = to;
    }
  }

  private boolean visit(long[] sequences, SequenceVisitor visitor) {
    SequenceScan scan = new SequenceScan(sequences, visitor);
    if (sequences.length > 1) {
      long position = index.positionOfSequence(sequences[0]);
      scan.next = index.sequenceFrom(position);
      try {
        log.scan(new LogPosition(position), scan);
      } catch (LogException.Damaged e) {
        // What is damaged may be another block: the rest is read one by one.
      }
    }
    while (scan.goesOn && scan.at < sequences.length) {
      long sequence = sequences[scan.at];
      scan.take(
          blockAt(sequence)
              .orElseThrow(() -> damaged(sequence, "it lacks the block " + sequence, null)));
    }
    return scan.goesOn;
  }

  /** Picks blocks out of the records in between. */
  private final class SequenceScan implements Log.Visitor {
    private final long[] sequences;
    private final SequenceVisitor visitor;
    private long next;
    private int at;
    private boolean goesOn = true;

    SequenceScan(long[] sequences, SequenceVisitor visitor) {
      this.sequences = sequences;
      this.visitor = visitor;
    }

    void take(Block block) {
      goesOn = visitor.visit(sequences[at], block);
      at++;
    }

    @Override
    public boolean visit(LogPosition position, LogRecord record) {
      if (record.kind() == LogRecord.Kind.COMMIT) {
        for (Block block : commit(position.value(), record)) {
          if (goesOn && at < sequences.length && sequences[at] == next) {
            take(block);
          }
          next++;
        }
      }
      return goesOn && at < sequences.length;
    }
  }

  Optional<Block> blockAt(long sequence) {
    long position = index.positionOfSequence(sequence);
    if (position < 0) {
      return Optional.empty();
    }
    int offset = Math.toIntExact(sequence - index.sequenceFrom(position));
    try {
      return Optional.of(commit(position, read(position)).get(offset));
    } catch (LogException.Damaged e) {
      int[] next = {0};
      return Optional.of(index.proven(position, _ -> next[0]++ == offset).orElseThrow(() -> e));
    }
  }

  /** The sequence of a block; -1 if there is none. */
  long sequence(Key key, long height) {
    Bytes keyItems = KeyCodec.items(key);
    long[] positions = index.positions(keyItems, height, 1);
    if (positions.length == 0) {
      return -1;
    }
    List<Block> blocks = commit(positions[0], read(positions[0]));
    Block block = find(positions[0], blocks, keyItems, height);
    return index.sequenceFrom(positions[0]) + blocks.indexOf(block);
  }

  Optional<Bytes> content(Hash hash) {
    long position = index.contentPosition(hash);
    if (position < 0) {
      return Optional.empty();
    }
    try {
      Content content = decoded(position, () -> Content.decode(read(position).body()));
      if (!content.hash().equals(hash) || !content.isWhole()) {
        throw damaged(position, "the content is not that of " + hash, null);
      }
      return Optional.of(content.bytes());
    } catch (LogException.Damaged | ChainException e) {
      // The damage may be beside it, which its hash shows.
      Optional<Content> salvaged = salvaged(position, hash);
      if (salvaged.isEmpty()) {
        index.lost(hash);
        throw e;
      }
      return Optional.of(salvaged.get().bytes());
    }
  }

  /** A block out of a damaged batch, if the chain continues from it, or ends with it. */
  private Optional<Block> salvaged(long position, Key key, long height) {
    try {
      return log.salvage(new LogPosition(position))
          .filter(record -> record.kind() == LogRecord.Kind.COMMIT)
          .map(record -> find(position, record, KeyCodec.items(key), height))
          .filter(block -> block.isWhole() && block.hash().equals(hash(key, height)));
    } catch (MalformedException | ChainException | LogException.Damaged _) {
      return Optional.empty();
    }
  }

  /** The hash that a block must have, by what names it. */
  private @Nullable Hash hash(Key key, long height) {
    Head head = index.head(KeyCodec.items(key), key);
    if (head != null && head.height() == height) {
      return head.hash();
    }
    long[] next = index.positions(KeyCodec.items(key), height + 1, 1);
    return next.length == 0
        ? null
        : find(next[0], read(next[0]), KeyCodec.items(key), height + 1).header().parent();
  }

  private Optional<Content> salvaged(long position, Hash hash) {
    try {
      return log.salvage(new LogPosition(position))
          .filter(record -> record.kind() == LogRecord.Kind.CONTENT)
          .map(record -> Content.decode(record.body()))
          .filter(content -> content.hash().equals(hash) && content.isWhole());
    } catch (MalformedException _) {
      return Optional.empty();
    }
  }

  List<Intent> openIntents() {
    return read(index.openIntents());
  }

  List<Intent> openIntents(Key key) {
    return read(index.openIntents(KeyCodec.items(key)));
  }

  private List<Intent> read(List<OpenIntent> found) {
    List<Intent> intents = new ArrayList<>(found.size());
    for (OpenIntent open : found) {
      intents.add(decoded(open.position(), () -> Intent.decode(read(open.position()).body())));
    }
    return intents;
  }

  private LogRecord read(long position) {
    LogPosition at = new LogPosition(position);
    try {
      return log.read(at);
    } catch (LogException.Damaged e) {
      // Its batch is damaged, but it was proven to be whole.
      if (!index.isProven(position)) {
        throw e;
      }
      return log.salvage(at).orElseThrow(() -> e);
    }
  }

  private static List<Block> commit(long position, LogRecord record) {
    return decoded(position, () -> Commit.decode(record.body()).blocks());
  }

  private static Block find(long position, LogRecord record, Bytes keyItems, long height) {
    return find(position, commit(position, record), keyItems, height);
  }

  private static Block find(long position, List<Block> blocks, Bytes keyItems, long height) {
    HeaderView wanted = new HeaderView(keyItems, height);
    for (Block block : blocks) {
      if (decoded(position, () -> HeaderView.of(block.headerBytes())).equals(wanted)) {
        return block;
      }
    }
    throw damaged(
        position, "it does not hold height " + height + " of " + KeyCodec.ofItems(keyItems), null);
  }

  private static <T> T decoded(long position, Supplier<T> decoder) {
    try {
      return decoder.get();
    } catch (MalformedException e) {
      throw damaged(position, String.valueOf(e.getMessage()), e);
    }
  }

  private static ChainException damaged(long position, String what, @Nullable Throwable cause) {
    return new ChainException(
        ChainException.Reason.DAMAGED,
        "the record at position " + position + " is not what it was: " + what + "; verify the home",
        cause);
  }
}
