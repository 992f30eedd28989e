package dev.odeon.store;

/** Text from outside as a message may show it. */
final class Printable {
  private static final int SHOWN = 80;

  private Printable() {}

  /** The beginning of {@code text}, control characters and halves of pairs replaced. */
  static String of(String text) {
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return shown.replaceAll("[\\p{Cc}\\p{Cs}]", "\uFFFD");
  }
}
