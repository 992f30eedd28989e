package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.protocol.ActorPause;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Pauses an actor, or the home of a server. */
@Command(
    name = "pause",
    description = {
      "Pauses an actor until it is resumed.",
      "It takes no messages, or queues them if its manifest says so. What it sent, its timers and its open requests have to wait. It can be read, upgraded, stopped and removed. With --all it pauses the home of a running server, which is not recorded."
    },
    footer = {"", "Examples:", "  odeon actor pause counter", "  odeon actor pause --all"})
final class ActorPauseCommand implements Runnable {
  private final Console console;

  @Parameters(arity = "0..1", paramLabel = "ID", description = "Names the actor.")
  private @Nullable String id;

  @Option(
      names = "--all",
      description = "Pauses all actors until they are resumed or the server ends.")
  private boolean all;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "asked for on the command line",
      description = "Tells why, for its history.")
  private String reason = "";

  ActorPauseCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String named = id;
    if (named == null ? !all : all) {
      throw Failure.usage("pause takes an ID or --all: give one of them");
    }
    ActorPause.Result done = named == null ? home() : actor(named);
    String what = done.actor() == null ? "the home" : done.actor();
    console.result(
        ActorPause.OPERATION,
        done,
        "%s %s%s"
            .formatted(
                what,
                done.duplicate() ? "was " : "",
                done.duplicate() ? "paused already" : "paused"));
  }

  private ActorPause.Result actor(String named) {
    Key given = Keys.of(console, named);
    try (Backend backend = Backend.existing(console)) {
      Key key = ActorChoice.key(console, backend, given);
      ActorPause asked = new ActorPause(key.text(), reason);
      return ActorChoice.asking(console, backend, key, () -> backend.ask(asked));
    }
  }

  private ActorPause.Result home() {
    try (Backend server =
        ServedHome.of(console, "only a home that is served can be paused as a whole")) {
      return server.ask(new ActorPause(null, reason));
    }
  }
}
