package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.protocol.ActorResume;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Resumes an actor, or the home of a server. */
@Command(
    name = "resume",
    description = {
      "Lets a paused actor act again.",
      "In a home that is paused as a whole, it lets this one act. With --all it resumes the home of a running server; actors that were paused by themselves stay so."
    },
    footer = {"", "Examples:", "  odeon actor resume counter", "  odeon actor resume --all"})
final class ActorResumeCommand implements Runnable {
  private final Console console;

  @Parameters(arity = "0..1", paramLabel = "ID", description = "Names the actor.")
  private @Nullable String id;

  @Option(names = "--all", description = "Resumes all actors that are paused as one.")
  private boolean all;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "asked for on the command line",
      description = "Tells why, for its history.")
  private String reason = "";

  ActorResumeCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String named = id;
    if (named == null ? !all : all) {
      throw Failure.usage("resume takes an ID or --all: give one of them");
    }
    ActorResume.Result done = named == null ? home() : actor(named);
    String what = done.actor() == null ? "the home" : done.actor();
    console.result(
        ActorResume.OPERATION,
        done,
        "%s %s%s"
            .formatted(
                what,
                done.duplicate() ? "was " : "",
                done.duplicate() ? "resumed already" : "resumed"));
  }

  private ActorResume.Result actor(String named) {
    Key given = Keys.of(console, named);
    try (Backend backend = Backend.existing(console)) {
      Key key = ActorChoice.key(console, backend, given);
      ActorResume asked = new ActorResume(key.text(), reason);
      return ActorChoice.asking(console, backend, key, () -> backend.ask(asked));
    }
  }

  private ActorResume.Result home() {
    try (Backend server =
        ServedHome.of(console, "only a home that is served can be paused as a whole")) {
      return server.ask(new ActorResume(null, reason));
    }
  }
}
