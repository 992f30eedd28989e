package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The randomness of one turn, which its seed determines: the bytes SHA-256(seed | counter) for the
 * counters 0, 1, 2, … as 8 bytes big-endian, taken in order. Anyone who has a block can compute
 * them again.
 */
public final class RandomStream {
  private final Bytes seed;
  private Bytes block = Bytes.empty();
  private int used;
  private long counter;

  /** The stream of {@code seed} from its beginning. */
  public RandomStream(Bytes seed) {
    this.seed = seed;
  }

  /** The next {@code size} bytes. */
  public Bytes next(int size) {
    byte[] taken = new byte[size];
    for (int at = 0; at < size; ) {
      if (used == block.size()) {
        refill();
      }
      int part = Math.min(size - at, block.size() - used);
      block.slice(used, used + part).copyTo(taken, at);
      used += part;
      at += part;
    }
    return Bytes.wrap(taken);
  }

  /** The next 8 bytes as a big-endian integer. */
  public long nextLong() {
    return next(8).buffer().getLong();
  }

  /**
   * A number from {@code from} (inclusive) to {@code to} (exclusive), unsigned, each equally
   * likely.
   */
  public long nextBetween(long from, long to) {
    long span = to - from;
    if (span == 0) {
      throw new IllegalArgumentException("the range from " + from + " to " + to + " is empty");
    }
    // Numbers of the last, incomplete span would come too often: they are drawn again.
    long excess = Long.remainderUnsigned(-span, span);
    long number = nextLong();
    while (Long.compareUnsigned(number, excess) < 0) {
      number = nextLong();
    }
    return from + Long.remainderUnsigned(number, span);
  }

  /** A number from 0 (inclusive) to 1 (exclusive) with 53 random bits. */
  public double nextFloat() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** A random UUID (version 4) of the next 16 bytes. */
  public UUID nextUuid() {
    long high = nextLong() & ~0xF000L | 0x4000L;
    long low = nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private void refill() {
    byte[] count = new byte[Long.BYTES];
    ByteBuffer.wrap(count).putLong(counter++);
    block = Hash.of(seed, Bytes.wrap(count)).raw();
    used = 0;
  }
}
