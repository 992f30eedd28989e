package dev.odeon.runtime;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What other code would have made of an actor's history.
 *
 * @param key the actor
 * @param module the hash of the other code
 * @param blocks how many blocks there are
 * @param asRecorded how many of them ran nothing: no guest ran, or only the machine decided the
 *     outcome
 * @param same how many turns ran and came to the same
 * @param different how many came to something else
 * @param unknown how many could not be run to their end, since the record has no answer for a call
 * @param fuel what the turns used that both ran under the same metering; other fuel alone is no
 *     difference
 * @param recorded the state that the chain ends with
 * @param made the state that the other code ends with
 * @param differences the first {@value #NAMED_MAX} of them, in order
 */
public record WhatIfReport(
    Key key,
    Hash module,
    long blocks,
    long asRecorded,
    long same,
    long different,
    long unknown,
    Fuel fuel,
    State recorded,
    State made,
    List<Difference> differences) {
  /** How many differences a report lists. */
  public static final int NAMED_MAX = 20;

  /** Copies the list. */
  public WhatIfReport {
    differences = List.copyOf(differences);
  }

  /**
   * Fuel in units.
   *
   * @param recorded what the chain says
   * @param made what the other code used
   */
  public record Fuel(long recorded, long made) {}

  /**
   * A state.
   *
   * @param hash its hash; null for none
   * @param size in bytes
   */
  public record State(@Nullable Hash hash, long size) {}

  /**
   * Where the two differ, or a turn is unknown.
   *
   * @param height the block
   * @param unknown whether the turn could not be run to its end
   * @param what what differs, such as {@code the outcome}, or which call has no answer
   * @param expected what the chain has, for people
   * @param actual what the other code made, for people
   */
  public record Difference(
      long height, boolean unknown, String what, String expected, String actual) {
    /** One line for people. */
    public String text() {
      return unknown
          ? "block %d is unknown: the record has no answer for %s".formatted(height, what)
          : "block %d: %s differs: the chain has %s, the other module made %s"
              .formatted(height, what, expected, actual);
    }
  }

  /** How many turns ran, to their end or not. */
  public long run() {
    return same + different + unknown;
  }

  /** Whether all of it is known, and the same. */
  public boolean clean() {
    return different == 0 && unknown == 0;
  }
}
