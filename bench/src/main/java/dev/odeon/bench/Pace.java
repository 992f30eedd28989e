package dev.odeon.bench;

/** How fast a piece of work goes. */
final class Pace {
  /** How many rounds' time is spent before the first that counts. */
  private static final int WARM_ROUNDS = 4;

  private Pace() {}

  /**
   * Runs figure and floor in turns until their code is compiled as well as it gets: several times
   * as long as a round, whose length {@code nanos} is.
   */
  static void warm(long nanos, Runnable figure, Runnable floor) {
    for (int i = 0; i < WARM_ROUNDS; i++) {
      of(nanos, 1, figure);
      of(nanos, 1, floor);
    }
  }

  /**
   * Repeats {@code work}, which does {@code units} of something, until {@code nanos} have passed;
   * returns the units a second.
   */
  static double of(long nanos, double units, Runnable work) {
    long begun = System.nanoTime();
    long times = 0;
    long took;
    do {
      work.run();
      times++;
      took = System.nanoTime() - begun;
    } while (took < nanos);
    return times * units * 1e9 / took;
  }
}
