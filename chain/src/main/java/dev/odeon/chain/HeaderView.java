package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.MalformedException;

/**
 * The first fields of a header, for the index: which chain and which height, the key not decoded.
 *
 * @param keyItems tenant, category and id, encoded
 * @param height of the block
 */
public record HeaderView(Bytes keyItems, long height) {
  /**
   * The view of a header.
   *
   * @throws MalformedException if it does not begin like one
   */
  public static HeaderView of(Bytes header) {
    CborReader in = new CborReader(header);
    in.array(14);
    BlockHeader.readFormat(in);
    int start = in.offset();
    in.utf8();
    in.utf8();
    in.utf8();
    Bytes keyItems = header.slice(start, in.offset());
    return new HeaderView(keyItems, in.uint());
  }
}
