package dev.odeon.cli;

import dev.odeon.base.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Where the log of this process goes: a line an event on its console's standard error. Found by
 * SLF4J on the class path of the command; who embeds rooms brings a log of their own.
 */
public final class LogLines implements SLF4JServiceProvider {
  /** Where lines go and which; null until a command wants them. */
  private static volatile @Nullable Target target;

  private final ILoggerFactory loggers = LineLogger::new;
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();

  /** Made by {@link java.util.ServiceLoader}. */
  public LogLines() {}

  /**
   * Where lines go, and from which level on.
   *
   * @param console takes them, as JSON objects if it has those asked for
   * @param least events of a lower level are dropped
   * @param folding leaves out what repeats
   */
  record Target(Console console, Level least, LogFolding folding) {}

  /** From now on events go to {@code console}: warnings and worse, or {@code least} and worse. */
  static void to(Console console, Level least) {
    target = new Target(console, least, new LogFolding(Clock.system()));
  }

  /** Where events go; null if nowhere. */
  static @Nullable Target target() {
    return target;
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return loggers;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {
    // Nothing is read from outside: the command says what is logged.
  }
}
