package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.VisibleText;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** How values look to people. */
public final class TextFormat {
  private static final int HASH_DIGITS = 12;
  private static final int ID_DIGITS = 8;
  private static final int ID_SIZE = 36;

  /** The first and the last character of each range that Unicode calls wide (TR 11). */
  private static final List<int[]> WIDE =
      List.of(
          new int[] {0x1100, 0x115F},
          new int[] {0x2E80, 0x303E},
          new int[] {0x3041, 0xA4CF},
          new int[] {0xA960, 0xA97C},
          new int[] {0xAC00, 0xD7A3},
          new int[] {0xF900, 0xFAFF},
          new int[] {0xFE30, 0xFE6F},
          new int[] {0xFF01, 0xFF60},
          new int[] {0xFFE0, 0xFFE6},
          new int[] {0x1F300, 0x1F64F},
          new int[] {0x1F680, 0x1F6FF},
          new int[] {0x1F900, 0x1F9FF},
          new int[] {0x20000, 0x3FFFD});

  private TextFormat() {}

  /**
   * The bytes as text where they are UTF-8 without control characters, else {@code 0x} and hex
   * digits.
   */
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

  /** The text on one line, with everything escaped that a person would not see. */
  public static String line(String text) {
    return VisibleText.line(text);
  }

  /** The first digits of a hash, enough for eyes. */
  public static String hash(Hash hash) {
    return hash.hex().substring(0, HASH_DIGITS);
  }

  /** How many first digits tell these ids apart: eight, or more if two begin alike. */
  public static int idDigits(List<UUID> ids) {
    for (int digits = ID_DIGITS; digits < ID_SIZE; digits++) {
      int size = digits;
      long apart = ids.stream().map(id -> id.toString().substring(0, size)).distinct().count();
      if (apart == ids.size()) {
        return digits;
      }
    }
    return ID_SIZE;
  }

  /** The first digits of a hash in hex. */
  public static String digits(String hex) {
    return hex.substring(0, HASH_DIGITS);
  }

  /** How many columns a terminal needs for a line of text. */
  public static int columns(String text) {
    return text.codePoints().map(TextFormat::columns).sum();
  }

  /**
   * The text, cut with an ellipsis where a terminal needs more than {@code most} columns for it.
   */
  public static String cut(String text, int most) {
    if (columns(text) <= most) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int used = 1;
    for (int point : text.codePoints().toArray()) {
      used += columns(point);
      if (used > most) {
        break;
      }
      kept.appendCodePoint(point);
    }
    return kept.append('…').toString();
  }

  /**
   * Marks go over the character before; East Asian characters and pictures are two columns wide.
   */
  private static int columns(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return WIDE.stream().anyMatch(range -> point >= range[0] && point <= range[1]) ? 2 : 1;
  }

  /** A point in time to the second, as the clocks of {@code zone} show it; UTC is named. */
  public static String instant(Instant instant, ZoneId zone) {
    LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
    String clock =
        String.format(
            Locale.ROOT, "%02d:%02d:%02d", local.getHour(), local.getMinute(), local.getSecond());
    return local.toLocalDate() + " " + clock + (zone.equals(ZoneOffset.UTC) ? "Z" : "");
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

  /** How long ago something was, in its largest unit, such as {@code 5 min}. */
  public static String age(long millis) {
    long seconds = Math.max(0, millis / 1000);
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 60 * 60) {
      return seconds / 60 + " min";
    }
    return seconds < 24 * 60 * 60
        ? seconds / (60 * 60) + " h"
        : count(seconds / (24 * 60 * 60)) + " d";
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
