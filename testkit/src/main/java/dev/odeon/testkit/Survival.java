package dev.odeon.testkit;

import java.util.SplittableRandom;

/** How much of what was not synced outlives a power cut. */
public enum Survival {
  /** Only what was synced. */
  NOTHING,
  /** All of it, as if everything had been synced. */
  EVERYTHING,
  /** Any subset of pages, sizes and names; a page is whole. */
  SOME,
  /** Any subset, and some pages are old and new by sectors of 512 bytes. */
  TORN;

  /** Mostly subsets, now and then one of the extremes. */
  static Survival any(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> NOTHING;
      case 1 -> EVERYTHING;
      case 2, 3, 4 -> SOME;
      default -> TORN;
    };
  }
}
