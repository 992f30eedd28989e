package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fast path for the most frequent request in its usual form: {@code Execute} in the flat shape,
 * with {@code binary_id}, {@code input} and perhaps {@code id}, no escapes, and at most one space
 * after a colon or comma. It declines every other line, valid or not, in favour of the general
 * reader. A request that it accepts is the one that the general reader would return.
 */
final class PlainExecute {
  private static final Header HEADER = new Header("Execute", null, Shape.FLAT);
  private static final byte[] TYPE = ascii("type");
  private static final byte[] EXECUTE = ascii("Execute");
  private static final byte[] BINARY_ID = ascii("binary_id");
  private static final byte[] INPUT = ascii("input");
  private static final byte[] ID = ascii("id");

  private static final int UUID_SIZE = 36;
  private static final int UUID_DASHES = 1 << 8 | 1 << 13 | 1 << 18 | 1 << 23;
  private static final int DIGITS_MAX = 18;

  private final byte[] line;
  private final int end;
  private int at;
  private int high;

  private boolean typed;
  private @Nullable UUID binaryId;
  private @Nullable Bytes input;
  private @Nullable RequestId id;

  private PlainExecute(byte[] line, int from, int size) {
    this.line = line;
    this.at = from;
    this.end = from + size;
  }

  /** Returns the request, or null if the general reader must decode the line. */
  static @Nullable IncomingRequest read(byte[] line, int from, int size) {
    PlainExecute plain = new PlainExecute(line, from, size);
    if (!plain.object() || (plain.high < 0 && !Utf8.isValid(line, from, size))) {
      return null;
    }
    return plain.call();
  }

  private @Nullable IncomingRequest call() {
    UUID binary = binaryId;
    Bytes given = input;
    if (!typed || binary == null || given == null) {
      return null;
    }
    RequestId called = id;
    return new IncomingRequest(
        called == null ? HEADER : new Header("Execute", called, Shape.FLAT),
        Key.DEFAULT_TENANT,
        false,
        new Execute(binary, given, RunConfig.NONE));
  }

  private boolean object() {
    if (!skip('{')) {
      return false;
    }
    do {
      if (!member()) {
        return false;
      }
    } while (skipSpaced(','));
    return skip('}') && at == end;
  }

  private boolean member() {
    int from = at + 1;
    int to = string();
    return to >= 0 && skipSpaced(':') && value(from, to);
  }

  private boolean value(int from, int to) {
    if (is(ID, from, to)) {
      return id == null && id();
    }
    int start = at + 1;
    int stop = string();
    if (stop < 0) {
      return false;
    }
    if (is(INPUT, from, to)) {
      boolean first = input == null;
      input = Bytes.wrap(Arrays.copyOfRange(line, start, stop));
      return first;
    }
    if (is(BINARY_ID, from, to)) {
      boolean first = binaryId == null;
      binaryId = uuid(start, stop);
      return first && binaryId != null;
    }
    boolean first = !typed;
    typed = is(TYPE, from, to) && is(EXECUTE, start, stop);
    return first && typed;
  }

  /** Reads an id: an unsigned number or a short ASCII text. */
  private boolean id() {
    if (at < end && line[at] == '"') {
      int start = at + 1;
      int before = high;
      high = 0;
      int stop = string();
      boolean plain = stop >= 0 && high >= 0 && stop - start <= RequestId.TEXT_SIZE_MAX;
      high |= before;
      if (plain) {
        id = new RequestId.Text(new String(line, start, stop - start, StandardCharsets.US_ASCII));
      }
      return plain;
    }
    int start = at;
    long number = 0;
    while (at < end && line[at] >= '0' && line[at] <= '9') {
      number = 10 * number + line[at++] - '0';
    }
    id = new RequestId.Number(number);
    int digits = at - start;
    return digits == 1 || (digits > 1 && digits <= DIGITS_MAX && line[start] != '0');
  }

  /** Skips a string without escapes; returns the index of its closing quote, or -1. */
  private int string() {
    if (!skip('"')) {
      return -1;
    }
    int seen = 0;
    for (int i = at; i < end; i++) {
      byte b = line[i];
      if (b == '"') {
        at = i + 1;
        high |= seen;
        return i;
      }
      if (b == '\\' || (b >= 0 && b < ' ')) {
        return -1;
      }
      seen |= b;
    }
    return -1;
  }

  private @Nullable UUID uuid(int start, int stop) {
    if (stop - start != UUID_SIZE) {
      return null;
    }
    long most = 0;
    long least = 0;
    int bad = 0;
    for (int i = 0; i < UUID_SIZE; i++) {
      byte b = line[start + i];
      if (i < 24 && (UUID_DASHES >> i & 1) != 0) {
        bad |= b ^ '-';
      } else {
        int digit = Character.digit(b, 16);
        bad |= digit & 0x80000000;
        most = i < 19 ? most << 4 | digit : most;
        least = i < 19 ? least : least << 4 | digit;
      }
    }
    return bad == 0 ? new UUID(most, least) : null;
  }

  private boolean is(byte[] word, int from, int to) {
    return Arrays.equals(line, from, to, word, 0, word.length);
  }

  private boolean skipSpaced(char wanted) {
    boolean there = skip(wanted);
    if (there && at < end && line[at] == ' ') {
      at++;
    }
    return there;
  }

  private boolean skip(char wanted) {
    boolean there = at < end && line[at] == wanted;
    if (there) {
      at++;
    }
    return there;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
