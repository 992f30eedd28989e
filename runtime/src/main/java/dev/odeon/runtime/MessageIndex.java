package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Clock;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.chain.MessageId;
import dev.odeon.log.IndexFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the block that took a message from outside, and the block that answered a request later.
 * Derived from the chains; the ids of whole segments of the log are forgotten when they are too old
 * or too many.
 *
 * <p>An id is kept as 64 bits of a hash with the sequence of its newest block; whether it is that
 * very id, the block says. The committer thread feeds it, any thread asks; the tables are guarded
 * by this object's monitor, never held while a block is read.
 */
final class MessageIndex implements BlockIndex, Dedup {
  private final Clock clock;
  private final long ageMillis;
  private final long countMax;
  private final Deque<MessageSegment> sealed = new ArrayDeque<>();
  private volatile List<MessageSegment> newestFirst = List.of();
  private final Deque<LongMap> frozen = new ArrayDeque<>();
  private LongMap active = new LongMap();
  private long activeNewest;
  private @Nullable LongFunction<Block> blocks;

  /** An empty one with the limits of {@code settings}. */
  MessageIndex(Clock clock, Settings settings) {
    this.clock = clock;
    this.ageMillis = settings.dedupAge().toMillis();
    this.countMax = settings.dedupCount();
  }

  /** Says where blocks are read by their sequence; before that nothing is found. */
  void reads(LongFunction<Block> source) {
    blocks = source;
  }

  @Override
  public @Nullable Block find(Key key, String messageId) {
    return find(
        print(key, messageId, false),
        block -> block.key().equals(key) && messageId.equals(outsideId(block.event(0))));
  }

  @Override
  public @Nullable Block answer(Key key, String requestId) {
    return find(
        print(key, requestId, true),
        block ->
            block.key().equals(key)
                && Replies.responses(block.events()).stream()
                    .anyMatch(response -> response.requestId().equals(requestId)));
  }

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public void block(long sequence, long position, Block block) {
    Bytes cause = block.eventBytes().getFirst();
    if (kindOf(cause) == EventKind.MESSAGE.code()) {
      String id = outsideId(block.event(0));
      if (id != null) {
        put(print(block.key(), id, false), sequence, block);
      }
    }
    for (int i = 1; i < block.eventCount(); i++) {
      if (kindOf(block.eventBytes().get(i)) == EventKind.OUTBOX.code()) {
        for (Replies.Response response : Replies.responses(List.of(block.event(i)))) {
          put(print(block.key(), response.requestId(), true), sequence, block);
        }
      }
    }
  }

  @Override
  public synchronized Supplier<Bytes> seal() {
    LongMap ended = active;
    long newest = activeNewest;
    frozen.addLast(ended);
    active = new LongMap();
    activeNewest = 0;
    return () -> MessageSegment.encode(ended, newest);
  }

  @Override
  public void load(long firstSequence, long endSequence, IndexFile file) {
    MessageSegment segment = MessageSegment.open(file);
    synchronized (this) {
      sealed.addLast(segment);
      frozen.pollFirst();
      forget();
      newestFirst = List.copyOf(sealed.reversed());
    }
  }

  /** How many ids are known. */
  synchronized long count() {
    long count = active.size();
    for (LongMap map : frozen) {
      count += map.size();
    }
    for (MessageSegment segment : sealed) {
      count += segment.count();
    }
    return count;
  }

  private void forget() {
    long oldest = clock.millis() - ageMillis;
    while (!sealed.isEmpty() && (count() > countMax || sealed.getFirst().newestMillis() < oldest)) {
      sealed.removeFirst();
    }
  }

  private synchronized void put(long print, long sequence, Block block) {
    active.put(print, sequence);
    activeNewest = Math.max(activeNewest, block.header().timeMillis());
  }

  private @Nullable Block find(long print, Predicate<Block> isIt) {
    LongFunction<Block> source = blocks;
    if (source == null) {
      return null;
    }
    for (long sequence : recent(print)) {
      Block block = source.apply(sequence);
      if (isIt.test(block)) {
        return block;
      }
    }
    for (MessageSegment segment : newestFirst) {
      long sequence = segment.find(print);
      if (sequence != LongMap.NONE) {
        Block block = source.apply(sequence);
        if (isIt.test(block)) {
          return block;
        }
      }
    }
    return null;
  }

  private synchronized List<Long> recent(long print) {
    List<Long> found = new ArrayList<>(0);
    addIfFound(found, active, print);
    frozen.descendingIterator().forEachRemaining(map -> addIfFound(found, map, print));
    return found;
  }

  private static void addIfFound(List<Long> found, LongMap map, long print) {
    long sequence = map.get(print);
    if (sequence != LongMap.NONE) {
      found.add(sequence);
    }
  }

  private static int kindOf(Bytes event) {
    return event.size() > 1 ? event.at(1) : 0;
  }

  private static @Nullable String outsideId(Event cause) {
    return cause.data() instanceof EventData.Message message
            && message.id() instanceof MessageId.Outside(String id)
        ? id
        : null;
  }

  private static long print(Key key, String id, boolean answered) {
    CborWriter out = new CborWriter(128);
    out.array(5).text(key.tenant()).text(key.category()).text(key.id()).text(id).bool(answered);
    return Hash.of(out.toBytes()).a();
  }
}
