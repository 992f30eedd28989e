package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import java.nio.charset.CharacterCodingException;

/** What guests wrote, short enough for a report. */
final class Brief {
  /** The longest text that is shown, in UTF-16 units. */
  private static final int TEXT_MAX = 200;

  private Brief() {}

  /** The beginning of {@code text}. */
  static String text(String text) {
    if (text.length() <= TEXT_MAX) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(TEXT_MAX - 1)) ? TEXT_MAX - 1 : TEXT_MAX;
    return text.substring(0, end) + "…";
  }

  /** The bytes as a quoted text if they are one and short, else their size and first digits. */
  static String bytes(Bytes bytes) {
    if (bytes.size() > TEXT_MAX) {
      return bytes.toString();
    }
    try {
      return "'" + bytes.strictText() + "'";
    } catch (CharacterCodingException _) {
      return bytes.toString();
    }
  }
}
