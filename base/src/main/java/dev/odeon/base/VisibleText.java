package dev.odeon.base;

/**
 * Text that somebody else chose, as it may stand before a person or in a line of JSON: what nobody
 * would see, or what would do something to a terminal or to the text around it, is escaped. That
 * are control characters, bidirectional and zero-width characters, line separators, characters that
 * Unicode does not have, and halves of surrogate pairs; each is written as {@code \}{@code uXXXX},
 * one for each UTF-16 unit, as JSON does.
 */
public final class VisibleText {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private VisibleText() {}

  /** Whether a person sees the character, and it does nothing but to stand there. */
  public static boolean isVisible(int point) {
    if (point < 0x7F) {
      return point >= ' ';
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> !isBlank(point);
    };
  }

  /** Whether all of {@code text} is visible. */
  public static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (!isVisible(point)) {
        return false;
      }
      i += Character.charCount(point);
    }
    return true;
  }

  /**
   * Returns {@code text} on one line, with everything escaped that is not visible; newlines,
   * returns and tabs as {@code \n}, {@code \r} and {@code \t}.
   */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** Returns the same, but its newlines and tabs stay. */
  public static String lines(String text) {
    return escaped(text, true);
  }

  private static String escaped(String text, boolean keepsLines) {
    if (isVisible(text)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(point -> {
          if (isVisible(point) || keepsLines && (point == '\n' || point == '\t')) {
            shown.appendCodePoint(point);
          } else {
            escape(point, shown);
          }
        });
    return shown.toString();
  }

  private static void escape(int point, StringBuilder into) {
    switch (point) {
      case '\n' -> into.append("\\n");
      case '\r' -> into.append("\\r");
      case '\t' -> into.append("\\t");
      default -> appendEscape(point, into);
    }
  }

  /** Appends {@code \}{@code uXXXX}, twice if the character has two UTF-16 units. */
  public static void appendEscape(int point, StringBuilder into) {
    for (char unit : Character.toChars(point)) {
      into.append("\\u");
      for (int shift = 12; shift >= 0; shift -= 4) {
        into.append(HEX[unit >>> shift & 0xF]);
      }
    }
  }

  /** Letters and marks by their type, of which nothing is seen: fillers and joiners. */
  private static boolean isBlank(int point) {
    return switch (point) {
      case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0 ->
          true;
      default -> false;
    };
  }
}
