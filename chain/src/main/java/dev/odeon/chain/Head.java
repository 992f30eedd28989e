package dev.odeon.chain;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;

/**
 * Where a chain ends.
 *
 * @param key whose chain
 * @param height of its last block
 * @param hash of its last block
 */
public record Head(Key key, long height, Hash hash) {
  /** Checks the height. */
  public Head {
    Numbers.from(0, "height", height);
  }

  @Override
  public String toString() {
    return key + " at height " + height + ", " + hash;
  }
}
