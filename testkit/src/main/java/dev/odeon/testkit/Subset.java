package dev.odeon.testkit;

import java.util.SplittableRandom;

/**
 * Chooses which of a sequence of changes survive. Plain coin flips would almost never drop or keep
 * just one, and those subsets break programs; so they are drawn as often as the others.
 */
@FunctionalInterface
interface Subset {
  boolean contains(int rank);

  static Subset of(SplittableRandom random, int count, Survival survival) {
    return switch (survival) {
      case NOTHING -> _ -> false;
      case EVERYTHING -> _ -> true;
      case SOME, TORN -> some(random, count);
    };
  }

  private static Subset some(SplittableRandom random, int count) {
    int pivot = random.nextInt(count + 1);
    return switch (random.nextInt(7)) {
      case 0 -> rank -> rank < pivot;
      case 1 -> rank -> rank >= pivot;
      case 2 -> rank -> rank == pivot;
      case 3 -> rank -> rank != pivot;
      case 4 -> _ -> random.nextInt(8) == 0;
      case 5 -> _ -> random.nextInt(8) != 0;
      default -> _ -> random.nextBoolean();
    };
  }
}
