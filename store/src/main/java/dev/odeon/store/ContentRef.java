package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.util.HexFormat;

/** Names content by the SHA-256 of its bytes; written as 64 lower-case hex digits. */
public record ContentRef(Hash hash) implements Comparable<ContentRef> {
  private static final int HEX_SIZE = 2 * Hash.SIZE;

  /** The reference of {@code content}. */
  public static ContentRef of(Bytes content) {
    return new ContentRef(Hash.of(content));
  }

  /**
   * The reference that {@code hex} spells.
   *
   * @throws IllegalArgumentException if it is not exactly 64 lower-case hex digits
   */
  public static ContentRef parse(String hex) {
    if (!isHex(hex)) {
      throw new IllegalArgumentException(
          "'" + Printable.of(hex) + "' is not a content hash: expected 64 lower-case hex digits");
    }
    return new ContentRef(
        new Hash(
            HexFormat.fromHexDigitsToLong(hex, 0, 16),
            HexFormat.fromHexDigitsToLong(hex, 16, 32),
            HexFormat.fromHexDigitsToLong(hex, 32, 48),
            HexFormat.fromHexDigitsToLong(hex, 48, 64)));
  }

  /** By hand, for a store may have millions of names. */
  static boolean isHex(String text) {
    if (text.length() != HEX_SIZE) {
      return false;
    }
    for (int i = 0; i < HEX_SIZE; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** The 64 hex digits. */
  public String hex() {
    return hash.hex();
  }

  @Override
  public int compareTo(ContentRef other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public String toString() {
    return hex();
  }
}
