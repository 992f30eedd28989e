package dev.odeon.chain;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the undertakings that a block belongs to. A message that says none begins one, whose
 * id is its own: so whatever it leads to is found by it.
 */
public final class Correlation {
  /** What the metadata of a settlement calls it. */
  private static final String METADATA = "correlation";

  private Correlation() {}

  /** The undertaking of a message: what it says, else its own id; null if it has neither. */
  public static @Nullable String of(EventData.Message message) {
    String recorded = message.correlation();
    MessageId id = message.id();
    return recorded != null || id == null ? recorded : id.toString();
  }

  /** The undertakings of a block: of the message that it took, and of those that it settled. */
  public static Set<String> of(Block block) {
    if (!block.has(EventKind.MESSAGE) && !block.has(EventKind.SETTLEMENT)) {
      return Set.of();
    }
    String first = null;
    Set<String> more = null;
    for (int i = 0; i < block.eventCount(); i++) {
      EncodedEvent event = block.encodedEvents().get(i);
      if (event.is(EventKind.MESSAGE) || event.is(EventKind.SETTLEMENT)) {
        String one = of(block.event(i).data());
        if (first == null) {
          first = one;
        } else if (one != null && !one.equals(first)) {
          more = more == null ? new LinkedHashSet<>(Set.of(first)) : more;
          more.add(one);
        }
      }
    }
    return more != null ? more : first == null ? Set.of() : Set.of(first);
  }

  private static @Nullable String of(EventData data) {
    return switch (data) {
      case EventData.Message message -> of(message);
      case EventData.Settlement settlement -> of(settlement);
      default -> null;
    };
  }

  private static String of(EventData.Settlement settlement) {
    EventMetadata metadata = settlement.metadata();
    Map<String, String> texts = metadata == null ? Map.of() : metadata.texts();
    return texts.getOrDefault(METADATA, settlement.id().toString());
  }
}
