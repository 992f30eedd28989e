package dev.odeon.base;

import java.security.SecureRandom;

/** The operating system's randomness. */
enum SystemEntropy implements Entropy {
  INSTANCE;

  /** Made when it is first used. */
  private static final class Source {
    private static final SecureRandom RANDOM = new SecureRandom();
  }

  @Override
  public void fill(byte[] target) {
    Source.RANDOM.nextBytes(target);
  }
}
