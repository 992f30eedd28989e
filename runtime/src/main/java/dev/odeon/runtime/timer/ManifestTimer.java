package dev.odeon.runtime.timer;

import dev.odeon.base.Bytes;
import dev.odeon.base.Spelling;
import dev.odeon.base.TimeText;
import dev.odeon.chain.EventData;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A timer that a manifest sets: it fires again and again.
 *
 * @param name its name, which no timer of the guest may have
 * @param grid when it fires
 * @param body what the actor is sent then
 */
public record ManifestTimer(String name, Grid grid, Bytes body) {
  /** The most timers of a manifest. */
  public static final int COUNT_MAX = 100;

  /** The shortest time from one firing to the next that {@code every} can say. */
  private static final Duration EVERY_MIN = Duration.ofSeconds(1);

  /** The longest one. */
  private static final Duration EVERY_MAX = Duration.ofDays(36_500);

  /**
   * The name {@code text}, checked.
   *
   * @throws IllegalArgumentException if no timer can be called that
   */
  public static String name(String text) {
    int size = Bytes.utf8(text).size();
    if (size < 1 || size > EventData.Timer.NAME_BYTES_MAX) {
      throw new IllegalArgumentException(
          "the name of a timer has 1 to %d bytes of UTF-8, this one has %d"
              .formatted(EventData.Timer.NAME_BYTES_MAX, size));
    }
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the name of a timer has no control characters");
    }
    return text;
  }

  /**
   * The grid of {@code every = "5m"}.
   *
   * @throws IllegalArgumentException if it is no such time, too short or too long
   */
  public static Grid every(String text) {
    Duration period = TimeText.parse(text);
    if (period.compareTo(EVERY_MIN) < 0 || period.compareTo(EVERY_MAX) > 0) {
      throw new IllegalArgumentException(
          "must be from 1s to %dd, not %s".formatted(EVERY_MAX.toDays(), text));
    }
    return new Grid.Regular(period, "every " + text);
  }

  /**
   * The grid of a cron expression.
   *
   * @param zone the name of a time zone; null for UTC
   * @throws IllegalArgumentException if it is none, or never due, or there is no such zone
   */
  public static Grid cron(String expression, @Nullable String zone) {
    return CronGrid.parse(expression, zone == null ? ZoneId.of("UTC") : zone(zone));
  }

  /**
   * The time zone {@code name}.
   *
   * @throws IllegalArgumentException if there is none, with those that may be meant
   */
  public static ZoneId zone(String name) {
    if (ZoneId.getAvailableZoneIds().contains(name)) {
      return ZoneId.of(name);
    }
    List<String> near = Spelling.near(name, ZoneId.getAvailableZoneIds());
    throw new IllegalArgumentException(
        "there is no time zone '%s'%s"
            .formatted(
                name,
                near.isEmpty()
                    ? ": write its place, such as \"Europe/Berlin\", or \"UTC\""
                    : ": did you mean '" + near.getFirst() + "'?"));
  }
}
