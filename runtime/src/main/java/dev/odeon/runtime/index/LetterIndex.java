package dev.odeon.runtime.index;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.chain.EventKind;
import dev.odeon.chain.MessageId;
import dev.odeon.log.EntryIndex;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the dead letters of an actor, and which of them were delivered again or dropped: the print
 * of its key leads to the sequences of such blocks. A letter's number is the sequence of the block
 * that says so.
 */
public final class LetterIndex implements BlockIndex {
  /** The name of the settlement that drops a letter. */
  public static final String DROPPED = "answered";

  /** The metadata of that settlement that has the number. */
  public static final String NUMBER = "letter";

  private static final int DEAD = 0;
  private static final int DONE = 1;

  private final EntryIndex entries = EntryIndex.keepingAll();
  private final String prefix;

  /** Of the home with this id. */
  public LetterIndex(Bytes home) {
    this.prefix = "letter/" + home.hex() + "/";
  }

  /** The id under which the letter {@code number} is sent again. */
  public String idOf(long number) {
    return prefix + number;
  }

  /** The numbers of the letters of {@code actor} that nobody has dealt with, in order. */
  public List<Long> open(Key actor) {
    Map<Long, Boolean> open = new TreeMap<>();
    entries.oldest(
        print(actor),
        0,
        (_, sequence, payload) -> {
          CborReader in = new CborReader(payload);
          in.array(2);
          boolean dead = in.uint(DONE) == DEAD;
          long number = in.uint();
          in.end();
          open.merge(dead ? sequence : number, dead, Boolean::logicalAnd);
          return true;
        });
    return open.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
  }

  @Override
  public String name() {
    return "letters";
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
    if (block.has(EventKind.SETTLEMENT)) {
      Event event = block.event(0);
      if (event.name().equals(DeliveryIndex.DEAD_LETTER)) {
        put(sink, block.key(), sequence, DEAD, 0);
      } else if (event.data() instanceof EventData.Settlement settlement) {
        Long dropped = dropped(event.name(), settlement);
        if (dropped != null) {
          put(sink, block.key(), sequence, DONE, dropped);
        }
      }
    } else if (block.encodedEvents().getFirst().is(EventKind.MESSAGE)
        && closes(block.header().outcome())) {
      for (Event cause : block.causes()) {
        Long number = number(cause);
        if (number != null) {
          put(sink, block.key(), sequence, DONE, number);
        }
      }
    }
  }

  /** The letter that {@code cause} delivers again; null if it is none. */
  private @Nullable Long number(Event cause) {
    return cause.data() instanceof EventData.Message message
            && message.id() instanceof MessageId.Outside(String id)
            && id.startsWith(prefix)
        ? number(id.substring(prefix.length()))
        : null;
  }

  private static boolean closes(Outcome outcome) {
    return outcome instanceof Outcome.Returned || outcome instanceof Outcome.Rejected;
  }

  private static @Nullable Long dropped(String name, EventData.Settlement settlement) {
    return name.equals(DROPPED)
            && settlement.lane() != Lane.REQUEST
            && settlement.metadata() != null
            && settlement.metadata().get(NUMBER) instanceof String text
        ? number(text)
        : null;
  }

  private static @Nullable Long number(String text) {
    try {
      long number = Long.parseLong(text);
      return number < 0 ? null : (Long) number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static void put(Sink sink, Key actor, long sequence, int kind, long number) {
    sink.put(print(actor), sequence, new CborWriter(16).array(2).uint(kind).uint(number).toBytes());
  }

  private static long print(Key key) {
    CborWriter out = new CborWriter(96);
    out.array(3).keyItems(key);
    return Hash.of(out.toBytes()).a();
  }
}
