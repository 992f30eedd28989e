package dev.odeon.host.capability;

import dev.odeon.base.Bytes;

/** The effect of a deferred call of {@code timers}. */
public sealed interface TimerChange {
  /** The timer that it concerns. */
  String name();

  /**
   * A timer is set, in the place of one of the same name.
   *
   * @param dueMillis when it is due, in milliseconds since 1970
   * @param body what the actor is sent then
   */
  record Set(String name, long dueMillis, Bytes body) implements TimerChange {}

  /** A timer is taken back. */
  record Cancelled(String name) implements TimerChange {}
}
