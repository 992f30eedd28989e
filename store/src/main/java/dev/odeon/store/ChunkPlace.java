package dev.odeon.store;

import dev.odeon.base.Hash;

/**
 * A chunk and where its bytes are.
 *
 * @param hash of its bytes as they were put
 * @param size of these, at most {@link Chunker#SIZE_MAX}
 * @param pack the number of the pack
 * @param offset where in the pack it begins
 * @param storedSize how many bytes it has there
 * @param codec how it is stored there
 */
record ChunkPlace(Hash hash, int size, long pack, long offset, int storedSize, Codec codec) {
  /** The bytes it takes in the pack, its checksum included. */
  long packedSize() {
    return storedSize + Packs.SUM_SIZE;
  }

  /** As values of the chunk index. */
  long[] values() {
    return new long[] {pack, offset, (long) size << 32 | (long) storedSize << 8 | codec.code()};
  }

  static ChunkPlace of(Hash hash, long[] values) {
    return new ChunkPlace(
        hash,
        (int) (values[2] >>> 32),
        values[0],
        values[1],
        (int) (values[2] >>> 8 & 0xFF_FFFF),
        Codec.of((int) (values[2] & 0xFF), "the derived index"));
  }
}
