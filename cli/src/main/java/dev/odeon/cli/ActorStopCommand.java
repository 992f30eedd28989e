package dev.odeon.cli;

import dev.odeon.base.Key;
import dev.odeon.protocol.ActorsRequest.ActorStop;
import dev.odeon.protocol.Facts;
import dev.odeon.runtime.Actors;
import java.util.Optional;
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

  @Parameters(paramLabel = "ID", description = "The actor.")
  private String id = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "asked for on the command line",
      description = "Why, for its history.")
  private String reason = "";

  ActorStopCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key key = Keys.of(console, id);
    Optional<Facts> told = Told.by(console, () -> new ActorStop(key.text(), reason));
    if (told.isPresent()) {
      console.result(Fields.told(told.get()), key.text() + " stopped");
      return;
    }
    try (Actors actors = Home.existing(console)) {
      Answers.taken(key, "", actors.stop(key, reason));
      console.result(
          Fields.of("actor", key.text()).put("status", "stopped").put("reason", reason),
          key.text() + " stopped");
    }
  }
}
