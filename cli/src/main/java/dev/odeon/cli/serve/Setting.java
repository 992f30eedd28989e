package dev.odeon.cli.serve;

import dev.odeon.cli.Values;
import java.lang.System.Logger.Level;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing of a server that can be chosen. It is a component of one of the records that configure
 * the rooms.
 *
 * @param name the option is {@code --name}, the key of the file {@code name}
 * @param shorthand another name of the option, such as {@code -t}; empty for none
 * @param label what help puts for a value
 * @param kind what it holds
 * @param bare what a number without a unit counts: bytes or milliseconds
 * @param min the least number
 * @param max the largest number
 * @param of the record it is a component of
 * @param component the component's name
 * @param doc what it is, a sentence or two
 * @param usual its default in words, where that depends on the machine; else empty
 */
record Setting(
    String name,
    String shorthand,
    String label,
    SettingKind kind,
    long bare,
    long min,
    long max,
    Class<? extends Record> of,
    String component,
    String doc,
    String usual) {

  /**
   * What {@code texts} stand for, as the component has it.
   *
   * @param texts one text, but for a list
   * @throws IllegalArgumentException if they are no value of this setting, saying why
   */
  Object value(List<String> texts) {
    if (kind == SettingKind.TEXTS) {
      return List.copyOf(texts);
    }
    if (texts.size() != 1 || texts.getFirst().isEmpty()) {
      throw new IllegalArgumentException("one value is needed: " + kind.words());
    }
    String text = texts.getFirst();
    return switch (kind) {
      case COUNT, SIZE -> counted(number(text));
      case TIME -> Duration.ofMillis(number(text));
      case FLAG -> kind.truth(text);
      case LEVEL -> kind.level(text);
      case PATH -> Values.path(text).toAbsolutePath();
      case TEXT, TEXTS -> text;
    };
  }

  private long number(String text) {
    long number = kind.number(text, bare);
    if (number < min || number > max) {
      throw new IllegalArgumentException(
          max == Long.MAX_VALUE
              ? "%s is too small: at least %s".formatted(text, shown(min))
              : "%s is out of range: %s to %s".formatted(text, shown(min), shown(max)));
    }
    return number;
  }

  private String shown(long number) {
    return switch (kind) {
      case SIZE -> SettingKind.size(number);
      case TIME -> SettingKind.time(Duration.ofMillis(number));
      default -> Long.toString(number);
    };
  }

  /** The number as the component's type. */
  private Object counted(long number) {
    Class<?> type = type();
    if (type == int.class) {
      return (int) Math.min(number, Integer.MAX_VALUE);
    }
    return number;
  }

  private Class<?> type() {
    return Arrays.stream(of.getRecordComponents())
        .filter(each -> each.getName().equals(component))
        .findFirst()
        .map(RecordComponent::getType)
        .orElseThrow(() -> new IllegalStateException(of + " has no component " + component));
  }

  /** {@code value} of the component as a settings file has it. */
  String toml(Object value) {
    return switch (kind) {
      case SIZE -> '"' + SettingKind.size(((Number) value).longValue()) + '"';
      default -> SettingKind.toml(value);
    };
  }

  /** The default {@code value} in a few words, for people. */
  String usually(@Nullable Object value) {
    return usual.isEmpty() ? shown(value) : usual;
  }

  /** A value for people; {@code none} if there is none. */
  String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "none";
      case List<?> list when list.isEmpty() -> "none";
      case Boolean flag -> flag ? "true" : "false";
      case Level level -> SettingKind.toml(level).replace("\"", "");
      default -> toml(value).replace("\"", "");
    };
  }
}
