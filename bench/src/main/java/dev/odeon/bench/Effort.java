package dev.odeon.bench;

import java.time.Duration;

/**
 * How much a benchmark does.
 *
 * @param rounds how often figure and floor take turns
 * @param seconds how long one of them runs in a round
 * @param blocks how many blocks the home has that is opened
 * @param turns how many turns the growth of a home is measured over
 */
record Effort(int rounds, double seconds, long blocks, long turns) {
  Effort {
    if (rounds < 1 || !(seconds > 0) || blocks < 1 || turns < 1) {
      throw new IllegalArgumentException("rounds, seconds, blocks and turns are above 0");
    }
  }

  /** How long figure or floor runs in a round. */
  long nanos() {
    return Duration.ofMillis(Math.round(seconds * 1000)).toNanos();
  }
}
