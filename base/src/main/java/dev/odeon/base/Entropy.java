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

  /** The operating system's cryptographic randomness; safe for keys. */
  static Entropy system() {
    SecureRandom random = new SecureRandom();
    return random::nextBytes;
  }
}
