package dev.odeon.runtime.index;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The channels that an actor has open, as its durable blocks say.
 *
 * @param read the sequence of the last block of them that says something of channels
 * @param opened by the id of the channel, the sequence of the actor's block that opened or accepted
 *     it, in that order
 */
public record OpenChannels(long read, Map<String, Long> opened) {
  /** Those of an actor of which nothing was read yet. */
  static final OpenChannels UNREAD = new OpenChannels(0, Map.of());

  /** Copies the map. */
  public OpenChannels {
    opened = Collections.unmodifiableMap(new LinkedHashMap<>(opened));
  }
}
