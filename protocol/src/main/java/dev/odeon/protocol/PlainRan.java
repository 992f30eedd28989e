package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.VisibleText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A fast path for the most frequent response: a run without an id whose output is text that needs
 * no escape. The general writer would write the same bytes.
 */
final class PlainRan {
  private static final byte[] BEFORE_ID =
      ascii("{\"type\":\"Execute\",\"Ok\":{\"result\":{\"binary_id\":\"");
  private static final byte[] BEFORE_NUMBER_ID = ascii("{\"type\":\"Execute\",\"id\":");
  private static final byte[] AFTER_NUMBER_ID = ascii(",\"Ok\":{\"result\":{\"binary_id\":\"");
  private static final byte[] BEFORE_CODE = ascii("\",\"return_code\":");
  private static final byte[] BEFORE_OUTPUT = ascii(",\"output\":\"");
  private static final byte[] BEFORE_TIME = ascii("\",\"execution_time_ms\":");
  private static final byte[] BEFORE_FUEL = ascii(",\"fuel_consumed\":");
  private static final byte[] AFTER = ascii("}}}\n");
  private static final byte[] HEX = ascii("0123456789abcdef");

  private static final int REST_SIZE = 320;
  private static final int OUTPUT_MAX = 1 << 14;
  private static final int NUMBER_SIZE = 20;

  private final byte[] line;
  private int size;

  private PlainRan(int outputSize) {
    line = new byte[REST_SIZE + outputSize];
  }

  /** Writes the line. Returns false, and writes nothing, if the general writer must encode it. */
  static boolean write(Header header, RunResult result, OutputStream out) {
    Bytes output = result.output();
    if (header.shape() != Shape.FLAT
        || header.id() instanceof RequestId.Text
        || output.size() > OUTPUT_MAX
        || result.saysMore()
        || !header.type().equals("Execute")) {
      return false;
    }
    PlainRan plain = new PlainRan(output.size());
    if (header.id() instanceof RequestId.Number(long number)) {
      plain.put(BEFORE_NUMBER_ID).put(number).put(AFTER_NUMBER_ID);
    } else {
      plain.put(BEFORE_ID);
    }
    plain.put(result.binaryId()).put(BEFORE_CODE).put(result.returnCode()).put(BEFORE_OUTPUT);
    if (!plain.putText(output)) {
      return false;
    }
    plain.put(BEFORE_TIME).put(result.timeMillis()).put(BEFORE_FUEL).put(result.fuel()).put(AFTER);
    try {
      out.write(plain.line, 0, plain.size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return true;
  }

  private PlainRan put(byte[] bytes) {
    System.arraycopy(bytes, 0, line, size, bytes.length);
    size += bytes.length;
    return this;
  }

  private PlainRan put(UUID uuid) {
    long most = uuid.getMostSignificantBits();
    long least = uuid.getLeastSignificantBits();
    hex(most, 60, 32);
    line[size++] = '-';
    hex(most, 28, 16);
    line[size++] = '-';
    hex(most, 12, 0);
    line[size++] = '-';
    hex(least, 60, 48);
    line[size++] = '-';
    hex(least, 44, 0);
    return this;
  }

  private void hex(long bits, int from, int to) {
    for (int shift = from; shift >= to; shift -= 4) {
      line[size++] = HEX[(int) (bits >>> shift) & 0xF];
    }
  }

  private PlainRan put(long number) {
    if (number == Long.MIN_VALUE) {
      return put(ascii(Long.toString(number)));
    }
    long left = number;
    if (left < 0) {
      line[size++] = '-';
      left = -left;
    }
    int at = size + NUMBER_SIZE;
    int end = at;
    do {
      line[--at] = (byte) ('0' + left % 10);
      left /= 10;
    } while (left != 0);
    System.arraycopy(line, at, line, size, end - at);
    size += end - at;
    return this;
  }

  private boolean putText(Bytes text) {
    int from = size;
    text.copyTo(line, from);
    size += text.size();
    for (int i = from; i < size; i++) {
      byte b = line[i];
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        return false;
      }
    }
    return JsonWriter.isAscii(line, from, text.size())
        || Utf8.isValid(line, from, text.size())
            && VisibleText.isVisible(new String(line, from, text.size(), StandardCharsets.UTF_8));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
