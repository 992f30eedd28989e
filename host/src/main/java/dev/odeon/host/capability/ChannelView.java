package dev.odeon.host.capability;

import dev.odeon.base.Key;
import java.util.Set;

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

  /** The ids of the channels that {@code actor} has open. */
  Set<String> open(Key actor);

  /** How many of them an actor may have, whoever opened them. */
  int openMax();

  /**
   * What opening a channel fails with because of {@code actor}, which has as many as it may; it
   * begins with {@link CallErrors#TOO_MANY_CHANNELS}.
   */
  default String tooMany(Key actor) {
    return CallErrors.of(
        CallErrors.TOO_MANY_CHANNELS,
        "%s has %d, as many as it may".formatted(actor.text(), openMax()));
  }
}
