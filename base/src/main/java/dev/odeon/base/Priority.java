package dev.odeon.base;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How urgent a message is, chosen by its sender. */
public enum Priority {
  /** Before the others. */
  HIGH,
  /** The usual one. */
  NORMAL,
  /** After the others, which leave it a share. */
  LOW;

  /** Its name as people write it, such as {@code high}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The priority that {@code text} names.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static Priority of(String text) {
    for (Priority each : values()) {
      if (each.text().equals(text)) {
        return each;
      }
    }
    throw new IllegalArgumentException("must be " + names());
  }

  /** All names for people. */
  public static String names() {
    String all = Arrays.stream(values()).map(Priority::text).collect(Collectors.joining(", "));
    return all.replace(", low", " or low");
  }
}
