package dev.odeon.base;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as manifests write them: {@code 5m}, {@code 1h30m}. */
public final class TimeText {
  private static final Pattern PART = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

  private TimeText() {}

  /**
   * The time that {@code text} says, at most some thousand years.
   *
   * @throws IllegalArgumentException if it says none
   */
  public static Duration parse(String text) {
    Duration sum = Duration.ZERO;
    Matcher parts = PART.matcher(text);
    int at = 0;
    while (parts.find() && parts.start() == at) {
      long number = Long.parseLong(parts.group(1));
      sum =
          sum.plus(
              switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(Math.min(number, 1_000_000));
              });
      at = parts.end();
    }
    if (at == 0 || at < text.length()) {
      throw new IllegalArgumentException(
          "'%s' is no time: write numbers with ms, s, m, h or d, such as \"5m\" or \"1h30m\""
              .formatted(text));
    }
    return sum;
  }
}
