package dev.odeon.base;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes deterministic CBOR (RFC 8949 §4.2.1): shortest heads, definite lengths. Map keys are the
 * caller's to write in bytewise order of their encodings. There are no floats and no tags in our
 * formats: a float travels as the byte string of its bits, so that a NaN keeps every one.
 */
public final class CborWriter {
  private byte[] buffer;
  private int size;

  /** A writer with nothing written. */
  public CborWriter() {
    this(256);
  }

  /** A writer with room for {@code capacity} bytes before it grows. */
  public CborWriter(int capacity) {
    buffer = new byte[Math.max(16, capacity)];
  }

  /** An unsigned integer of 64 bits. */
  public CborWriter uint(long value) {
    return head(0, value);
  }

  /** A signed integer. */
  public CborWriter integer(long value) {
    return value >= 0 ? head(0, value) : head(1, ~value);
  }

  /** A byte string. */
  public CborWriter bytes(Bytes value) {
    head(2, value.size());
    return raw(value);
  }

  /** The {@value Hash#SIZE} bytes of a hash as a byte string. */
  public CborWriter hash(Hash value) {
    head(2, Hash.SIZE);
    room(Hash.SIZE);
    value.copyTo(buffer, size);
    size += Hash.SIZE;
    return this;
  }

  /** The bytes of a hash, or null. */
  public CborWriter hashOrNull(@Nullable Hash value) {
    return value == null ? nil() : hash(value);
  }

  /**
   * A text string.
   *
   * @throws IllegalArgumentException if it has half of a surrogate pair, which UTF-8 has not
   */
  public CborWriter text(String value) {
    int length = value.length();
    int begin = size;
    head(3, length);
    room(length);
    for (int i = 0; i < length; i++) {
      char next = value.charAt(i);
      if (next >= 0x80) {
        size = begin;
        return wideText(value);
      }
      buffer[size + i] = (byte) next;
    }
    size += length;
    return this;
  }

  /** A text that is not all of one byte a character. */
  private CborWriter wideText(String value) {
    checkPairs(value);
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    head(3, utf8.length);
    return raw(Bytes.wrap(utf8));
  }

  /** The three items of a key: tenant, category, id. */
  public CborWriter keyItems(Key key) {
    return text(key.tenant()).text(key.category()).text(key.id());
  }

  /** A text string, or null. */
  public CborWriter textOrNull(@Nullable String value) {
    return value == null ? nil() : text(value);
  }

  /** The head of an array of {@code count} items, which follow. */
  public CborWriter array(int count) {
    return head(4, count);
  }

  /**
   * The head of a map of {@code count} pairs, which follow in the order of their keys' encodings.
   */
  public CborWriter map(int count) {
    return head(5, count);
  }

  /** True or false. */
  public CborWriter bool(boolean value) {
    return single(value ? 0xF5 : 0xF4);
  }

  /** Null. */
  public CborWriter nil() {
    return single(0xF6);
  }

  /** An item that is encoded already, or the tail of one. */
  public CborWriter raw(Bytes encoded) {
    room(encoded.size());
    encoded.copyTo(buffer, size);
    size += encoded.size();
    return this;
  }

  /** A copy of what was written. */
  public Bytes toBytes() {
    return Bytes.wrap(Arrays.copyOf(buffer, size));
  }

  /** Java would write half of a pair as a question mark, and two texts would be one. */
  private static void checkPairs(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.charCount(text.codePointAt(i)) == 1) {
          throw new IllegalArgumentException("an unpaired surrogate at index " + i + " of a text");
        }
        i++;
      }
    }
  }

  private CborWriter head(int major, long value) {
    room(9);
    int type = major << 5;
    if (value >= 0 && value < 24) {
      buffer[size++] = (byte) (type | (int) value);
    } else if (value >= 0 && value <= 0xFF) {
      buffer[size++] = (byte) (type | 24);
      bigEndian(value, 1);
    } else if (value >= 0 && value <= 0xFFFF) {
      buffer[size++] = (byte) (type | 25);
      bigEndian(value, 2);
    } else if (value >= 0 && value <= 0xFFFF_FFFFL) {
      buffer[size++] = (byte) (type | 26);
      bigEndian(value, 4);
    } else {
      buffer[size++] = (byte) (type | 27);
      bigEndian(value, 8);
    }
    return this;
  }

  private void bigEndian(long value, int count) {
    for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
  }

  private CborWriter single(int value) {
    room(1);
    buffer[size++] = (byte) value;
    return this;
  }

  private void room(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(size + more, buffer.length * 2));
    }
  }
}
