package dev.odeon.cli.serve;

import dev.odeon.cli.Amounts;
import dev.odeon.cli.TextFormat;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** What a setting holds, and how people write that. */
enum SettingKind {
  /** A whole number. */
  COUNT("N", "a whole number"),
  /** A number of bytes: digits, and a unit of them. */
  SIZE("SIZE", "a size such as 64MiB"),
  /** A duration: digits, and a unit of them. */
  TIME("TIME", "a time such as 500ms, 10s, 5m, 24h or 7d"),
  /** Whether something is so. */
  FLAG("", "true or false"),
  /** A level of the log. */
  LEVEL("LEVEL", "debug, info, warn or error"),
  /** A text. */
  TEXT("NAME", "a text"),
  /** A path. */
  PATH("PATH", "a path"),
  /** Any number of texts. */
  TEXTS("TEXT", "a list of texts");

  private static final Map<String, Long> SIZES =
      Map.of(
          "b", 1L,
          "kib", 1L << 10,
          "k", 1L << 10,
          "mib", 1L << 20,
          "m", 1L << 20,
          "gib", 1L << 30,
          "g", 1L << 30,
          "tib", 1L << 40,
          "t", 1L << 40);

  private static final Map<String, Long> TIMES =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private final String label;
  private final String words;

  SettingKind(String label, String words) {
    this.label = label;
    this.words = words;
  }

  /** What help puts for a value. */
  String label() {
    return label;
  }

  /** What a value is, for people. */
  String words() {
    return words;
  }

  /**
   * The number that {@code text} is: of a count the number, of a size its bytes, of a time its
   * milliseconds.
   *
   * @param bare what a number without a unit counts
   * @throws IllegalArgumentException if it is none
   */
  long number(String text, long bare) {
    try {
      return switch (this) {
        case SIZE -> Amounts.bytes(text, bare);
        case TIME -> Amounts.time(text, Duration.ofMillis(bare)).toMillis();
        default -> Amounts.count(text);
      };
    } catch (TypeConversionException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(message.contains(" is not ") ? refusal(text) : message, e);
    }
  }

  /** The text as a truth value. */
  boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(refusal(text));
    };
  }

  /** The text as a level. */
  Level level(String text) {
    return switch (text) {
      case "debug" -> Level.DEBUG;
      case "info" -> Level.INFO;
      case "warn" -> Level.WARNING;
      case "error" -> Level.ERROR;
      default -> throw new IllegalArgumentException(refusal(text));
    };
  }

  private String refusal(String text) {
    return "'%s' is not %s".formatted(TextFormat.brief(text, 40), words);
  }

  /** A value as a settings file has it. */
  static String toml(Object value) {
    return switch (value) {
      case Boolean flag -> flag.toString();
      case Level level ->
          quoted(level == Level.WARNING ? "warn" : level.getName().toLowerCase(Locale.ROOT));
      case Duration time -> quoted(time(time));
      case List<?> texts ->
          texts.stream()
              .map(text -> quoted(String.valueOf(text)))
              .collect(Collectors.joining(", ", "[", "]"));
      case Path path -> quoted(path.toString());
      case Number number -> number.toString();
      default -> quoted(value.toString());
    };
  }

  /** A number of bytes as {@link #SIZE} reads it. */
  static String size(long bytes) {
    String[] units = {"TiB", "GiB", "MiB", "KiB"};
    return Arrays.stream(units)
        .filter(unit -> bytes > 0 && bytes % factor(unit) == 0)
        .findFirst()
        .map(unit -> bytes / factor(unit) + unit)
        .orElse(bytes + "B");
  }

  private static long factor(String unit) {
    return SIZES.getOrDefault(unit.toLowerCase(Locale.ROOT), 1L);
  }

  /** A duration as {@link #TIME} reads it. */
  static String time(Duration time) {
    long millis = time.toMillis();
    String[] units = {"d", "h", "m", "s"};
    return Arrays.stream(units)
        .filter(unit -> millis > 0 && millis % TIMES.getOrDefault(unit, 1L) == 0)
        .findFirst()
        .map(unit -> millis / TIMES.getOrDefault(unit, 1L) + unit)
        .orElse(millis == 0 ? "0s" : millis + "ms");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
