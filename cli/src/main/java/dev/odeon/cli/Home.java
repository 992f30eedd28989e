package dev.odeon.cli;

import dev.odeon.base.Ports;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Settings;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the home that a command works on. This process has its lock until it is closed. */
final class Home {
  private Home() {}

  /** The actors of the command's home, which is made if there is none. */
  static Actors open(Console console) {
    return Actors.open(console.home(), Ports.system(), Settings.defaults());
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

  /** Refuses a home that is not there. */
  static void requireThere(Path home) {
    if (!Files.exists(home.resolve("format"))) {
      throw Failure.failed(
          "there is no home in %s: name one with --home, or make one with 'odeon actor start'"
              .formatted(home));
    }
  }
}
