package dev.odeon.base;

import java.security.SecureRandom;

/** The port to randomness. Production is {@link #system()}; tests use a seeded one. */
@FunctionalInterface
public interface Entropy {
  /** Fills {@code target} with random bytes. */
  void fill(byte[] target);

  /** {@code size} random bytes. */
  default Bytes bytes(int size) {
    byte[] random = new byte[size];
    fill(random);
    return Bytes.wrap(random);
  }

  /** This port as the JDK's cryptography wants it, for keys that are made by it. */
  default SecureRandom secureRandom() {
    return new SecureRandom() {
      @Override
      public void nextBytes(byte[] target) {
        fill(target);
      }
    };
  }

  /**
   * The operating system's cryptographic randomness; safe for keys. What it is read with is made
   * when it is first asked: that takes the Java platform some 10 ms, which a process that asks for
   * nothing is spared.
   */
  static Entropy system() {
    return SystemEntropy.INSTANCE;
  }
}
