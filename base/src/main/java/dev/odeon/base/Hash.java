package dev.odeon.base;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest, written {@code sha256:} and 64 lower-case hex digits. The algorithm is part of
 * the text so that another one can join; in binary formats the format's version implies it.
 */
public record Hash(long a, long b, long c, long d) implements Comparable<Hash> {
  /** The size of a digest in bytes. */
  public static final int SIZE = 32;

  /** All zeros: the parent of a first block. */
  public static final Hash ZERO = new Hash(0, 0, 0, 0);

  private static final String TAG = "sha256:";
  private static final MessageDigest PROTOTYPE = sha256();

  /** A thread's own digest, because making one costs as much as hashing what is short. */
  private static final class Own {
    private static final ThreadLocal<Own> OF_THREAD = ThreadLocal.withInitial(Own::new);

    private final MessageDigest digest = digest();
    private final byte[] raw = new byte[SIZE];
    private boolean begun;

    /** The calling thread's, with nothing hashed. */
    static Own begin() {
      Own own = OF_THREAD.get();
      if (own.begun) {
        // An exception broke the last computation off.
        own.digest.reset();
      }
      own.begun = true;
      return own;
    }

    Hash end() {
      try {
        digest.digest(raw, 0, SIZE);
      } catch (DigestException e) {
        throw new IllegalStateException("SHA-256 does not fit into 32 bytes", e);
      }
      begun = false;
      return ofRaw(raw, 0);
    }
  }

  /** The digest of {@code parts}, one after the other. */
  public static Hash of(Bytes... parts) {
    Own own = Own.begin();
    for (Bytes part : parts) {
      part.update(own.digest);
    }
    return own.end();
  }

  /**
   * The digest of the byte {@code prefix} followed by {@code parts}: domain separation as in RFC
   * 6962.
   */
  public static Hash of(byte prefix, Bytes... parts) {
    Own own = Own.begin();
    own.digest.update(prefix);
    for (Bytes part : parts) {
      part.update(own.digest);
    }
    return own.end();
  }

  /** What {@code digest} computed so far; the digest is reset. */
  public static Hash of(MessageDigest digest) {
    return ofRaw(digest.digest(), 0);
  }

  /** A new SHA-256 computation, for content that comes in pieces. */
  public static MessageDigest digest() {
    try {
      return (MessageDigest) PROTOTYPE.clone();
    } catch (CloneNotSupportedException e) {
      return sha256();
    }
  }

  /**
   * The digest whose {@value #SIZE} bytes are {@code raw}.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static Hash ofRaw(Bytes raw) {
    if (raw.size() != SIZE) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + raw.size());
    }
    return new Hash(raw.int64(0), raw.int64(8), raw.int64(16), raw.int64(24));
  }

  /** The next {@value #SIZE} bytes of {@code raw} as a digest. */
  public static Hash ofRaw(ByteBuffer raw) {
    return new Hash(raw.getLong(), raw.getLong(), raw.getLong(), raw.getLong());
  }

  /**
   * The digest that {@code text} names, with or without {@code sha256:}.
   *
   * @throws IllegalArgumentException if it is not 64 lower-case hex digits
   */
  public static Hash parse(String text) {
    String hex = text.startsWith(TAG) ? text.substring(TAG.length()) : text;
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a hash: expected sha256: and 64 lower-case hex digits");
    }
    return ofRaw(Bytes.ofHex(hex));
  }

  /** The {@value #SIZE} bytes of the digest. */
  public Bytes raw() {
    byte[] raw = new byte[SIZE];
    copyTo(raw, 0);
    return Bytes.wrap(raw);
  }

  /** Copies the {@value #SIZE} bytes into {@code target} from {@code at}. */
  public void copyTo(byte[] target, int at) {
    Bytes.LONGS.set(target, at, a);
    Bytes.LONGS.set(target, at + 8, b);
    Bytes.LONGS.set(target, at + 16, c);
    Bytes.LONGS.set(target, at + 24, d);
  }

  /** Writes the {@value #SIZE} bytes to {@code target}. */
  public void putTo(ByteBuffer target) {
    target.putLong(a).putLong(b).putLong(c).putLong(d);
  }

  /** The 64 hex digits without the algorithm's name. */
  public String hex() {
    HexFormat format = HexFormat.of();
    return format.toHexDigits(a)
        + format.toHexDigits(b)
        + format.toHexDigits(c)
        + format.toHexDigits(d);
  }

  @Override
  public int compareTo(Hash other) {
    return raw().compareTo(other.raw());
  }

  @Override
  public String toString() {
    return TAG + hex();
  }

  private static Hash ofRaw(byte[] raw, int at) {
    return new Hash(
        (long) Bytes.LONGS.get(raw, at),
        (long) Bytes.LONGS.get(raw, at + 8),
        (long) Bytes.LONGS.get(raw, at + 16),
        (long) Bytes.LONGS.get(raw, at + 24));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
