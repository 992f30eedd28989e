package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Keys;
import dev.odeon.protocol.ActorStop;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops an actor. */
@Command(
    name = "stop",
    description = "Stops an actor: it takes no messages until it is started again.",
    footer = {"", "Example:", "  odeon actor stop counter"})
final class ActorStopCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "asked for on the command line",
      description = "Tells why, for its history.")
  private String reason = "";

  ActorStopCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key named = Keys.of(console, id);
    try (Backend backend = Backend.existing(console)) {
      Key key = ActorChoice.key(console, backend, named);
      ActorStop asked = new ActorStop(key.text(), reason);
      ActorStop.Result stopped =
          ActorChoice.asking(console, backend, key, () -> backend.ask(asked));
      console.result(ActorStop.OPERATION, stopped, key.text() + " stopped");
    }
  }
}
