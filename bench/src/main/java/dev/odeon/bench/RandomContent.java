package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.store.Source;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.SplittableRandom;

/**
 * Random content, the same for the same number: no part of it is found twice, and it cannot be
 * compressed. Made as it is read, one block at a time, so that any size of it takes no memory. Read
 * by one thread at a time.
 */
final class RandomContent implements Source {
  private static final int BLOCK = 1 << 16;
  private static final long[] BASE = new SplittableRandom(1).longs(BLOCK / 8).toArray();

  private final long number;
  private final long size;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
  private final LongBuffer longs = block.asLongBuffer();
  private long blockIndex = -1;

  /** The content {@code number} of {@code size} bytes. */
  RandomContent(long number, long size) {
    this.number = number;
    this.size = size;
  }

  /** A small content in memory. */
  static Bytes bytes(long number, int size) {
    ByteBuffer all = ByteBuffer.allocate(size);
    RandomContent drawn = new RandomContent(number, size);
    while (all.hasRemaining()) {
      var _ = drawn.read(all.position(), all);
    }
    return Bytes.wrap(all.array());
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long offset, ByteBuffer target) {
    if (offset >= size) {
      return -1;
    }
    load(offset / BLOCK);
    int within = (int) (offset % BLOCK);
    int count = (int) Math.min(Math.min(target.remaining(), BLOCK - within), size - offset);
    target.put(block.slice(within, count));
    return count;
  }

  private void load(long index) {
    if (index != blockIndex) {
      long mask = new SplittableRandom(number * 0x9E3779B97F4A7C15L + index).nextLong();
      for (int i = 0; i < BASE.length; i++) {
        longs.put(i, BASE[i] ^ mask);
      }
      blockIndex = index;
    }
  }
}
