package dev.odeon.cli.actor;

import dev.odeon.base.Clock;
import dev.odeon.cli.Amounts;
import dev.odeon.cli.Failure;
import dev.odeon.cli.TextFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.TypeConversionException;

/** A time of the past as people write it: how long ago, or when. */
final class SinceTime {
  private static final int SHOWN = 40;

  private SinceTime() {}

  /**
   * That time in milliseconds since 1970.
   *
   * @throws Failure if it is none
   */
  static long millis(String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text).toEpochMilli()
          : Math.max(
              0, Clock.system().millis() - Amounts.time(text, Duration.ofSeconds(1)).toMillis());
    } catch (DateTimeParseException | TypeConversionException | ArithmeticException e) {
      throw Failure.usage(
          "--since '%s' is neither an age, such as 90s, 15m, 1h or 2d, nor a time, such as 2026-01-31T12:00:00Z"
              .formatted(TextFormat.brief(text, SHOWN)));
    }
  }
}
