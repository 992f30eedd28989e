package dev.odeon.runtime.index;

import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.chain.MessageId;
import dev.odeon.log.EntryIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the block that took a message from outside. The ids of whole segments of the log are
 * forgotten when they are too old or too many; those of requests that a guest left open are in the
 * {@link OpenRequestIndex}, too.
 *
 * <p>64 bits of a hash of an id, its print, lead to the sequence of the block; whether it is that
 * very id, the block says. Of several blocks, such as attempts at a message, the newest counts.
 */
public final class MessageIndex implements BlockIndex {
  private final EntryIndex entries;
  private volatile @Nullable LongFunction<Block> blocks;

  /**
   * An empty one.
   *
   * @param countMax how many ids it keeps at most, but for those of the newest segments
   * @param oldestMillis the time of the oldest that it keeps, as of now
   */
  public MessageIndex(long countMax, LongSupplier oldestMillis) {
    this.entries = EntryIndex.filtered(countMax, oldestMillis);
  }

  /** Says where blocks are read by their sequence; before that nothing is found. */
  public void reads(LongFunction<Block> source) {
    blocks = source;
  }

  /** The newest block of {@code key} that took the message {@code messageId}, or null. */
  @Nullable Block find(Key key, String messageId) {
    LongFunction<Block> source = blocks;
    return source == null
        ? null
        : entries.newest(
            print(key, messageId),
            (sequence, _) -> {
              Block block = source.apply(sequence);
              return block.key().equals(key) && outsideIds(block).contains(messageId)
                  ? block
                  : null;
            });
  }

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public int version() {
    return 3;
  }

  @Override
  public EntryIndex entries() {
    return entries;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    for (String id : outsideIds(block)) {
      sink.put(print(block.key(), id), sequence);
    }
  }

  /** The ids of the messages from outside that {@code block} took. */
  static List<String> outsideIds(Block block) {
    if (!block.encodedEvents().getFirst().is(EventKind.MESSAGE)) {
      return List.of();
    }
    List<String> ids = new ArrayList<>(1);
    for (Event cause : block.causes()) {
      if (cause.data() instanceof EventData.Message message
          && message.id() instanceof MessageId.Outside(String id)) {
        ids.add(id);
      }
    }
    return ids;
  }

  private static long print(Key key, String id) {
    CborWriter out = new CborWriter(128);
    out.array(4).keyItems(key).text(id);
    return Hash.of(out.toBytes()).a();
  }
}
