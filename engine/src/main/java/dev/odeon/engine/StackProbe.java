package dev.odeon.engine;

/**
 * Finds out whether a good piece of the stack is left, before host code runs that must not break
 * off in the middle. A guest that recurses as deep as it can and then calls an import would
 * otherwise choose where a {@link StackOverflowError} strikes the host: in a class initializer,
 * say, after which the class is unusable for ever.
 *
 * <p>The only way to learn what is left is to use it. Each level of {@link #descend} takes 2 KiB or
 * more without touching it: interpreted, because the frame has room for all local variables;
 * compiled, because it has room for the arguments of the widest call in it. Only a last level uses
 * either, and few of those do: a call that is hardly ever made needs the same room. There are fewer
 * levels than return addresses that a processor predicts, beyond which each would cost as much as
 * all of them.
 */
final class StackProbe {
  private static final int LEVELS = 28;

  /** Of so many probes, one makes the call; one that never is would be compiled to nothing. */
  private static final int SELDOM = 256;

  private StackProbe() {}

  /**
   * Returns if about 64 KiB of the stack are left.
   *
   * @throws StackOverflowError if not
   */
  static void require() {
    require(0);
  }

  /**
   * The same for who asks often.
   *
   * @param count how often it did before
   */
  static void require(int count) {
    descend(LEVELS, count % SELDOM == 0);
  }

  private static int descend(int levels, boolean wide) {
    if (levels > 0) {
      return descend(levels - 1, wide) + levels;
    }
    if (wide) {
      int v = levels;
      int a0 = v, a1 = v, a2 = v, a3 = v, a4 = v, a5 = v, a6 = v, a7 = v, a8 = v, a9 = v;
      int b0 = v, b1 = v, b2 = v, b3 = v, b4 = v, b5 = v, b6 = v, b7 = v, b8 = v, b9 = v;
      int c0 = v, c1 = v, c2 = v, c3 = v, c4 = v, c5 = v, c6 = v, c7 = v, c8 = v, c9 = v;
      int d0 = v, d1 = v, d2 = v, d3 = v, d4 = v, d5 = v, d6 = v, d7 = v, d8 = v, d9 = v;
      int e0 = v, e1 = v, e2 = v, e3 = v, e4 = v, e5 = v, e6 = v, e7 = v, e8 = v, e9 = v;
      int f0 = v, f1 = v, f2 = v, f3 = v, f4 = v, f5 = v, f6 = v, f7 = v, f8 = v, f9 = v;
      int g0 = v, g1 = v, g2 = v, g3 = v, g4 = v, g5 = v, g6 = v, g7 = v, g8 = v, g9 = v;
      int h0 = v, h1 = v, h2 = v, h3 = v, h4 = v, h5 = v, h6 = v, h7 = v, h8 = v, h9 = v;
      int i0 = v, i1 = v, i2 = v, i3 = v, i4 = v, i5 = v, i6 = v, i7 = v, i8 = v, i9 = v;
      int j0 = v, j1 = v, j2 = v, j3 = v, j4 = v, j5 = v, j6 = v, j7 = v, j8 = v, j9 = v;
      int k0 = v, k1 = v, k2 = v, k3 = v, k4 = v, k5 = v, k6 = v, k7 = v, k8 = v, k9 = v;
      int l0 = v, l1 = v, l2 = v, l3 = v, l4 = v, l5 = v, l6 = v, l7 = v, l8 = v, l9 = v;
      int m0 = v, m1 = v, m2 = v, m3 = v, m4 = v, m5 = v, m6 = v, m7 = v, m8 = v, m9 = v;
      int n0 = v, n1 = v, n2 = v, n3 = v, n4 = v, n5 = v, n6 = v, n7 = v, n8 = v, n9 = v;
      int o0 = v, o1 = v, o2 = v, o3 = v, o4 = v, o5 = v, o6 = v, o7 = v, o8 = v, o9 = v;
      int p0 = v, p1 = v, p2 = v, p3 = v, p4 = v, p5 = v, p6 = v, p7 = v, p8 = v, p9 = v;
      int q0 = v, q1 = v, q2 = v, q3 = v, q4 = v, q5 = v, q6 = v, q7 = v, q8 = v, q9 = v;
      int r0 = v, r1 = v, r2 = v, r3 = v, r4 = v, r5 = v, r6 = v, r7 = v, r8 = v, r9 = v;
      int s0 = v, s1 = v, s2 = v, s3 = v, s4 = v, s5 = v, s6 = v, s7 = v, s8 = v, s9 = v;
      int t0 = v, t1 = v, t2 = v, t3 = v, t4 = v, t5 = v, t6 = v, t7 = v, t8 = v, t9 = v;
      int u0 = v, u1 = v, u2 = v, u3 = v, u4 = v, u5 = v, u6 = v, u7 = v, u8 = v, u9 = v;
      int v0 = v, v1 = v, v2 = v, v3 = v, v4 = v, v5 = v, v6 = v, v7 = v, v8 = v, v9 = v;
      int w0 = v, w1 = v, w2 = v, w3 = v, w4 = v, w5 = v, w6 = v, w7 = v, w8 = v, w9 = v;
      int x0 = v, x1 = v, x2 = v, x3 = v, x4 = v, x5 = v, x6 = v, x7 = v, x8 = v, x9 = v;
      int y0 = v, y1 = v, y2 = v, y3 = v, y4 = v, y5 = v, y6 = v, y7 = v, y8 = v, y9 = v;
      int z0 = v, z1 = v, z2 = v, z3 = v, z4 = v;
      return wide(
          a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0, c1,
          c2, c3, c4, c5, c6, c7, c8, c9, d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, e0, e1, e2, e3,
          e4, e5, e6, e7, e8, e9, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, g0, g1, g2, g3, g4, g5,
          g6, g7, g8, g9, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, i0, i1, i2, i3, i4, i5, i6, i7,
          i8, i9, j0, j1, j2, j3, j4, j5, j6, j7, j8, j9, k0, k1, k2, k3, k4, k5, k6, k7, k8, k9,
          l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, n0, n1,
          n2, n3, n4, n5, n6, n7, n8, n9, o0, o1, o2, o3, o4, o5, o6, o7, o8, o9, p0, p1, p2, p3,
          p4, p5, p6, p7, p8, p9, q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, r0, r1, r2, r3, r4, r5,
          r6, r7, r8, r9, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, t0, t1, t2, t3, t4, t5, t6, t7,
          t8, t9, u0, u1, u2, u3, u4, u5, u6, u7, u8, u9, v0, v1, v2, v3, v4, v5, v6, v7, v8, v9,
          w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, y0, y1,
          y2, y3, y4, y5, y6, y7, y8, y9, z0, z1, z2, z3, z4);
    }
    return 0;
  }

  /** So long that it is not inlined, which would leave no call and no room for its arguments. */
  private static int wide(
      int a0,
      int a1,
      int a2,
      int a3,
      int a4,
      int a5,
      int a6,
      int a7,
      int a8,
      int a9,
      int b0,
      int b1,
      int b2,
      int b3,
      int b4,
      int b5,
      int b6,
      int b7,
      int b8,
      int b9,
      int c0,
      int c1,
      int c2,
      int c3,
      int c4,
      int c5,
      int c6,
      int c7,
      int c8,
      int c9,
      int d0,
      int d1,
      int d2,
      int d3,
      int d4,
      int d5,
      int d6,
      int d7,
      int d8,
      int d9,
      int e0,
      int e1,
      int e2,
      int e3,
      int e4,
      int e5,
      int e6,
      int e7,
      int e8,
      int e9,
      int f0,
      int f1,
      int f2,
      int f3,
      int f4,
      int f5,
      int f6,
      int f7,
      int f8,
      int f9,
      int g0,
      int g1,
      int g2,
      int g3,
      int g4,
      int g5,
      int g6,
      int g7,
      int g8,
      int g9,
      int h0,
      int h1,
      int h2,
      int h3,
      int h4,
      int h5,
      int h6,
      int h7,
      int h8,
      int h9,
      int i0,
      int i1,
      int i2,
      int i3,
      int i4,
      int i5,
      int i6,
      int i7,
      int i8,
      int i9,
      int j0,
      int j1,
      int j2,
      int j3,
      int j4,
      int j5,
      int j6,
      int j7,
      int j8,
      int j9,
      int k0,
      int k1,
      int k2,
      int k3,
      int k4,
      int k5,
      int k6,
      int k7,
      int k8,
      int k9,
      int l0,
      int l1,
      int l2,
      int l3,
      int l4,
      int l5,
      int l6,
      int l7,
      int l8,
      int l9,
      int m0,
      int m1,
      int m2,
      int m3,
      int m4,
      int m5,
      int m6,
      int m7,
      int m8,
      int m9,
      int n0,
      int n1,
      int n2,
      int n3,
      int n4,
      int n5,
      int n6,
      int n7,
      int n8,
      int n9,
      int o0,
      int o1,
      int o2,
      int o3,
      int o4,
      int o5,
      int o6,
      int o7,
      int o8,
      int o9,
      int p0,
      int p1,
      int p2,
      int p3,
      int p4,
      int p5,
      int p6,
      int p7,
      int p8,
      int p9,
      int q0,
      int q1,
      int q2,
      int q3,
      int q4,
      int q5,
      int q6,
      int q7,
      int q8,
      int q9,
      int r0,
      int r1,
      int r2,
      int r3,
      int r4,
      int r5,
      int r6,
      int r7,
      int r8,
      int r9,
      int s0,
      int s1,
      int s2,
      int s3,
      int s4,
      int s5,
      int s6,
      int s7,
      int s8,
      int s9,
      int t0,
      int t1,
      int t2,
      int t3,
      int t4,
      int t5,
      int t6,
      int t7,
      int t8,
      int t9,
      int u0,
      int u1,
      int u2,
      int u3,
      int u4,
      int u5,
      int u6,
      int u7,
      int u8,
      int u9,
      int v0,
      int v1,
      int v2,
      int v3,
      int v4,
      int v5,
      int v6,
      int v7,
      int v8,
      int v9,
      int w0,
      int w1,
      int w2,
      int w3,
      int w4,
      int w5,
      int w6,
      int w7,
      int w8,
      int w9,
      int x0,
      int x1,
      int x2,
      int x3,
      int x4,
      int x5,
      int x6,
      int x7,
      int x8,
      int x9,
      int y0,
      int y1,
      int y2,
      int y3,
      int y4,
      int y5,
      int y6,
      int y7,
      int y8,
      int y9,
      int z0,
      int z1,
      int z2,
      int z3,
      int z4) {
    return a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + b0 + b1 + b2 + b3 + b4 + b5 + b6 + b7
        + b8 + b9 + c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + d0 + d1 + d2 + d3 + d4 + d5
        + d6 + d7 + d8 + d9 + e0 + e1 + e2 + e3 + e4 + e5 + e6 + e7 + e8 + e9 + f0 + f1 + f2 + f3
        + f4 + f5 + f6 + f7 + f8 + f9 + g0 + g1 + g2 + g3 + g4 + g5 + g6 + g7 + g8 + g9 + h0 + h1
        + h2 + h3 + h4 + h5 + h6 + h7 + h8 + h9 + i0 + i1 + i2 + i3 + i4 + i5 + i6 + i7 + i8 + i9
        + j0 + j1 + j2 + j3 + j4 + j5 + j6 + j7 + j8 + j9 + k0 + k1 + k2 + k3 + k4 + k5 + k6 + k7
        + k8 + k9 + l0 + l1 + l2 + l3 + l4 + l5 + l6 + l7 + l8 + l9 + m0 + m1 + m2 + m3 + m4 + m5
        + m6 + m7 + m8 + m9 + n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + o0 + o1 + o2 + o3
        + o4 + o5 + o6 + o7 + o8 + o9 + p0 + p1 + p2 + p3 + p4 + p5 + p6 + p7 + p8 + p9 + q0 + q1
        + q2 + q3 + q4 + q5 + q6 + q7 + q8 + q9 + r0 + r1 + r2 + r3 + r4 + r5 + r6 + r7 + r8 + r9
        + s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + t0 + t1 + t2 + t3 + t4 + t5 + t6 + t7
        + t8 + t9 + u0 + u1 + u2 + u3 + u4 + u5 + u6 + u7 + u8 + u9 + v0 + v1 + v2 + v3 + v4 + v5
        + v6 + v7 + v8 + v9 + w0 + w1 + w2 + w3 + w4 + w5 + w6 + w7 + w8 + w9 + x0 + x1 + x2 + x3
        + x4 + x5 + x6 + x7 + x8 + x9 + y0 + y1 + y2 + y3 + y4 + y5 + y6 + y7 + y8 + y9 + z0 + z1
        + z2 + z3 + z4;
  }
}
