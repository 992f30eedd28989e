package dev.odeon.cli.actor;

import dev.odeon.cli.Console;
import dev.odeon.protocol.ActorPause;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Mixin private PauseTarget target = new PauseTarget();

  @Option(
      names = "--all",
      description = "Pauses all actors until they are resumed or the server ends.")
  private boolean all;

  ActorPauseCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    target.ask(console, ActorPause.OPERATION, "pause", all, ActorPause::new);
  }
}
