package dev.odeon.cli.store;

import dev.odeon.cli.Console;
import dev.odeon.cli.HomeCheck;
import dev.odeon.cli.LocalHome;
import dev.odeon.cli.Verification;
import dev.odeon.runtime.HomeVerifier;
import picocli.CommandLine.Command;

/** Verifies the store of a home. */
@Command(
    name = "verify",
    description = {
      "Verifies the store of a home.",
      "Hashes all content again and checks every recipe, pack, label and media type, and that all",
      "content that labels point to exists. Works on a damaged home; changes nothing."
    },
    footer = {"", "The same as 'odeon verify --store-only'; 'odeon verify' reads the log, too."})
final class StoreVerifyCommand implements Runnable {
  private final Console console;

  StoreVerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    LocalHome.requireThere(console.home());
    new Verification(
            console.home(), HomeCheck.home(console, HomeVerifier.Scope.STORE, null), null, null)
        .show(console);
  }
}
