package dev.odeon.chain;

import dev.odeon.base.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Which domain events are meant: those that any of its alternatives takes.
 *
 * @param alternatives 1 to {@value #ALTERNATIVES_MAX}
 */
public record EventQuery(List<Alternative> alternatives) {
  /** The most alternatives of one query. */
  public static final int ALTERNATIVES_MAX = 64;

  /** Every domain event. */
  public static final EventQuery ALL =
      new EventQuery(List.of(new Alternative(List.of(), List.of())));

  /** Checks their number. */
  public EventQuery {
    alternatives = List.copyOf(alternatives);
    if (alternatives.isEmpty() || alternatives.size() > ALTERNATIVES_MAX) {
      throw new IllegalArgumentException(
          "a query has 1 to %d alternatives, this one has %d"
              .formatted(ALTERNATIVES_MAX, alternatives.size()));
    }
  }

  /** The events of any of these types that have all of these tags. */
  public static EventQuery of(List<String> types, List<String> tags) {
    return new EventQuery(List.of(new Alternative(types, tags)));
  }

  /** The same, and what {@code other} takes. */
  public EventQuery or(EventQuery other) {
    List<Alternative> all = new ArrayList<>(alternatives);
    all.addAll(other.alternatives);
    return new EventQuery(all);
  }

  /**
   * One of the alternatives.
   *
   * @param types an event is of one of them, at most {@value BlockFilter#TYPES_MAX}; empty for any
   * @param tags an event has all of them, at most {@value EventData.Domain#TAGS_MAX}
   */
  public record Alternative(List<String> types, List<String> tags) {
    /** Checks numbers and sizes. */
    public Alternative {
      if (types.size() > BlockFilter.TYPES_MAX) {
        throw new IllegalArgumentException(
            "an alternative has at most %d types, this one has %d"
                .formatted(BlockFilter.TYPES_MAX, types.size()));
      }
      if (tags.size() > EventData.Domain.TAGS_MAX) {
        throw new IllegalArgumentException(
            "an event has at most %d tags: none has the %d that are asked for"
                .formatted(EventData.Domain.TAGS_MAX, tags.size()));
      }
      types = List.copyOf(types);
      tags = List.copyOf(tags);
      types.forEach(type -> BlockFilter.checkText("a type", type));
      for (String tag : tags) {
        int size = Bytes.utf8(tag).size();
        if (size < 1 || size > EventData.Domain.TAG_BYTES_MAX) {
          throw new IllegalArgumentException(
              "a tag has 1 to %d bytes of UTF-8, this one has %d"
                  .formatted(EventData.Domain.TAG_BYTES_MAX, size));
        }
      }
    }

    private boolean takes(Block block, int index) {
      return (types.isEmpty() || types.contains(block.encodedEvents().get(index).name()))
          && (tags.isEmpty()
              || block.event(index).data() instanceof EventData.Domain domain
                  && domain.tags().containsAll(tags));
    }
  }

  /** Whether the event at {@code index} of {@code block} is meant. */
  boolean takes(Block block, int index) {
    return block.encodedEvents().get(index).is(EventKind.DOMAIN)
        && alternatives.stream().anyMatch(each -> each.takes(block, index));
  }
}
