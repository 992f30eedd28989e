package dev.odeon.cli.actor;

import dev.odeon.cli.Console;
import dev.odeon.protocol.ActorResume;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Mixin private PauseTarget target = new PauseTarget();

  @Option(names = "--all", description = "Resumes all actors that are paused as one.")
  private boolean all;

  ActorResumeCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    target.ask(console, ActorResume.OPERATION, "resume", all, ActorResume::new);
  }
}
