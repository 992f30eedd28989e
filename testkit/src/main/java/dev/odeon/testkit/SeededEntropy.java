package dev.odeon.testkit;

import dev.odeon.base.Entropy;
import java.util.SplittableRandom;

/**
 * Randomness that follows from a seed. Any number of threads may use it; in a simulation the order
 * of the calls is seeded too.
 */
public final class SeededEntropy implements Entropy {
  private final SplittableRandom random;

  /** The randomness of {@code seed}. */
  public SeededEntropy(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public synchronized void fill(byte[] target) {
    random.nextBytes(target);
  }
}
