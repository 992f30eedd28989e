package dev.odeon.cli.actor;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;

/** The server of a home, for what only one that runs has. */
final class ServedHome {
  private ServedHome() {}

  /**
   * The server of the command's home.
   *
   * @param what the command asks for, for people
   * @throws Failure if there is none
   */
  static Backend of(Console console, String what) {
    return Backend.server(console)
        .orElseThrow(() ->
            Failure.noServer(
                "no server has %s open, and %s: start one with 'odeon serve'"
                    .formatted(console.home(), what)));
  }
}
