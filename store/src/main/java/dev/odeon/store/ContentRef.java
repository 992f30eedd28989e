package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.util.regex.Pattern;

/** Names content by the SHA-256 of its bytes; written as 64 lower-case hex digits. */
public record ContentRef(Hash hash) implements Comparable<ContentRef> {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

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
          "'" + Printable.of(hex) + "' is no content hash: expected 64 lower-case hex digits");
    }
    return new ContentRef(Hash.ofRaw(Bytes.ofHex(hex)));
  }

  static boolean isHex(String text) {
    return HEX.matcher(text).matches();
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
