package dev.odeon.engine;

/**
 * Finds out whether a good piece of the stack is left, before host code runs that must not break
 * off in the middle. A guest that recurses as deep as it can and then calls an import would
 * otherwise choose where a {@link StackOverflowError} strikes the host.
 */
final class StackProbe {
  private static final int FRAMES = 24;

  private StackProbe() {}

  /**
   * Returns if about 16 KiB are left.
   *
   * @throws StackOverflowError if not
   */
  static void require() {
    if (descend(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8) == 0) {
      throw new AssertionError("the probe's sum cannot be 0");
    }
  }

  /**
   * Eight longs that are all used after the inner call: a frame cannot be made smaller than they
   * are.
   */
  private static long descend(
      int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
    if (frames == 0) {
      return a;
    }
    long below = descend(frames - 1, b, c, d, e, f, g, h, a);
    return below + (a ^ b ^ c ^ d ^ e ^ f ^ g ^ h) + 1;
  }
}
