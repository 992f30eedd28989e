package dev.odeon.runtime;

import dev.odeon.base.Key;
import java.util.Comparator;

/**
 * What one actor in memory uses: since it came there, and a second's worth of the last seconds.
 *
 * @param key the actor
 * @param turns its turns
 * @param turnsPerSecond the same a second
 * @param nanos how long its turns held a guest thread, in nanoseconds: their CPU time, if they did
 *     not wait for something else
 * @param nanosPerSecond the same a second
 * @param fuel the fuel that they used
 * @param fuelPerSecond the same a second
 * @param waiting how many messages and other tasks wait in its mailbox
 * @param stateBytes the size of its state: what it has in memory between turns
 */
public record ActorLoad(
    Key key,
    long turns,
    long turnsPerSecond,
    long nanos,
    long nanosPerSecond,
    long fuel,
    long fuelPerSecond,
    int waiting,
    long stateBytes) {

  /** By what actors are ranked, the largest first. */
  public enum Rank {
    /** Turns a second. */
    TURNS(Comparator.comparingLong(ActorLoad::turnsPerSecond).thenComparing(ActorLoad::turns)),
    /** Time on guest threads a second. */
    CPU(Comparator.comparingLong(ActorLoad::nanosPerSecond).thenComparing(ActorLoad::nanos)),
    /** Fuel a second. */
    FUEL(Comparator.comparingLong(ActorLoad::fuelPerSecond).thenComparing(ActorLoad::fuel)),
    /** What waits in the mailbox. */
    MAILBOX(Comparator.comparingInt(ActorLoad::waiting)),
    /** The size of the state. */
    STATE(Comparator.comparingLong(ActorLoad::stateBytes));

    private final Comparator<ActorLoad> order;

    Rank(Comparator<ActorLoad> order) {
      this.order = order.reversed().thenComparing(ActorLoad::key);
    }

    /** The order; equal ones are ordered by key. */
    public Comparator<ActorLoad> order() {
      return order;
    }

    /** The lower-case name. */
    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
