package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import java.nio.charset.CharacterCodingException;

/** What guests wrote, on one line and short enough for a report. */
final class Brief {
  /** The longest text that is shown, in UTF-16 units. */
  private static final int TEXT_MAX = 200;

  private Brief() {}

  /** The beginning of {@code text}; characters that could do something to a terminal are marked. */
  static String text(String text) {
    int end = Math.min(text.length(), TEXT_MAX);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    StringBuilder line = new StringBuilder(end + 1);
    text.substring(0, end)
        .codePoints()
        .forEach(point -> {
          if (point == '\n') {
            line.append("\\n");
          } else {
            line.appendCodePoint(Character.isISOControl(point) ? '\uFFFD' : point);
          }
        });
    return end < text.length() ? line.append('…').toString() : line.toString();
  }

  /** The bytes as a quoted text if they are one and short, else their size and first digits. */
  static String bytes(Bytes bytes) {
    if (bytes.size() > TEXT_MAX) {
      return bytes.toString();
    }
    try {
      String text = bytes.strictText();
      return text.codePoints().anyMatch(Character::isISOControl)
          ? bytes.toString()
          : "'" + text + "'";
    } catch (CharacterCodingException _) {
      return bytes.toString();
    }
  }
}
