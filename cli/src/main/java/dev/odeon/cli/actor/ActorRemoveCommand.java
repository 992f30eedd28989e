package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Keys;
import dev.odeon.protocol.ActorRemove;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes an actor for ever. */
@Command(
    name = "remove",
    description = {
      "Removes a stopped actor for ever: it never starts again, and its name is never used again.",
      "Its history stays, and can be verified and replayed."
    },
    footer = {"", "Example:", "  odeon actor stop counter && odeon actor remove counter"})
final class ActorRemoveCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "asked for on the command line",
      description = "Says why, for its history.")
  private String reason = "";

  ActorRemoveCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key key = Keys.of(console, id);
    try (Backend backend = Backend.existing(console)) {
      ActorRemove asked = new ActorRemove(key.text(), reason);
      ActorRemove.Result removed =
          ActorChoice.asking(console, backend, key, () -> backend.ask(asked));
      console.result(
          ActorRemove.OPERATION,
          removed,
          key.text() + (removed.turn().duplicate() ? " was removed already" : " removed"));
    }
  }
}
