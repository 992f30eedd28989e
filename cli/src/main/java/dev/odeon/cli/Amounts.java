package dev.odeon.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Amounts as people write them, in options and in settings: a number alone counts in the unit of
 * the option, else a unit follows it.
 *
 * <ul>
 *   <li>times: {@code ms}, {@code s}, {@code m}, {@code h}, {@code d}
 *   <li>sizes: {@code B}, {@code k}, {@code M}, {@code G}, {@code T}, each 1024 of the one before;
 *       {@code KiB} and {@code KB} are {@code k} as well, and so on
 *   <li>counts: {@code k}, {@code M}, {@code G}, each 1000 of the one before
 * </ul>
 *
 * A fraction is an amount if it is a whole number of the smallest unit that counts, such as {@code
 * 1.5s}.
 */
public final class Amounts {
  /** More is as good as none, and nanoseconds still count it. */
  private static final Duration TIME_MAX = Duration.ofDays(36_500);

  private static final Pattern NUMBER =
      Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,9})?) ?([a-zA-Z]*)");
  private static final int SHOWN = 40;

  private static final Map<String, Duration> TIMES =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "min", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private Amounts() {}

  /** Times; a number alone is milliseconds. */
  public static final class Millis implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return time(text, Duration.ofMillis(1));
    }
  }

  /** Times; a number alone is seconds. */
  public static final class Seconds implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return time(text, Duration.ofSeconds(1));
    }
  }

  /** Sizes, in bytes. */
  public static final class Size implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return size(text, 1, 1);
    }
  }

  /** Sizes, in MiB; a number alone is MiB, too. */
  public static final class Mebibytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return mebibytes(text);
    }
  }

  /** Counts. */
  public static final class Count implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return count(text);
    }
  }

  /**
   * The time that {@code text} means, a number alone counting in {@code unit}; whole milliseconds.
   *
   * @throws TypeConversionException if it is none; the message says why
   */
  public static Duration time(String text, Duration unit) {
    Matcher number = number(text, "a time, such as 250ms, 5s, 1m, 2h or 7d");
    String name = number.group(2);
    Duration each = name.isEmpty() ? unit : TIMES.get(name);
    if (each == null) {
      throw refused(text, "a time: its unit is ms, s, m, h or d");
    }
    long millis =
        whole(text, number, each.toMillis(), 1, TIME_MAX.toMillis(), "a time is at most 36500d");
    return Duration.ofMillis(millis);
  }

  /**
   * The MiB that {@code text} means, a number alone counting MiB.
   *
   * @throws TypeConversionException if it is none; the message says why
   */
  public static long mebibytes(String text) {
    return size(text, 1 << 20, 1 << 20);
  }

  /**
   * The count that {@code text} means.
   *
   * @throws TypeConversionException if it is none; the message says why
   */
  public static long count(String text) {
    Matcher number = number(text, "a count, such as 500, 10k or 2M");
    long each =
        switch (number.group(2)) {
          case "" -> 1;
          case "k", "K" -> 1_000;
          case "M" -> 1_000_000;
          case "G" -> 1_000_000_000;
          default -> throw refused(text, "a count: its unit is k, M or G");
        };
    return whole(text, number, each, 1, Long.MAX_VALUE, "a count is at most " + Long.MAX_VALUE);
  }

  /**
   * A signed whole number.
   *
   * @throws TypeConversionException if it is none; the message says why
   */
  public static long whole(String text) {
    if (!text.matches("[+-]?[0-9]+")) {
      throw refused(text, "a whole number");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new TypeConversionException(
          "'%s' is out of range: at most %d"
              .formatted(TextFormat.brief(text, SHOWN), Long.MAX_VALUE));
    }
  }

  /**
   * The bytes that {@code text} means, a number alone counting {@code unit} bytes.
   *
   * @throws TypeConversionException if it is none; the message says why
   */
  public static long bytes(String text, long unit) {
    return size(text, unit, 1);
  }

  /** The size in units of {@code into} bytes; a number alone counts {@code unit} bytes. */
  private static long size(String text, long unit, long into) {
    Matcher number = number(text, "a size, such as 4096, 64k, 64MiB or 2G");
    @Nullable Long each = number.group(2).isEmpty() ? Long.valueOf(unit) : bytes(number.group(2));
    if (each == null) {
      throw refused(text, "a size: its unit is B, k, M, G or T");
    }
    return whole(text, number, each, into, Long.MAX_VALUE / into, "a size is less than 8 EiB");
  }

  private static @Nullable Long bytes(String unit) {
    return switch (unit.toLowerCase(java.util.Locale.ROOT)) {
      case "b" -> 1L;
      case "k", "kb", "kib" -> 1L << 10;
      case "m", "mb", "mib" -> 1L << 20;
      case "g", "gb", "gib" -> 1L << 30;
      case "t", "tb", "tib" -> 1L << 40;
      default -> null;
    };
  }

  private static Matcher number(String text, String what) {
    Matcher matcher = NUMBER.matcher(text.strip());
    if (!matcher.matches()) {
      throw refused(text, what);
    }
    return matcher;
  }

  /** The number times {@code each}, in units of {@code into}. */
  private static long whole(
      String text, Matcher number, long each, long into, long max, String range) {
    BigDecimal all = new BigDecimal(number.group(1)).multiply(BigDecimal.valueOf(each));
    BigDecimal amount =
        all.divide(BigDecimal.valueOf(into), 9, RoundingMode.UP).stripTrailingZeros();
    if (amount.compareTo(BigDecimal.valueOf(max)) > 0) {
      throw new TypeConversionException(
          "'%s' is out of range: %s".formatted(TextFormat.brief(text, SHOWN), range));
    }
    if (amount.scale() > 0) {
      throw new TypeConversionException(
          "'%s' is finer than what counts here: give a larger unit, or a whole number"
              .formatted(TextFormat.brief(text, SHOWN)));
    }
    return amount.longValueExact();
  }

  private static TypeConversionException refused(String text, String what) {
    return new TypeConversionException(
        "'%s' is not %s".formatted(TextFormat.brief(text, SHOWN), what));
  }
}
