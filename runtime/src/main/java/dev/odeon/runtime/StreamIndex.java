package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.EventKind;
import dev.odeon.log.EntryIndex;
import dev.odeon.log.EntryRun;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which version a stream has after each of its blocks: the print of its key leads to the sequences
 * of the blocks that have domain events, and of the one that removed it. Only some that were asked
 * for are kept in memory.
 *
 * <p>The committer thread feeds it, any thread reads.
 */
public final class StreamIndex implements BlockIndex {
  /** How many streams are kept in memory. */
  private static final int CACHED_MAX = 16_384;

  private final EntryIndex entries = EntryIndex.filtered(Long.MAX_VALUE, () -> Long.MIN_VALUE);
  private final Map<Key, StreamState> cached = new ConcurrentHashMap<>();

  private static Bytes encoded(StreamBlock block) {
    CborWriter out = new CborWriter(96);
    out.array(7).keyItems(block.key()).uint(block.height()).uint(block.before());
    out.uint(block.after().version()).textOrNull(block.after().removed());
    return out.toBytes();
  }

  private static StreamBlock decode(long sequence, Bytes encoded) {
    CborReader in = new CborReader(encoded);
    in.array(7);
    Key key = new Key(in.text(), in.text(), in.text());
    long height = in.uint();
    long before = in.uint();
    StreamState after = new StreamState(in.uint(), in.nil() ? null : in.text());
    in.end();
    return new StreamBlock(key, sequence, height, before, after);
  }

  /** The stream {@code key} as durable blocks have it. */
  public StreamState get(Key key) {
    StreamState known = cached.get(key);
    if (known != null) {
      return known;
    }
    StreamBlock newest = newest(key);
    return newest == null ? StreamState.NONE : newest.after();
  }

  private @Nullable StreamBlock newest(Key key) {
    return entries.newest(
        print(key),
        (sequence, payload) -> {
          StreamBlock entry = decode(sequence, payload);
          return entry.key().equals(key) ? entry : null;
        });
  }

  /**
   * Gives the blocks of {@code key} from {@code sequence} on to {@code visitor}, until it says no.
   */
  public void from(Key key, long sequence, Predicate<StreamBlock> visitor) {
    entries.following(
        print(key),
        sequence,
        (_, value, payload) -> {
          StreamBlock entry = decode(value, payload);
          return !entry.key().equals(key) || visitor.test(entry);
        });
  }

  /** The first block of {@code key} from {@code sequence} on; null if there is none. */
  public @Nullable StreamBlock first(Key key, long sequence) {
    StreamBlock[] found = new StreamBlock[1];
    from(
        key,
        sequence,
        entry -> {
          found[0] = entry;
          return false;
        });
    return found[0];
  }

  /** The streams that {@code wanted} takes, ordered by key. Reads all of the index. */
  public SortedMap<Key, StreamState> list(Predicate<Key> wanted) {
    SortedMap<Key, StreamState> all = new TreeMap<>();
    entries.scan(
        0,
        (_, sequence, payload) -> {
          StreamBlock entry = decode(sequence, payload);
          if (wanted.test(entry.key())) {
            all.put(entry.key(), entry.after());
          }
          return true;
        });
    return all;
  }

  @Override
  public String name() {
    return "streams";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public EntryIndex entries() {
    return entries;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    boolean events = block.has(EventKind.DOMAIN);
    if (!events && !block.has(EventKind.LIFECYCLE)) {
      return;
    }
    Key key = block.key();
    StreamState before = get(key);
    StreamState after = before.after(block);
    if (!after.equals(before)) {
      sink.put(
          print(key),
          sequence,
          encoded(new StreamBlock(key, sequence, block.height(), before.version(), after)));
      if (cached.size() >= CACHED_MAX) {
        cached.clear(); // rarely: what is used is read again
      }
      cached.put(key, after);
    }
  }

  @Override
  public void restored(EntryRun segment) {
    cached.clear(); // it may know more of those that are in it
  }

  private static long print(Key key) {
    CborWriter out = new CborWriter(96);
    out.array(3).keyItems(key);
    return Hash.of(out.toBytes()).a();
  }
}
