package dev.odeon.runtime.index;

import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.chain.MessageId;
import dev.odeon.log.EntryIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the blocks that took messages of other actors, or closed them as dead letters: the print of
 * receiver, sender and lane leads to their sequences. It forgets nothing, for the newest of them is
 * what tells a message that comes again from a new one, however late it comes.
 */
public final class DeliveryIndex implements BlockIndex {
  /** The name of the settlement by which a receiver closes a message. */
  public static final String DEAD_LETTER = "dead-letter";

  /** The name of the settlement by which a sender closes a message that nobody can get. */
  public static final String UNDELIVERABLE = "undeliverable";

  private final EntryIndex entries = EntryIndex.keepingAll();
  private volatile @Nullable LongFunction<Block> blocks;

  /**
   * A message between actors, as a block names it.
   *
   * @param id its id
   * @param lane which way it came
   */
  public record Delivered(MessageId.Sent id, EventData.Lane lane) {}

  /** Says where blocks are read by their sequence; before that nothing is found. */
  public void reads(LongFunction<Block> source) {
    blocks = source;
  }

  /** What {@code block} took or closed that other actors sent, in its order. */
  public static List<Delivered> of(Block block) {
    EncodedEvent first = block.encodedEvents().getFirst();
    if (!first.is(EventKind.MESSAGE) && !first.is(EventKind.SETTLEMENT)) {
      return List.of();
    }
    List<Event> causes = block.causes();
    List<Delivered> all = new ArrayList<>(causes.size());
    for (Event cause : causes) {
      Delivered one = of(cause);
      if (one != null) {
        all.add(one);
      }
    }
    return all;
  }

  /** What {@code cause} says of a message that another actor sent; null if nothing. */
  public static @Nullable Delivered of(Event cause) {
    return switch (cause.data()) {
      case EventData.Message message when message.id() instanceof MessageId.Sent id ->
          new Delivered(id, message.lane());
      case EventData.Settlement settlement
          when settlement.id() instanceof MessageId.Sent id && cause.name().equals(DEAD_LETTER) ->
          new Delivered(id, settlement.lane());
      default -> null;
    };
  }

  /** The newest block of {@code receiver} for messages of {@code sender} in {@code lane}. */
  @Nullable Block newest(Key receiver, Key sender, EventData.Lane lane) {
    return newest(
        receiver,
        sender,
        lane,
        found -> found.id().sender().equals(sender) && found.lane() == lane);
  }

  /** The newest block of {@code receiver} for the message {@code id}. */
  @Nullable Block find(Key receiver, MessageId.Sent id, EventData.Lane lane) {
    return newest(
        receiver, id.sender(), lane, found -> found.id().equals(id) && found.lane() == lane);
  }

  /** Whether the chain of its sender says that {@code id} cannot be delivered. */
  boolean isUndeliverable(MessageId.Sent id) {
    LongFunction<Block> source = blocks;
    return source != null
        && entries.newest(
                print(id),
                (sequence, _) -> closes(source.apply(sequence), id) ? Boolean.TRUE : null)
            != null;
  }

  private static boolean closes(Block block, MessageId.Sent id) {
    return block.key().equals(id.sender())
        && block.events().stream()
            .anyMatch(event ->
                event.name().equals(UNDELIVERABLE)
                    && event.data() instanceof EventData.Settlement settlement
                    && settlement.id().equals(id));
  }

  private @Nullable Block newest(
      Key receiver, Key sender, EventData.Lane lane, Predicate<Delivered> isIt) {
    LongFunction<Block> source = blocks;
    return source == null
        ? null
        : entries.newest(
            print(receiver, sender, lane),
            (sequence, _) -> {
              Block block = source.apply(sequence);
              return block.key().equals(receiver) && of(block).stream().anyMatch(isIt)
                  ? block
                  : null;
            });
  }

  @Override
  public String name() {
    return "deliveries";
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
    List<Delivered> all = of(block);
    long last = 0;
    for (int i = 0; i < all.size(); i++) {
      long print = print(block.key(), all.get(i).id().sender(), all.get(i).lane());
      // The messages of a batch have come in one lane, most of them from one sender.
      if (i == 0 || print != last) {
        sink.put(print, sequence);
      }
      last = print;
    }
    if (block.has(EventKind.SETTLEMENT)) {
      for (Event event : block.events()) {
        if (event.name().equals(UNDELIVERABLE)
            && event.data() instanceof EventData.Settlement settlement
            && settlement.id() instanceof MessageId.Sent id) {
          sink.put(print(id), sequence);
        }
      }
    }
  }

  private static long print(MessageId id) {
    return Hash.of(id.encoded()).a();
  }

  private static long print(Key receiver, Key sender, EventData.Lane lane) {
    CborWriter out = new CborWriter(192);
    out.array(7).keyItems(receiver).keyItems(sender).uint(lane.code());
    return Hash.of(out.toBytes()).a();
  }
}
