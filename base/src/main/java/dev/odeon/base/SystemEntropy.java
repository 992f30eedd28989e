package dev.odeon.base;

import java.security.SecureRandom;
import java.util.Arrays;

/** The operating system's randomness. */
enum SystemEntropy implements Entropy {
  INSTANCE;

  private static final int SMALL = 64;

  /** Made when it is first used. */
  private static final class Source {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ThreadLocal<Drawn> OF_THREAD = ThreadLocal.withInitial(Drawn::new);
  }

  /** What a thread has drawn and not given away: one draw costs as much as many bytes. */
  private static final class Drawn {
    private final byte[] bytes = new byte[32 * SMALL];
    private int left;

    void take(byte[] target) {
      if (left < target.length) {
        Source.RANDOM.nextBytes(bytes);
        left = bytes.length;
      }
      int from = left - target.length;
      System.arraycopy(bytes, from, target, 0, target.length);
      // What was given away is nowhere else.
      Arrays.fill(bytes, from, left, (byte) 0);
      left = from;
    }
  }

  @Override
  public void fill(byte[] target) {
    // There may be very many virtual threads, and most ask once.
    if (target.length > SMALL || Thread.currentThread().isVirtual()) {
      Source.RANDOM.nextBytes(target);
    } else {
      Source.OF_THREAD.get().take(target);
    }
  }
}
