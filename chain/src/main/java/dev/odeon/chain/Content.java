package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;

/**
 * Bytes kept by their hash: the body of a content record is {@code [1, hash, bytes]}.
 *
 * @param hash of the bytes, if {@link #isWhole()}
 * @param bytes the content
 */
public record Content(Hash hash, Bytes bytes) {
  /** The content of {@code bytes}, its hash computed. */
  public static Content of(Bytes bytes) {
    return new Content(Hash.of(bytes), bytes);
  }

  /** Whether the hash is that of the bytes. */
  public boolean isWhole() {
    return Hash.of(bytes).equals(hash);
  }

  /** The body of the record. */
  public Bytes encoded() {
    CborWriter out = new CborWriter(48 + bytes.size());
    out.array(3).uint(BlockHeader.FORMAT).hash(hash).bytes(bytes);
    return out.toBytes();
  }

  /**
   * The content that the body of a record is, its hash not checked.
   *
   * @throws MalformedException if it is none, or of a newer format; the message names the byte
   */
  public static Content decode(Bytes body) {
    CborReader in = new CborReader(body);
    in.array(3);
    BlockHeader.readFormat(in);
    Content content = new Content(in.hash(), in.bytes());
    in.end();
    return content;
  }
}
