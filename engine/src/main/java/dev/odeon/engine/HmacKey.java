package dev.odeon.engine;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.util.Arrays;

/**
 * A key of HMAC-SHA256 (RFC 2104). The Java platform's own takes some 25 ms to be there, longer
 * than all else that a small module needs until it runs.
 *
 * @param inner the first block of the inner digest
 * @param outer the first block of the outer digest
 */
record HmacKey(Bytes inner, Bytes outer) {
  private static final int BLOCK_SIZE = 64;
  private static final int INNER = 0x36;
  private static final int OUTER = 0x5c;

  /**
   * The key of these bytes.
   *
   * @throws IllegalArgumentException if they are more than a block of the digest: such are hashed
   *     first, which nothing needs here
   */
  static HmacKey of(Bytes key) {
    if (key.size() > BLOCK_SIZE) {
      throw new IllegalArgumentException(
          "a key has %d bytes at most, not %d".formatted(BLOCK_SIZE, key.size()));
    }
    return new HmacKey(block(key, INNER), block(key, OUTER));
  }

  private static Bytes block(Bytes key, int pad) {
    byte[] block = Arrays.copyOf(key.toArray(), BLOCK_SIZE);
    for (int i = 0; i < BLOCK_SIZE; i++) {
      block[i] ^= (byte) pad;
    }
    return Bytes.wrap(block);
  }

  /**
   * The code of {@code first} and {@code second}, one after the other: {@value Hash#SIZE} bytes.
   */
  Bytes mac(Bytes first, Bytes second) {
    return Hash.of(outer, Hash.of(inner, first, second).raw()).raw();
  }
}
