package dev.odeon.cli;

import dev.odeon.base.Ports;
import dev.odeon.host.Capabilities;
import dev.odeon.log.Opening;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.HomeException;
import dev.odeon.runtime.Settings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the home that a command works on. This process has its lock until it is closed. */
public final class LocalHome {
  private static final Logger LOG = System.getLogger(LocalHome.class.getName());

  private LocalHome() {}

  /** The actors of the command's home, which is made if there is none. */
  public static Actors open(Console console) {
    return open(console, Opening.Mode.STRICT);
  }

  /**
   * The actors of the command's home.
   *
   * @throws Failure if there is no home: a misspelt one is not to be made by looking at it
   */
  static Actors existing(Console console) {
    requireThere(console.home());
    return open(console);
  }

  /**
   * The same for a command that changes nothing: of a damaged home, it gets what can be read, and
   * the person a line that says so.
   */
  static Actors reading(Console console) {
    try {
      return existing(console);
    } catch (HomeException e) {
      if (e.reason() != HomeException.Reason.DAMAGED) {
        throw e;
      }
      // Opening prints what is damaged beside the log.
      Actors actors = open(console, Opening.Mode.READ_ONLY);
      if (actors.damage().isDamaged()) {
        console.note("odeon: warning: " + e.getMessage());
      }
      return actors;
    }
  }

  /** The actors of the command's home, whose log may be damaged. */
  static Actors open(Console console, Opening.Mode mode) {
    Actors actors =
        Actors.open(console.home(), Ports.system(), Settings.defaults(), new Capabilities(), mode);
    actors.notices().forEach(line -> notice(console, line));
    return actors;
  }

  /** To the log where there is one, else as a line of the command. */
  private static void notice(Console console, String line) {
    if (LogLines.target() == null) {
      console.note("odeon: " + line);
    } else {
      LOG.log(Level.WARNING, "{0}", line);
    }
  }

  /** Refuses a home that is not there. */
  public static void requireThere(Path home) {
    if (!Files.exists(home.resolve("format"))) {
      throw Failure.failed(
          "there is no home in %s: name one with --home, or make one with 'odeon actor start'"
              .formatted(home));
    }
  }
}
