package dev.odeon.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of bytes with value equality. A slice shares the array of what it was cut from.
 */
public final class Bytes implements Comparable<Bytes> {
  /** Eight bytes of an array, big-endian. */
  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int size;

  private Bytes(byte[] array, int offset, int size) {
    this.array = array;
    this.offset = offset;
    this.size = size;
  }

  /** The run of no bytes. */
  public static Bytes empty() {
    return EMPTY;
  }

  /** A copy of {@code array}. */
  public static Bytes copyOf(byte[] array) {
    return wrap(array.clone());
  }

  /** A copy of {@code size} bytes of {@code array} from {@code offset}. */
  public static Bytes copyOf(byte[] array, int offset, int size) {
    return wrap(wrap(array, offset, size).toArray());
  }

  /** The bytes of {@code array} without a copy: the caller gives the array away. */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
  }

  /**
   * {@code size} bytes of {@code array} from {@code offset} without a copy: see {@link
   * #wrap(byte[])}.
   */
  public static Bytes wrap(byte[] array, int offset, int size) {
    if (offset < 0 || size < 0 || size > array.length - offset) {
      throw new IndexOutOfBoundsException(
          "bytes " + offset + "+" + size + " of " + array.length + " do not exist");
    }
    return size == 0 ? EMPTY : new Bytes(array, offset, size);
  }

  /** The UTF-8 encoding of {@code text}; an unpaired surrogate becomes {@code ?}. */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The bytes that {@code hex} spells.
   *
   * @throws IllegalArgumentException if it is not an even number of hex digits
   */
  public static Bytes ofHex(String hex) {
    return wrap(HexFormat.of().parseHex(hex));
  }

  /** The number of bytes. */
  public int size() {
    return size;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The byte at {@code index}, 0-based. */
  public byte at(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("byte " + index + " of " + size + " does not exist");
    }
    return array[offset + index];
  }

  /** The bytes from {@code from} (inclusive) to {@code to} (exclusive), sharing this array. */
  public Bytes slice(int from, int to) {
    if (from < 0 || from > to || to > size) {
      throw new IndexOutOfBoundsException(
          "bytes " + from + ".." + to + " of " + size + " do not exist");
    }
    return wrap(array, offset + from, to - from);
  }

  /** A copy as a new array. */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + size);
  }

  /** Copies all bytes into {@code target} from {@code at}. */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(array, offset, target, at, size);
  }

  /** A read-only view, position 0, limit {@link #size()}, big-endian. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(array, offset, size).slice().asReadOnlyBuffer();
  }

  /** These bytes without the array they may be a small slice of: worth it before keeping them. */
  public Bytes compact() {
    return size == array.length ? this : wrap(toArray());
  }

  /** This run followed by {@code other}. */
  public Bytes plus(Bytes other) {
    byte[] joined = Arrays.copyOf(toArray(), size + other.size);
    other.copyTo(joined, size);
    return wrap(joined);
  }

  /** The text these bytes encode, malformed UTF-8 replaced by U+FFFD. */
  public String text() {
    return new String(array, offset, size, StandardCharsets.UTF_8);
  }

  /**
   * The text these bytes encode.
   *
   * @throws CharacterCodingException if they are not UTF-8
   */
  public String strictText() throws CharacterCodingException {
    // Decoding leniently is many times faster, and shows by U+FFFD where it may have been lenient.
    String text = text();
    return text.indexOf('\uFFFD') < 0
        ? text
        : StandardCharsets.UTF_8.newDecoder().decode(buffer()).toString();
  }

  /** Lower-case hex digits. */
  public String hex() {
    return HexFormat.of().formatHex(array, offset, offset + size);
  }

  /** The eight bytes at {@code index}, big-endian. */
  public long int64(int index) {
    if (index < 0 || index > size - Long.BYTES) {
      throw new IndexOutOfBoundsException("bytes " + index + "+8 of " + size + " do not exist");
    }
    return (long) LONGS.get(array, offset + index);
  }

  /**
   * The digest machinery's way to the array: package-private, so that nobody else can change it.
   */
  void update(java.security.MessageDigest digest) {
    digest.update(array, offset, size);
  }

  /**
   * Compares as unsigned bytes, a prefix before what it begins: the order of deterministic CBOR
   * keys.
   */
  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(
        array, offset, offset + size, other.array, other.offset, other.offset + other.size);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + size, that.array, that.offset, that.offset + that.size);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + size; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /** The size and the first bytes in hex: short enough for any message. */
  @Override
  public String toString() {
    int shown = Math.min(size, 16);
    return size + " bytes " + slice(0, shown).hex() + (shown < size ? "…" : "");
  }
}
