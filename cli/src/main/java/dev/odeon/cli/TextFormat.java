package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;

/** How values look to people. */
public final class TextFormat {
  private static final int HASH_DIGITS = 12;

  private TextFormat() {}

  /** The bytes as text where they are printable UTF-8, else {@code 0x} and hex digits. */
  public static String text(Bytes bytes) {
    try {
      String text = bytes.strictText();
      boolean printable = text.codePoints().allMatch(TextFormat::printable);
      return printable ? text : "0x" + bytes.hex();
    } catch (CharacterCodingException _) {
      return "0x" + bytes.hex();
    }
  }

  /** {@link #text} on one line, and cut at {@code max} characters. */
  public static String brief(Bytes bytes, int max) {
    // A character takes at most four bytes: what lies behind them is cut anyway.
    boolean cut = bytes.size() > 4 * max;
    return brief(text(cut ? whole(bytes.slice(0, 4 * max)) : bytes) + (cut ? "…" : ""), max);
  }

  /** The text on one line, and cut at {@code max} characters. */
  public static String brief(String text, int max) {
    String line = line(text);
    int size = line.codePointCount(0, line.length());
    return size <= max ? line : line.substring(0, line.offsetByCodePoints(0, max - 1)) + "…";
  }

  /** The text on one line, without characters that could do something to a terminal. */
  public static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          if (point == '\n') {
            line.append("\\n");
          } else if (point == '\t' || point == '\r') {
            line.append(' ');
          } else if (printable(point)) {
            line.appendCodePoint(point);
          } else {
            line.append('\uFFFD');
          }
        });
    return line.toString();
  }

  /** The first digits of a hash, enough for eyes. */
  public static String hash(Hash hash) {
    return hash.hex().substring(0, HASH_DIGITS);
  }

  /** The first digits of a hash in hex. */
  public static String digits(String hex) {
    return hex.substring(0, HASH_DIGITS);
  }

  /** A number with its thousands apart. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number and the noun it counts. */
  public static String count(long number, String one, String many) {
    return count(number) + " " + (number == 1 ? one : many);
  }

  /** A size, such as {@code 1.5 MiB}. */
  public static String size(long bytes) {
    if (bytes < 10_000) {
      return count(bytes) + " B";
    }
    double shown = bytes / 1024.0;
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    while (shown >= 1024 && unit < units.length - 1) {
      shown /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", shown, units[unit]);
  }

  /** A time, such as {@code 12 ms} or {@code 3.4 s}. */
  public static String time(long nanos) {
    long millis = nanos / 1_000_000;
    return millis < 1000
        ? millis + " ms"
        : String.format(Locale.ROOT, "%.1f s", nanos / 1_000_000_000.0);
  }

  private static boolean printable(int point) {
    boolean space = point == '\n' || point == '\t' || point == '\r';
    return space || !Character.isISOControl(point) && Character.isDefined(point);
  }

  /** Without the bytes of a character whose end was cut off. */
  private static Bytes whole(Bytes bytes) {
    int end = bytes.size();
    int back = 0;
    while (end > 0 && back < 3 && (bytes.at(end - 1) & 0xC0) == 0x80) {
      end--;
      back++;
    }
    return end > 0 && (bytes.at(end - 1) & 0xC0) == 0xC0 ? bytes.slice(0, end - 1) : bytes;
  }
}
