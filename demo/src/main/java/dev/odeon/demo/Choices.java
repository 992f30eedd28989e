package dev.odeon.demo;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;

/**
 * What the demo does by chance, repeatable: each choice follows from the seed and its own name.
 *
 * @param seed says which choices
 */
record Choices(long seed) {

  /** A number from 0 to {@code bound}, exclusive. */
  long below(String choice, long bound) {
    return Math.floorMod(Hash.of(Bytes.utf8(seed + " " + choice)).a(), bound);
  }
}
