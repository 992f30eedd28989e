package dev.odeon.testkit;

import dev.odeon.base.Entropy;
import java.util.SplittableRandom;

/**
 * Random bytes derived from a seed. Thread-safe; in a simulation the order of the calls is seeded
 * too.
 */
public final class SeededEntropy implements Entropy {
  private final SplittableRandom random;

  /** Creates a source from {@code seed}. */
  public SeededEntropy(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public synchronized void fill(byte[] target) {
    random.nextBytes(target);
  }
}
