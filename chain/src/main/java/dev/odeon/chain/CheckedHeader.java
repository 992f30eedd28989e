package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * A header read as strictly as {@link BlockHeader#decode}, but for the key's characters, without
 * making all its values: for those who read millions.
 *
 * @param keyItems tenant, category and id, encoded
 * @param height of the block
 * @param parent the hash it names
 * @param stateHash after the turn; null for none
 * @param eventHashes of its events
 */
record CheckedHeader(
    Bytes keyItems, long height, Hash parent, @Nullable Hash stateHash, Hash[] eventHashes) {
  /**
   * Reads a header.
   *
   * @throws MalformedException if it is none
   */
  static CheckedHeader decode(Bytes header) {
    CborReader in = new CborReader(header);
    in.array(14);
    BlockHeader.readFormat(in);
    int start = in.offset();
    in.text();
    in.text();
    in.text();
    Bytes keyItems = header.slice(start, in.offset());
    long height = in.uint();
    Hash parent = in.hash();
    in.uint();
    if (!in.nil()) {
      in.hash();
    }
    int metering = in.uint(Integer.MAX_VALUE);
    if (in.bytes().size() != BlockHeader.SEED_SIZE) {
      throw in.malformed("the seed has not " + BlockHeader.SEED_SIZE + " bytes");
    }
    Hash stateHash = in.nil() ? null : in.hash();
    Hash[] eventHashes = new Hash[in.array()];
    for (int i = 0; i < eventHashes.length; i++) {
      eventHashes[i] = in.hash();
    }
    OutcomeCodec.read(in);
    if (EventCodec.numberOrNull(in) != null && metering == 0) {
      throw in.malformed("fuel where nothing was metered");
    }
    in.end();
    if (height == 0 && !parent.equals(Hash.ZERO)) {
      throw in.malformed("a block of height 0 has a parent");
    }
    return new CheckedHeader(keyItems, height, parent, stateHash, eventHashes);
  }
}
