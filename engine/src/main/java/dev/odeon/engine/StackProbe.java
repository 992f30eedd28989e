package dev.odeon.engine;

/**
 * Finds out whether a good piece of the stack is left, before host code runs that must not break
 * off in the middle. A guest that recurses as deep as it can and then calls an import would
 * otherwise choose where a {@link StackOverflowError} strikes the host: in a class initializer,
 * say, after which the class is unusable for ever.
 *
 * <p>The only way to learn what is left is to use it. Each level of {@link #descend} takes half a
 * KiB or more without touching it: interpreted, because the frame has room for all local variables;
 * compiled, because it has room for the arguments of the widest call in it. Only the last level
 * uses either.
 */
final class StackProbe {
  private static final int LEVELS = 56;

  private StackProbe() {}

  /**
   * Returns if about 64 KiB of the stack are left.
   *
   * @throws StackOverflowError if not
   */
  static void require() {
    descend(LEVELS);
  }

  private static long descend(int levels) {
    if (levels == 0) {
      long n = levels;
      long a0 = n, a1 = n, a2 = n, a3 = n, a4 = n, a5 = n, a6 = n, a7 = n, a8 = n, a9 = n;
      long b0 = n, b1 = n, b2 = n, b3 = n, b4 = n, b5 = n, b6 = n, b7 = n, b8 = n, b9 = n;
      long c0 = n, c1 = n, c2 = n, c3 = n, c4 = n, c5 = n, c6 = n, c7 = n, c8 = n, c9 = n;
      long d0 = n, d1 = n, d2 = n, d3 = n, d4 = n, d5 = n, d6 = n, d7 = n, d8 = n, d9 = n;
      long e0 = n, e1 = n, e2 = n, e3 = n, e4 = n, e5 = n, e6 = n, e7 = n, e8 = n, e9 = n;
      long f0 = n, f1 = n, f2 = n, f3 = n, f4 = n, f5 = n, f6 = n, f7 = n, f8 = n, f9 = n;
      long g0 = n, g1 = n, g2 = n, g3 = n, g4 = n, g5 = n, g6 = n, g7 = n, g8 = n, g9 = n;
      long h0 = n, h1 = n, h2 = n, h3 = n, h4 = n, h5 = n, h6 = n, h7 = n, h8 = n, h9 = n;
      long i0 = n, i1 = n, i2 = n, i3 = n, i4 = n, i5 = n, i6 = n, i7 = n, i8 = n, i9 = n;
      long j0 = n, j1 = n, j2 = n, j3 = n, j4 = n, j5 = n, j6 = n, j7 = n, j8 = n, j9 = n;
      long k0 = n, k1 = n, k2 = n, k3 = n, k4 = n, k5 = n, k6 = n, k7 = n, k8 = n, k9 = n;
      return wide(
          a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0, c1,
          c2, c3, c4, c5, c6, c7, c8, c9, d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, e0, e1, e2, e3,
          e4, e5, e6, e7, e8, e9, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, g0, g1, g2, g3, g4, g5,
          g6, g7, g8, g9, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, i0, i1, i2, i3, i4, i5, i6, i7,
          i8, i9, j0, j1, j2, j3, j4, j5, j6, j7, j8, j9, k0, k1, k2, k3, k4, k5, k6, k7, k8, k9);
    }
    return descend(levels - 1) + levels;
  }

  /** So long that it is not inlined, which would leave no call and no room for its arguments. */
  private static long wide(
      long a0,
      long a1,
      long a2,
      long a3,
      long a4,
      long a5,
      long a6,
      long a7,
      long a8,
      long a9,
      long b0,
      long b1,
      long b2,
      long b3,
      long b4,
      long b5,
      long b6,
      long b7,
      long b8,
      long b9,
      long c0,
      long c1,
      long c2,
      long c3,
      long c4,
      long c5,
      long c6,
      long c7,
      long c8,
      long c9,
      long d0,
      long d1,
      long d2,
      long d3,
      long d4,
      long d5,
      long d6,
      long d7,
      long d8,
      long d9,
      long e0,
      long e1,
      long e2,
      long e3,
      long e4,
      long e5,
      long e6,
      long e7,
      long e8,
      long e9,
      long f0,
      long f1,
      long f2,
      long f3,
      long f4,
      long f5,
      long f6,
      long f7,
      long f8,
      long f9,
      long g0,
      long g1,
      long g2,
      long g3,
      long g4,
      long g5,
      long g6,
      long g7,
      long g8,
      long g9,
      long h0,
      long h1,
      long h2,
      long h3,
      long h4,
      long h5,
      long h6,
      long h7,
      long h8,
      long h9,
      long i0,
      long i1,
      long i2,
      long i3,
      long i4,
      long i5,
      long i6,
      long i7,
      long i8,
      long i9,
      long j0,
      long j1,
      long j2,
      long j3,
      long j4,
      long j5,
      long j6,
      long j7,
      long j8,
      long j9,
      long k0,
      long k1,
      long k2,
      long k3,
      long k4,
      long k5,
      long k6,
      long k7,
      long k8,
      long k9) {
    long sum = 0;
    sum += a0 ^ a7;
    sum += a1 ^ a8;
    sum += a2 ^ a9;
    sum += a3 ^ b0;
    sum += a4 ^ b1;
    sum += a5 ^ b2;
    sum += a6 ^ b3;
    sum += a7 ^ b4;
    sum += a8 ^ b5;
    sum += a9 ^ b6;
    sum += b0 ^ b7;
    sum += b1 ^ b8;
    sum += b2 ^ b9;
    sum += b3 ^ c0;
    sum += b4 ^ c1;
    sum += b5 ^ c2;
    sum += b6 ^ c3;
    sum += b7 ^ c4;
    sum += b8 ^ c5;
    sum += b9 ^ c6;
    sum += c0 ^ c7;
    sum += c1 ^ c8;
    sum += c2 ^ c9;
    sum += c3 ^ d0;
    sum += c4 ^ d1;
    sum += c5 ^ d2;
    sum += c6 ^ d3;
    sum += c7 ^ d4;
    sum += c8 ^ d5;
    sum += c9 ^ d6;
    sum += d0 ^ d7;
    sum += d1 ^ d8;
    sum += d2 ^ d9;
    sum += d3 ^ e0;
    sum += d4 ^ e1;
    sum += d5 ^ e2;
    sum += d6 ^ e3;
    sum += d7 ^ e4;
    sum += d8 ^ e5;
    sum += d9 ^ e6;
    sum += e0 ^ e7;
    sum += e1 ^ e8;
    sum += e2 ^ e9;
    sum += e3 ^ f0;
    sum += e4 ^ f1;
    sum += e5 ^ f2;
    sum += e6 ^ f3;
    sum += e7 ^ f4;
    sum += e8 ^ f5;
    sum += e9 ^ f6;
    sum += f0 ^ f7;
    sum += f1 ^ f8;
    sum += f2 ^ f9;
    sum += f3 ^ g0;
    sum += f4 ^ g1;
    sum += f5 ^ g2;
    sum += f6 ^ g3;
    sum += f7 ^ g4;
    sum += f8 ^ g5;
    sum += f9 ^ g6;
    sum += g0 ^ g7;
    sum += g1 ^ g8;
    sum += g2 ^ g9;
    sum += g3 ^ h0;
    sum += g4 ^ h1;
    sum += g5 ^ h2;
    sum += g6 ^ h3;
    sum += g7 ^ h4;
    sum += g8 ^ h5;
    sum += g9 ^ h6;
    sum += h0 ^ h7;
    sum += h1 ^ h8;
    sum += h2 ^ h9;
    sum += h3 ^ i0;
    sum += h4 ^ i1;
    sum += h5 ^ i2;
    sum += h6 ^ i3;
    sum += h7 ^ i4;
    sum += h8 ^ i5;
    sum += h9 ^ i6;
    sum += i0 ^ i7;
    sum += i1 ^ i8;
    sum += i2 ^ i9;
    sum += i3 ^ j0;
    sum += i4 ^ j1;
    sum += i5 ^ j2;
    sum += i6 ^ j3;
    sum += i7 ^ j4;
    sum += i8 ^ j5;
    sum += i9 ^ j6;
    sum += j0 ^ j7;
    sum += j1 ^ j8;
    sum += j2 ^ j9;
    sum += j3 ^ k0;
    sum += j4 ^ k1;
    sum += j5 ^ k2;
    sum += j6 ^ k3;
    sum += j7 ^ k4;
    sum += j8 ^ k5;
    sum += j9 ^ k6;
    sum += k0 ^ k7;
    sum += k1 ^ k8;
    sum += k2 ^ k9;
    sum += k3 ^ a0;
    sum += k4 ^ a1;
    sum += k5 ^ a2;
    sum += k6 ^ a3;
    sum += k7 ^ a4;
    sum += k8 ^ a5;
    sum += k9 ^ a6;
    return sum;
  }
}
