package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Head;
import dev.odeon.chain.MessageId;
import dev.odeon.runtime.index.DeliveryIndex;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far one actor has come with the messages of each other actor and lane, turns in flight
 * included. What it does not remember, the indices know. Its owner guards it.
 */
final class DeliveryMarks {
  /** How many senders' lanes are remembered. */
  private static final int REMEMBERED = 256;

  private final Map<Way, Mark> inFlight = new HashMap<>();
  private final Map<Way, Mark> durable =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Way, Mark> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** What is ordered: the messages of one sender in one lane. */
  record Way(Key sender, EventData.Lane lane) {}

  /**
   * The newest block for messages of one way.
   *
   * @param id the message that it took or closed
   * @param closed whether it is the last word on that
   * @param attempt which attempt at it that was
   * @param outcome how it ended
   * @param block the block
   */
  record Mark(
      MessageId.Sent id,
      EventData.Lane lane,
      boolean closed,
      long attempt,
      Outcome outcome,
      Head block) {
    /**
     * What {@code block} says: one mark for each way. A batch closed all messages of a way, up to
     * the last one, or none, from the first one on.
     */
    static Collection<Mark> of(Block block) {
      Map<Way, Mark> marks = new LinkedHashMap<>();
      for (Event cause : block.causes()) {
        Mark mark = of(block, cause);
        if (mark != null) {
          marks.merge(mark.way(), mark, (first, next) -> next.closed ? next : first);
        }
      }
      return marks.values();
    }

    /** What {@code block} says of {@code way}; null if nothing. */
    static @Nullable Mark of(Block block, Way way) {
      return of(block).stream().filter(mark -> mark.way().equals(way)).findAny().orElse(null);
    }

    private static @Nullable Mark of(Block block, Event cause) {
      DeliveryIndex.Delivered found = DeliveryIndex.of(cause);
      if (found == null) {
        return null;
      }
      Outcome outcome = block.header().outcome();
      boolean taken = cause.data() instanceof EventData.Message;
      return new Mark(
          found.id(),
          found.lane(),
          !taken || Deduplication.closes(outcome),
          cause.data() instanceof EventData.Message message ? message.attempt() : 1,
          outcome,
          block.head());
    }

    Way way() {
      return new Way(id.sender(), lane);
    }

    /** Where {@code other} of the same sender comes: below 0 for before this one. */
    int compare(MessageId.Sent other) {
      int order = Long.compare(other.height(), id.height());
      return order != 0 ? order : Long.compare(other.index(), id.index());
    }
  }

  /** The newest mark of {@code way} that is known here, or null. */
  @Nullable Mark newest(Way way) {
    Mark mark = inFlight.get(way);
    return mark == null ? durable.get(way) : mark;
  }

  /** What the indices know. */
  void remember(Mark mark) {
    durable.put(mark.way(), mark);
  }

  /** A turn is about to be appended. */
  void add(Mark mark) {
    inFlight.put(mark.way(), mark);
  }

  /** That turn ended. */
  void settle(Mark mark, boolean isDurable) {
    boolean _ = inFlight.remove(mark.way(), mark);
    if (isDurable) {
      durable.put(mark.way(), mark);
    }
  }
}
