package dev.odeon.bench;

import java.time.Duration;

/**
 * How much a benchmark does.
 *
 * @param rounds how often figure and floor take turns
 * @param seconds how long one of them runs in a round
 * @param blocks how many blocks the home has that is opened
 * @param turns how many turns the growth of a home is measured over
 * @param actors how many actors are idle
 * @param timers how many timers wait in the home that is opened
 * @param contents how many small contents a store is listed and swept with
 * @param mebibytes how large the largest content is that a store is given
 */
record Effort(
    int rounds,
    double seconds,
    long blocks,
    long turns,
    long actors,
    long timers,
    long contents,
    long mebibytes) {
  Effort {
    if (rounds < 1
        || !(seconds > 0)
        || blocks < 1
        || turns < 1
        || actors < 1
        || timers < 1
        || contents < 1
        || mebibytes < 1
        || mebibytes > 1 << 20) {
      throw new IllegalArgumentException("what a benchmark does is above 0");
    }
  }

  /** What shows that all works. */
  static final Effort QUICK = new Effort(1, 0.05, 2_000, 200, 500, 500, 1_000, 4);

  /** What is done where nothing else is asked for. */
  static final Effort USUAL = new Effort(5, 2, 1_000_000, 10_000, 100_000, 20_000, 50_000, 1_024);

  /** {@code usual} of something in a usual run, in a smaller one fewer, but one at least. */
  int scaled(int usual) {
    return Math.clamp(usual * turns / USUAL.turns, 1, usual);
  }

  /** How long figure or floor runs in a round. */
  long nanos() {
    return Duration.ofMillis(Math.round(seconds * 1000)).toNanos();
  }
}
