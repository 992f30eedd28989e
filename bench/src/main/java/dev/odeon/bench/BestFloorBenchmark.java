package dev.odeon.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A figure and several floors, which take turns of a tenth of a second: the slowest of the floors
 * is the one that counts, for the figure needs what each of them does.
 */
final class BestFloorBenchmark {
  private static final long TURN_NANOS = 100_000_000;

  /** One of those that take turns. */
  interface Side {
    /** Works for about {@code nanos}, and once at least. */
    Pace run(long nanos);
  }

  private final List<Side> sides = new ArrayList<>();
  private final List<List<Double>> rounds = new ArrayList<>();

  /** {@code figure} against each of {@code floors}. */
  BestFloorBenchmark(Side figure, List<Side> floors) {
    sides.add(figure);
    sides.addAll(floors);
    sides.forEach(_ -> rounds.add(new ArrayList<>()));
  }

  /** Runs all of them without counting. */
  void warm(long nanos) {
    sides.forEach(side -> side.run(nanos));
  }

  /** One round: each runs for about {@code nanos}. */
  void round(long nanos) {
    Pace[] paces = new Pace[sides.size()];
    java.util.Arrays.fill(paces, new Pace(0, 0));
    while (paces[0].nanos() < nanos) {
      for (int i = 0; i < paces.length; i++) {
        paces[i] = paces[i].plus(sides.get(i).run(Math.min(nanos, TURN_NANOS)));
      }
    }
    for (int i = 0; i < paces.length; i++) {
      rounds.get(i).add(paces[i].perSecond());
    }
  }

  /** Units a second of the figure, a number a round. */
  Samples values() {
    return new Samples(rounds.getFirst());
  }

  /** Units a second of the floor {@code index}, 0-based, a number a round. */
  Samples floor(int index) {
    return new Samples(rounds.get(1 + index));
  }

  /** Units a second of the slowest floor, a number a round. */
  Samples floors() {
    return rounds.stream()
        .skip(1)
        .map(Samples::new)
        .min(Comparator.comparingDouble(Samples::median))
        .orElseThrow();
  }
}
