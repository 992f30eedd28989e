package dev.odeon.cli;

import dev.odeon.base.Clock;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Where the log of this process goes: a line an event on its console's standard error. The JDK
 * finds it on the class path of the command; who embeds rooms brings a log of their own.
 */
public final class LogLines extends System.LoggerFinder {
  /** Where lines go and which; null until a command wants them. */
  private static volatile @Nullable Target target;

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

  /** From now on events go to {@code console}: those of {@code least} and worse. */
  public static void to(Console console, Level least) {
    target = new Target(console, least, new LogFolding(Clock.system()));
  }

  /** Where events go; null if nowhere. */
  static @Nullable Target target() {
    return target;
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new LineLogger(name);
  }
}
