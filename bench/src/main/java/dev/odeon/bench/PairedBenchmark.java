package dev.odeon.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A figure and its floor, which take turns of a tenth of a second, so that both see the machine in
 * the same state.
 */
final class PairedBenchmark {
  private static final long TURN_NANOS = 100_000_000;

  /** How many rounds' time is spent at least before the first that counts. */
  private static final int WARM_ROUNDS = 4;

  /** And at the most, while the figure still gets faster: its code is not all compiled yet. */
  private static final int WARM_ROUNDS_MAX = 16;

  /** What is more than noise. */
  private static final double FASTER = 1.03;

  private static final Pace NOTHING = new Pace(0, 0);

  /** The two of them. Either does the same units. */
  interface Sides {
    /** Does what is measured for about {@code nanos}. */
    Pace figure(long nanos);

    /**
     * Does the least that it can cost, for about {@code nanos} or as often as the figure just did.
     */
    Pace floor(long nanos);
  }

  private final Sides sides;
  private final List<Double> values = new ArrayList<>();
  private final List<Double> floors = new ArrayList<>();

  PairedBenchmark(Sides sides) {
    this.sides = sides;
  }

  /** Two pieces of work, either of which does {@code units} of something. */
  static PairedBenchmark of(double units, Runnable figure, Runnable floor) {
    return new PairedBenchmark(
        new Sides() {
          @Override
          public Pace figure(long nanos) {
            return Pace.of(nanos, units, figure);
          }

          @Override
          public Pace floor(long nanos) {
            return Pace.of(nanos, units, floor);
          }
        });
  }

  /** Runs both without counting, until the figure has not become faster for some rounds. */
  void warm(long roundNanos) {
    double best = 0;
    int since = 0;
    for (int i = 0; i < WARM_ROUNDS_MAX && since < WARM_ROUNDS; i++) {
      double now = run(roundNanos)[0].perSecond();
      since = now > best * FASTER ? 1 : since + 1;
      best = Math.max(best, now);
    }
  }

  /** One round: both run for about {@code nanos} each. */
  void round(long nanos) {
    Pace[] paces = run(nanos);
    values.add(paces[0].perSecond());
    floors.add(paces[1].perSecond());
  }

  private Pace[] run(long nanos) {
    Pace value = NOTHING;
    Pace floor = NOTHING;
    while (value.nanos() < nanos) {
      value = value.plus(sides.figure(Math.min(nanos, TURN_NANOS)));
      floor = floor.plus(sides.floor(Math.min(nanos, TURN_NANOS)));
    }
    return new Pace[] {value, floor};
  }

  /** Units a second of the figure, a number a round. */
  Samples values() {
    return new Samples(values);
  }

  /** Units a second of the floor, a number a round. */
  Samples floors() {
    return new Samples(floors);
  }
}
