package dev.odeon.bench;

import java.util.Arrays;

/** How long each of many things took. Owned by one thread at a time. */
final class Latencies {
  private long[] nanos = new long[64];
  private int count;

  /** Notes one. */
  void add(long took) {
    room(1);
    nanos[count++] = took;
  }

  /** Notes all of {@code more}. */
  void add(Latencies more) {
    room(more.count);
    System.arraycopy(more.nanos, 0, nanos, count, more.count);
    count += more.count;
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** The least of them, in microseconds, that {@code percent} of them, 1 to 100, do not exceed. */
  double micros(int percent) {
    if (count == 0) {
      throw new IllegalStateException("nothing was timed");
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.ceilDiv((long) count * percent, 100L) - 1] / 1e3;
  }

  /** Forgets them. */
  void clear() {
    count = 0;
  }

  private void room(int more) {
    if (count + more > nanos.length) {
      nanos = Arrays.copyOf(nanos, Math.max(2 * nanos.length, count + more));
    }
  }
}
