package dev.odeon.cli;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import dev.odeon.protocol.JsonFields;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** One logger: {@code 2026-11-21T14:00:00.123Z info server: what happened key=value}. */
final class LineLogger extends LegacyAbstractLogger implements LoggingEventAware {
  private static final long serialVersionUID = 1;

  /** {@code name} is a class; its room is what lines show. */
  LineLogger(String name) {
    this.name = name.replaceFirst("^dev\\.odeon\\.(\\w+)\\..*", "$1");
  }

  @Override
  public void log(LoggingEvent event) {
    if (enabled(event.getLevel())) {
      write(
          event.getLevel(),
          event.getMessage(),
          text(event.getMessage(), event.getArgumentArray()),
          event.getKeyValuePairs(),
          event.getThrowable());
    }
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String message,
      Object @Nullable [] arguments,
      @Nullable Throwable cause) {
    write(level, message, text(message, arguments), List.of(), cause);
  }

  private void write(
      Level level,
      @Nullable String message,
      String text,
      @Nullable List<KeyValuePair> pairs,
      @Nullable Throwable cause) {
    LogLines.Target target = LogLines.target();
    if (target == null) {
      return;
    }
    tellOver(target);
    LogFolding.Place place = new LogFolding.Place(name, level, String.valueOf(message));
    switch (target.folding().verdict(place, text + pairs + cause)) {
      case WRITE -> write(target.console(), level, text, pairs, cause);
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
      new LineLogger(place.room())
          .write(
              target.console(),
              place.level(),
              place.message(),
              List.of(new KeyValuePair("repeated", folded.count())),
              null);
    }
  }

  private void write(
      Console console,
      Level level,
      String text,
      @Nullable List<KeyValuePair> pairs,
      @Nullable Throwable cause) {
    Instant now = Instant.ofEpochMilli(Clock.system().millis());
    String word = level.toString().toLowerCase(Locale.ROOT);
    List<KeyValuePair> keys = pairs == null ? List.of() : pairs;
    if (console.json()) {
      JsonFields fields =
          JsonFields.of("time", now).put("level", word).put("room", name).put("event", text);
      keys.forEach(pair -> fields.put(pair.key, pair.value));
      console.note((cause == null ? fields : fields.put("error", cause)).json());
    } else {
      StringBuilder line = new StringBuilder("%s %s %s: %s".formatted(now, word, name, text));
      keys.forEach(pair -> line.append(' ').append(pair.key).append('=').append(pair.value));
      console.note(Shown.line((cause == null ? line : line.append(": ").append(cause)).toString()));
    }
    if (cause != null && console.verbose()) {
      cause.printStackTrace(console.err());
    }
  }

  private static String text(@Nullable String message, Object @Nullable [] arguments) {
    return String.valueOf(MessageFormatter.basicArrayFormat(message, arguments));
  }

  private static boolean enabled(Level level) {
    LogLines.Target target = LogLines.target();
    return target != null && level.toInt() >= target.least().toInt();
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  public boolean isTraceEnabled() {
    return enabled(Level.TRACE);
  }

  @Override
  public boolean isTraceEnabled(Marker marker) {
    return isTraceEnabled();
  }

  @Override
  public boolean isDebugEnabled() {
    return enabled(Level.DEBUG);
  }

  @Override
  public boolean isDebugEnabled(Marker marker) {
    return isDebugEnabled();
  }

  @Override
  public boolean isInfoEnabled() {
    return enabled(Level.INFO);
  }

  @Override
  public boolean isInfoEnabled(Marker marker) {
    return isInfoEnabled();
  }

  @Override
  public boolean isWarnEnabled() {
    return enabled(Level.WARN);
  }

  @Override
  public boolean isWarnEnabled(Marker marker) {
    return isWarnEnabled();
  }

  @Override
  public boolean isErrorEnabled() {
    return enabled(Level.ERROR);
  }

  @Override
  public boolean isErrorEnabled(Marker marker) {
    return isErrorEnabled();
  }
}
