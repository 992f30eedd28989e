package dev.odeon.testkit;

import java.util.SplittableRandom;

/** How much unsynced data survives a power cut. */
public enum Survival {
  /** None of it. */
  NOTHING,
  /** All of it, as if everything had been synced. */
  EVERYTHING,
  /** Any subset of pages, sizes and names; a page survives as a whole. */
  SOME,
  /** Any subset, and in some pages only some sectors of 512 bytes. */
  TORN;

  /** Draws a kind: mostly subsets, sometimes one of the extremes. */
  static Survival any(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> NOTHING;
      case 1 -> EVERYTHING;
      case 2, 3, 4 -> SOME;
      default -> TORN;
    };
  }
}
