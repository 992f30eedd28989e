package dev.odeon.cli;

import dev.odeon.base.Ports;
import dev.odeon.log.Opening;
import dev.odeon.runtime.Extensions;
import dev.odeon.runtime.HomeException;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Opens the home that a command works on. This process has its lock until it is closed. It is
 * opened asleep: a command that asks no actor to act writes nothing of theirs.
 */
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
      if (actors.chains().damage().isDamaged()) {
        console.note("odeon: warning: " + CommandHints.with(String.valueOf(e.getMessage())));
      }
      return actors;
    }
  }

  /** The actors of the command's home, whose log may be damaged. */
  static Actors open(Console console, Opening.Mode mode) {
    return noticed(
        console,
        Actors.openAsleep(
            console.home(), Ports.system(), Settings.defaults(), Extensions.none(), mode));
  }

  /** The actors of a server's home, awake, with settings, and with what guests can be granted. */
  public static Actors served(
      Console console, Settings settings, Opening.Mode mode, Extensions extensions) {
    return noticed(
        console, Actors.open(console.home(), Ports.system(), settings, extensions, mode));
  }

  private static Actors noticed(Console console, Actors actors) {
    actors.notices().forEach(line -> notice(console, line));
    return actors;
  }

  /** To the log where there is one, else as a line of the command. */
  private static void notice(Console console, String line) {
    if (LogLines.target() == null) {
      console.note("odeon: " + CommandHints.with(line));
    } else {
      LOG.log(Level.WARNING, "{0}", line);
    }
  }

  /** Whether nothing is at {@code home} yet: no folder, or an empty one. */
  static boolean isNew(Path home) {
    if (!Files.isDirectory(home)) {
      return Files.notExists(home, LinkOption.NOFOLLOW_LINKS);
    }
    try (Stream<Path> inside = Files.list(home)) {
      return inside.findAny().isEmpty();
    } catch (IOException _) {
      // One that cannot be read is not known to be empty.
      return false;
    }
  }

  /** Refuses a home that is not there, or that this user may not look into. */
  public static void requireThere(Path home) {
    Path format = home.resolve("format");
    if (!Files.exists(format)) {
      if (!Files.notExists(format)) {
        throw Failure.failed(
            "the home %s cannot be entered: run as its owner, or name another with --home"
                .formatted(home));
      }
      throw Failure.failed(
          "there is no home in %s: name one with --home, or make one with 'odeon actor start'"
              .formatted(home));
    }
  }
}
