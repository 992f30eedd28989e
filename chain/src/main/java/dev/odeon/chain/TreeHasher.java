package dev.odeon.chain;

import dev.odeon.base.Hash;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;

/**
 * The two hashes of an RFC 6962 tree, without an allocation but the result. Owned by one thread.
 */
final class TreeHasher {
  /** The root of a tree without leaves: SHA-256 of nothing. */
  static final Hash EMPTY = Hash.of();

  private final MessageDigest digest = Hash.digest();
  private final byte[] input = new byte[1 + 2 * Hash.SIZE];
  private final byte[] output = new byte[Hash.SIZE];
  private final ByteBuffer in = ByteBuffer.wrap(input);
  private final ByteBuffer out = ByteBuffer.wrap(output);

  /** SHA-256(0x00 | leaf). */
  Hash leaf(Hash leaf) {
    in.clear().put((byte) 0);
    leaf.putTo(in);
    return finish();
  }

  /** SHA-256(0x01 | left | right). */
  Hash node(Hash left, Hash right) {
    in.clear().put((byte) 1);
    left.putTo(in);
    right.putTo(in);
    return finish();
  }

  private Hash finish() {
    digest.update(input, 0, in.position());
    try {
      digest.digest(output, 0, output.length);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 does not fit into 32 bytes", e);
    }
    return Hash.ofRaw(out.clear());
  }
}
