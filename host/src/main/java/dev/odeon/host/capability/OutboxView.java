package dev.odeon.host.capability;

import dev.odeon.base.Key;

/** The outbox of an actor, as its turn sees it: what it sent before in this turn counts. */
public interface OutboxView {
  /** The most bytes that a message may have. */
  long messageBytesMax();

  /** Whether messages to {@code key} are possible at all: plug-ins, for one, take none. */
  boolean takesMessages(Key key);

  /**
   * Counts one more message to {@code key}, whether it has room or not; false if too many wait for
   * that actor.
   */
  boolean post(Key key);
}
