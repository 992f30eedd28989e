package dev.odeon.host;

import dev.odeon.base.Hash;
import java.util.List;

/** Makes durable what a turn is about to do outside, before it does. */
@FunctionalInterface
public interface IntentLog {
  /** Of a turn that must do nothing outside. */
  IntentLog NONE =
      (_, _, _) -> {
        throw new IllegalStateException("this turn does nothing outside");
      };

  /**
   * Makes durable that the turn is about to make an immediate call. Blocks until it is.
   *
   * @param callIndex the number of the call in the turn, 0-based
   * @param request the hash of what is asked for, as {@link HostCallBoundary#request} makes it
   * @param since what was recorded since the turn's intent before, or since it began
   */
  void intend(int callIndex, Hash request, List<HostCallRecord> since);
}
