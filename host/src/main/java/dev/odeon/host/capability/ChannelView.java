package dev.odeon.host.capability;

import dev.odeon.base.Key;

/** The channels of actors, as their blocks tell, those of turns in flight included. */
public interface ChannelView {
  /** What an actor has of a channel. */
  enum Status {
    /** Nothing: it was not opened, or not accepted, or in a turn that failed. */
    UNKNOWN,
    /** Messages come and go. */
    OPEN,
    /** The other end cannot be reached any more, and the actor is about to be told. */
    LOST,
    /** One of the ends closed it. */
    CLOSED
  }

  /** What {@code actor} has of {@code channel}. */
  Status status(Key actor, ChannelId channel);
}
