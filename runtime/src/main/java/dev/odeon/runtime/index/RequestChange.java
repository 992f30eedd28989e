package dev.odeon.runtime.index;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a block does to the requests of its actor.
 *
 * @param opened what the guest calls the request that the block took and left open; null if none
 * @param deadlineMillis when whoever sent that one gives up; null if they did not say
 * @param closed the requests of earlier blocks that it answers, or ends otherwise
 */
public record RequestChange(
    @Nullable String opened, @Nullable Long deadlineMillis, List<String> closed) {
  /** A block that has nothing to do with requests that stay open, as almost all. */
  public static final RequestChange NONE = new RequestChange(null, null, List.of());

  /** Copies the list. */
  public RequestChange {
    closed = List.copyOf(closed);
  }

  /** Whether nothing changes. */
  public boolean isNone() {
    return opened == null && closed.isEmpty();
  }
}
