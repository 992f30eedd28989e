package dev.odeon.host.capability;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The timers of the actor whose turn it is, as earlier turns left them, and what else a turn may
 * set.
 */
public interface OwnTimers {
  /** When the timer {@code name} is due, in milliseconds since 1970; null if none waits. */
  @Nullable Long due(String name);

  /** All that wait: when each is due, by name. */
  SortedMap<String, Long> all();

  /** The most bytes that a body may have. */
  long bodyBytesMax();

  /**
   * Why the timer {@code name} cannot be set at all, or not be cancelled, for people; null if it
   * can.
   */
  @Nullable String refusal(String name);

  /**
   * Why there can be no further timers, for people; null if there can.
   *
   * @param more how many of this turn's own come on top of those that wait
   */
  @Nullable String full(int more);
}
