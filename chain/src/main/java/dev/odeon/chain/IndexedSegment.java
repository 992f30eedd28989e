package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What the index knows of one segment of the log, in memory or in a file. Any thread asks. */
interface IndexedSegment {
  /** A chain that is looked for by its encoded key. Owned by one thread. */
  final class Name {
    final Bytes keyItems;
    private @Nullable Long fingerprint;

    Name(Bytes keyItems) {
      this.keyItems = keyItems;
    }

    /** What files know it by. */
    long fingerprint() {
      Long known = fingerprint;
      if (known == null) {
        known = Hash.of(keyItems).a();
        fingerprint = known;
      }
      return known;
    }
  }

  /** Reads the positions of {@code count} blocks of a part, from {@code first} on, 0-based. */
  @FunctionalInterface
  interface Positions {
    long[] of(int first, int count);
  }

  /** One chain's part in a segment. */
  record Part(long firstHeight, int count, Hash headHash, Positions positions) {
    Head head(Key key) {
      return new Head(key, firstHeight + count - 1, headHash);
    }

    /** The positions of its blocks from height {@code from} on, at most {@code countMax}. */
    long[] positions(long from, int countMax) {
      long left = firstHeight + count - from;
      return left <= 0
          ? new long[0]
          : positions.of((int) (from - firstHeight), (int) Math.min(countMax, left));
    }
  }

  /** The sequence of its first block. */
  long firstSequence();

  /** The sequence after its last block. */
  long endSequence();

  /** The position of its first record. */
  long firstPosition();

  /** The part of a chain; null if it has no block here. */
  @Nullable Part part(Name name);

  /** All chains: the encoded key and the part. */
  void parts(BiConsumer<Bytes, Part> visitor);

  /** The position of the commit of a block that is here. */
  long positionOfSequence(long sequence);

  /** The sequence of the first block whose commit stands at {@code position} or after it. */
  long sequenceFrom(long position);

  /** The position of the content of {@code hash}; -1 if it is not here. */
  long content(Hash hash);
}
