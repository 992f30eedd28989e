package dev.odeon.runtime;

import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * A chain as a stream of domain events.
 *
 * @param version how many domain events it has; the first one makes it 1
 * @param removed why it was removed, for people; null unless it was
 */
public record StreamState(long version, @Nullable String removed) {
  /** Of a chain without a domain event. */
  public static final StreamState NONE = new StreamState(0, null);

  /** The same after {@code block}. */
  public StreamState after(Block block) {
    long events = version;
    String reason = removed;
    for (int i = 0; i < block.eventCount(); i++) {
      if (block.encodedEvents().get(i).is(EventKind.DOMAIN)) {
        events++;
      } else if (version > 0
          && block.encodedEvents().get(i).is(EventKind.LIFECYCLE)
          && block.event(i).name().equals(StreamTurn.REMOVED)
          && block.event(i).data() instanceof EventData.Because(String why)) {
        reason = why;
      }
    }
    return events == version && reason == null ? this : new StreamState(events, reason);
  }
}
