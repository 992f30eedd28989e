package dev.odeon.bench;

/**
 * What was done in how long.
 *
 * @param units how much, of whatever is counted
 * @param nanos the time it took
 */
record Pace(double units, long nanos) {
  /**
   * Repeats {@code work}, which does {@code units} of something, until {@code nanos} have passed.
   */
  static Pace of(long nanos, double units, Runnable work) {
    long begun = System.nanoTime();
    long times = 0;
    long took;
    do {
      work.run();
      times++;
      took = System.nanoTime() - begun;
    } while (took < nanos);
    return new Pace(times * units, took);
  }

  /** Both, one after the other. */
  Pace plus(Pace more) {
    return new Pace(units + more.units, nanos + more.nanos);
  }

  double perSecond() {
    return units * 1e9 / nanos;
  }
}
