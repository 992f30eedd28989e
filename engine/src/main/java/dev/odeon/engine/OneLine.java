package dev.odeon.engine;

/** Text from a module as it may stand in a line for people, or in a recorded outcome. */
final class OneLine {
  private static final int SIZE_MAX = 200;

  private OneLine() {}

  /** Half of a pair is no text. */
  private static int end(String text) {
    return Character.isHighSurrogate(text.charAt(SIZE_MAX - 1)) ? SIZE_MAX - 1 : SIZE_MAX;
  }

  /** {@code text} cut to 200 characters, with a question mark for each control character. */
  static String of(String text) {
    String shown = text.length() > SIZE_MAX ? text.substring(0, end(text)) + "…" : text;
    return shown.chars().anyMatch(Character::isISOControl)
        ? shown.replaceAll("\\p{Cntrl}", "?")
        : shown;
  }
}
