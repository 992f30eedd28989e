package dev.odeon.cli;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import dev.odeon.protocol.JsonFields;
import java.time.Instant;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One logger: {@code 2026-11-21T14:00:00.123Z info server: what happened key=value}. A format ends
 * with its keys and places, such as {@code what happened key={0}}: of JSON objects they are fields.
 */
final class LineLogger implements System.Logger {
  private static final Pattern KEY = Pattern.compile(" (\\w+)=\\{(\\d+)}");
  private static final Pattern PLACE = Pattern.compile("\\{(\\d+)}");

  /** An event about one of these is folded alone. */
  private static final Pattern SUBJECT = Pattern.compile(" (actor|plugin)=\\{(\\d+)}");

  /** The log of requests has a line for each, however alike. */
  private static final String REQUESTS = "requests";

  private final String name;

  /** {@code name} is a class or a room; the room is what lines show. */
  LineLogger(String name) {
    this.name = name.replaceFirst("^dev\\.odeon\\.(\\w+).*", "$1");
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    LogLines.Target target = LogLines.target();
    return target != null && level.getSeverity() >= target.least().getSeverity();
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable cause) {
    write(level, String.valueOf(message), cause);
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object @Nullable ... values) {
    write(level, String.valueOf(format), null, values == null ? new Object[0] : values);
  }

  private void write(
      Level level, String format, @Nullable Throwable cause, @Nullable Object... values) {
    LogLines.Target target = LogLines.target();
    if (target == null || !isLoggable(level)) {
      return;
    }
    tellOver(target);
    String line = filled(format, values);
    if (name.equals(REQUESTS)) {
      write(target.console(), level, format, line, cause, values);
      return;
    }
    LogFolding.Place place = new LogFolding.Place(name, level, format, subject(format, values));
    switch (target.folding().verdict(place, line + cause)) {
      case WRITE -> write(target.console(), level, format, line, cause, values);
      case FOLD_FIRST -> tellLater(target);
      case FOLD -> {}
    }
  }

  /** Says what was left out, also if nothing is logged any more. */
  private static void tellLater(LogLines.Target target) {
    try {
      Threads threads = Threads.system();
      Thread _ =
          threads.startVirtual(
              "odeon-log",
              () -> {
                long end = Clock.system().nanos() + LogFolding.WINDOW_NANOS;
                for (long left = LogFolding.WINDOW_NANOS;
                    left > 0;
                    left = end - Clock.system().nanos()) {
                  threads.parkNanos(left);
                }
                tellOver(target);
              });
    } catch (OutOfMemoryError e) {
      return; // the next event says it
    }
  }

  private static void tellOver(LogLines.Target target) {
    for (LogFolding.Folded folded : target.folding().over()) {
      LogFolding.Place place = folded.place();
      String event = KEY.matcher(place.message()).replaceAll("");
      String[] about = place.subject().split("=", 2);
      String key = about.length == 2 ? " %s={1}".formatted(about[0]) : "";
      String format = event + key + " repeated={0}";
      Object[] values = {folded.count(), about[about.length - 1]};
      new LineLogger(place.room())
          .write(target.console(), place.level(), format, filled(format, values), null, values);
    }
  }

  private void write(
      Console console,
      Level level,
      String format,
      String line,
      @Nullable Throwable cause,
      @Nullable Object... values) {
    Instant now = Instant.ofEpochMilli(Clock.system().millis());
    String word = level == Level.WARNING ? "warn" : level.getName().toLowerCase(Locale.ROOT);
    if (console.json()) {
      String event = filled(KEY.matcher(format).replaceAll(""), values);
      JsonFields fields =
          JsonFields.of("time", now).put("level", word).put("room", name).put("event", event);
      KEY.matcher(format)
          .results()
          .forEach(key -> fields.put(key.group(1), value(key.group(2), values)));
      console.note((cause == null ? fields : fields.put("error", cause)).json());
    } else {
      String all = "%s %s %s: %s".formatted(now, word, name, line);
      console.note(TextFormat.line(cause == null ? all : all + ": " + cause));
    }
    if (cause != null && console.verbose()) {
      console.trace(cause);
    }
  }

  /**
   * What the event is about, such as {@code actor=visits}; empty if nothing has it folded alone.
   */
  private static String subject(String format, @Nullable Object... values) {
    Matcher matcher = SUBJECT.matcher(format);
    return matcher.find() ? matcher.group(1) + "=" + value(matcher.group(2), values) : "";
  }

  private static String filled(String format, @Nullable Object... values) {
    return values.length == 0
        ? format
        : PLACE
            .matcher(format)
            .replaceAll(
                place -> Matcher.quoteReplacement(String.valueOf(value(place.group(1), values))));
  }

  private static @Nullable Object value(String place, @Nullable Object... values) {
    int at = Integer.parseInt(place);
    return at < values.length ? values[at] : null;
  }
}
