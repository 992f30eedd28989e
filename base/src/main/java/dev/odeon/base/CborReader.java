package dev.odeon.base;

import java.nio.charset.CharacterCodingException;

/**
 * Reads deterministic CBOR (RFC 8949 §4.2.1) and refuses anything else: longer heads than needed,
 * indefinite lengths, text that is not UTF-8, floats, tags, bytes after the end. Map keys out of
 * order are the caller's to refuse with {@link #keyAfter}. Every refusal is a {@link
 * MalformedException} that names the offset.
 */
public final class CborReader {
  /** What the next item is. */
  public enum Kind {
    UINT,
    NEGATIVE,
    BYTES,
    TEXT,
    ARRAY,
    MAP,
    BOOL,
    NULL
  }

  private static final int DEPTH_MAX = 64;

  private final Bytes input;
  private int at;

  /** A reader at the start of {@code input}. */
  public CborReader(Bytes input) {
    this.input = input;
  }

  /** The kind of the next item, without reading it. */
  public Kind peek() {
    int head = input.size() > at ? input.at(at) & 0xFF : fail("ends early");
    return switch (head >>> 5) {
      case 0 -> Kind.UINT;
      case 1 -> Kind.NEGATIVE;
      case 2 -> Kind.BYTES;
      case 3 -> Kind.TEXT;
      case 4 -> Kind.ARRAY;
      case 5 -> Kind.MAP;
      default ->
          switch (head) {
            case 0xF4, 0xF5 -> Kind.BOOL;
            case 0xF6 -> Kind.NULL;
            default -> throw malformed("0x%02x is not an item of this format".formatted(head));
          };
    };
  }

  /** An unsigned integer of at most 63 bits. */
  public long uint() {
    long value = unsigned64();
    return value >= 0 ? value : fail("an integer is over 2^63 - 1");
  }

  /** An unsigned integer of 64 bits, as the long of the same bits. */
  public long unsigned64() {
    return head(0, "an unsigned integer");
  }

  /** An unsigned integer of at most {@code max}. */
  public int uint(int max) {
    long value = uint();
    return value <= max ? (int) value : fail(value + " is over " + max);
  }

  /** A signed integer of 64 bits. */
  public long integer() {
    if (peek() == Kind.NEGATIVE) {
      long value = head(1, "an integer");
      return value >= 0 ? ~value : fail("an integer is under -2^63");
    }
    return uint();
  }

  /** A byte string, sharing the input's array. */
  public Bytes bytes() {
    return take(length(head(2, "a byte string")));
  }

  /** A byte string of {@value Hash#SIZE} bytes as a hash. */
  public Hash hash() {
    Bytes raw = bytes();
    return raw.size() == Hash.SIZE ? Hash.ofRaw(raw) : fail("a hash has " + raw.size() + " bytes");
  }

  /** A text string. */
  public String text() {
    try {
      return utf8().strictText();
    } catch (CharacterCodingException e) {
      return fail("a text string is not UTF-8");
    }
  }

  /**
   * The UTF-8 of a text string, not checked: for callers that read the same text repeatedly, and
   * check it once.
   */
  public Bytes utf8() {
    return take(length(head(3, "a text string")));
  }

  /** The head of an array: the count of the items that follow. */
  public int array() {
    return length(head(4, "an array"));
  }

  /** The head of an array that must have {@code count} items. */
  public void array(int count) {
    int found = array();
    if (found != count) {
      fail("an array has " + found + " items where " + count + " belong");
    }
  }

  /** The head of a map: the count of the pairs that follow. */
  public int map() {
    return length(head(5, "a map"));
  }

  /**
   * Checks that the key that was just read, encoded, comes after {@code last}, and returns its
   * encoding.
   */
  public Bytes keyAfter(Bytes last, int start) {
    Bytes key = input.slice(start, at);
    return last.isEmpty() || last.compareTo(key) < 0 ? key : fail("map keys are out of order");
  }

  /** True or false. */
  public boolean bool() {
    if (peek() != Kind.BOOL) {
      fail("a boolean belongs here");
    }
    return (input.at(at++) & 0xFF) == 0xF5;
  }

  /** Reads a null if one is next; whether it did. */
  public boolean nil() {
    if (peek() != Kind.NULL) {
      return false;
    }
    at++;
    return true;
  }

  /** The next item whole, still encoded, checked for being deterministic. */
  public Bytes item() {
    int start = at;
    skip(0);
    return input.slice(start, at);
  }

  /** Where the next item begins, in bytes from the start of the input. */
  public int offset() {
    return at;
  }

  /** Whether all was read. */
  public boolean atEnd() {
    return at == input.size();
  }

  /** Refuses bytes after the last item. */
  public void end() {
    if (!atEnd()) {
      fail((input.size() - at) + " bytes follow the end");
    }
  }

  /** The refusal of what was read last, for a caller that knows more of its meaning. */
  public MalformedException malformed(String what) {
    return new MalformedException("malformed CBOR at byte " + at + ": " + what);
  }

  private void skip(int depth) {
    if (depth > DEPTH_MAX) {
      fail("nested deeper than " + DEPTH_MAX);
    }
    switch (peek()) {
      case UINT -> unsigned64();
      case NEGATIVE -> integer();
      case BYTES -> bytes();
      case TEXT -> text();
      case BOOL, NULL -> at++;
      case ARRAY -> {
        for (int i = array(); i > 0; i--) {
          skip(depth + 1);
        }
      }
      case MAP -> {
        Bytes last = Bytes.empty();
        for (int i = map(); i > 0; i--) {
          int start = at;
          skip(depth + 1);
          last = keyAfter(last, start);
          skip(depth + 1);
        }
      }
    }
  }

  /** Small, so that it is inlined everywhere: most heads are one byte. */
  private long head(int major, String what) {
    if (at < input.size()) {
      int head = input.at(at) & 0xFF;
      if (head >>> 5 == major && (head & 31) < 24) {
        at++;
        return head & 31;
      }
    }
    return longHead(major, what);
  }

  private long longHead(int major, String what) {
    if (at >= input.size()) {
      fail("ends where " + what + " belongs");
    }
    int head = input.at(at) & 0xFF;
    if (head >>> 5 != major) {
      fail("0x%02x where %s belongs".formatted(head, what));
    }
    int low = head & 31;
    if (low < 24) {
      at++;
      return low;
    }
    if (low > 27) {
      fail("0x%02x is an indefinite or reserved length".formatted(head));
    }
    int count = 1 << (low - 24);
    if (input.size() - at - 1 < count) {
      fail("ends inside a head");
    }
    long value = 0;
    for (int i = 1; i <= count; i++) {
      value = value << 8 | (input.at(at + i) & 0xFF);
    }
    boolean shortest =
        switch (count) {
          case 1 -> value >= 24;
          case 2 -> value > 0xFF;
          case 4 -> value > 0xFFFF;
          default -> value < 0 || value > 0xFFFF_FFFFL;
        };
    if (!shortest) {
      fail(Long.toUnsignedString(value) + " is written longer than needed");
    }
    at += 1 + count;
    return value;
  }

  /**
   * Every item takes a byte at least, so a count over what is left is a lie, found before it is
   * believed.
   */
  private int length(long value) {
    return value >= 0 && value <= input.size() - at
        ? (int) value
        : fail("a length of " + Long.toUnsignedString(value) + " is over what is left");
  }

  private Bytes take(int count) {
    Bytes taken = input.slice(at, at + count);
    at += count;
    return taken;
  }

  private <T> T fail(String what) {
    throw malformed(what);
  }
}
