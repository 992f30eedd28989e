package dev.odeon.chain;

import dev.odeon.base.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks and events of a home a reader wants. What is null or empty leaves nothing out.
 *
 * @param tenant whose actors
 * @param category of which category
 * @param actor of this one alone
 * @param types events of any of these kinds or names, as {@link EventTypes} has them
 * @param correlation blocks of this undertaking: see {@link Correlation}
 * @param events domain events alone, and of them those that this takes; those of the category
 *     {@code system} only where that is the category
 */
public record BlockFilter(
    @Nullable String tenant,
    @Nullable String category,
    @Nullable Key actor,
    List<String> types,
    @Nullable String correlation,
    @Nullable EventQuery events) {
  /** The most types of one filter. */
  public static final int TYPES_MAX = 32;

  /** The longest type or correlation, in characters. */
  public static final int TEXT_MAX = 65_536;

  /** Checks number and sizes. */
  public BlockFilter {
    types = List.copyOf(types);
    if (types.size() > TYPES_MAX) {
      throw new IllegalArgumentException(
          "at most " + TYPES_MAX + " types can be asked for, not " + types.size());
    }
    types.forEach(type -> checkText("a type", type));
    if (correlation != null) {
      checkText("a correlation", correlation);
    }
  }

  static void checkText(String what, String text) {
    if (text.isEmpty() || text.length() > TEXT_MAX) {
      throw new IllegalArgumentException(
          "%s has 1 to %d characters, this one has %d".formatted(what, TEXT_MAX, text.length()));
    }
  }

  /** Every block of the home. */
  public static BlockFilter all() {
    return new BlockFilter(null, null, null, List.of(), null, null);
  }

  /** Every block of a tenant. */
  public static BlockFilter of(String tenant) {
    return new BlockFilter(tenant, null, null, List.of(), null, null);
  }

  /** Every block of an actor. */
  public static BlockFilter of(Key actor) {
    return new BlockFilter(actor.tenant(), actor.category(), actor, List.of(), null, null);
  }

  /** The same of one category. */
  public BlockFilter inCategory(String only) {
    return new BlockFilter(tenant, only, actor, types, correlation, events);
  }

  /** The same with events of these kinds or names alone. */
  public BlockFilter withTypes(List<String> only) {
    return new BlockFilter(tenant, category, actor, only, correlation, events);
  }

  /** The same with blocks of one undertaking alone. */
  public BlockFilter withCorrelation(String only) {
    return new BlockFilter(tenant, category, actor, types, only, events);
  }

  /** The same with domain events alone, and of them those that {@code only} takes. */
  public BlockFilter withEvents(EventQuery only) {
    return new BlockFilter(tenant, category, actor, types, correlation, only);
  }

  /** The indices of the events of {@code block} that are wanted; empty if none is. */
  List<Integer> matching(Block block) {
    return isOfActor(block.key()) && isCorrelated(block) ? ofTypes(block) : List.of();
  }

  private boolean isOfActor(Key key) {
    return actor != null
        ? actor.equals(key)
        : (tenant == null || tenant.equals(key.tenant()))
            && (category == null ? !isConfiguration(key) : category.equals(key.category()));
  }

  /** Who reads the domain events of all categories does not mean how the home is configured. */
  private boolean isConfiguration(Key key) {
    return events != null && key.category().equals(Key.SYSTEM_CATEGORY);
  }

  private boolean isCorrelated(Block block) {
    return correlation == null || Correlation.of(block).contains(correlation);
  }

  private List<Integer> ofTypes(Block block) {
    List<Integer> wanted = new ArrayList<>(block.eventCount());
    for (int i = 0; i < block.eventCount(); i++) {
      EncodedEvent event = block.encodedEvents().get(i);
      if ((types.isEmpty() || types.stream().anyMatch(type -> EventTypes.is(event, type)))
          && (events == null || events.takes(block, i))) {
        wanted.add(i);
      }
    }
    return wanted;
  }
}
