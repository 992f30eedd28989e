package dev.odeon.cli.actor;

import dev.odeon.cli.Console;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the commands about actors. */
@Command(
    name = "actor",
    synopsisSubcommandLabel = "COMMAND",
    description = "Starts actors, sends them messages, and shows their state and history.")
public final class ActorCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private ActorCommand() {}

  /** The command with all of its own. */
  public static CommandLine commandLine(Console console) {
    CommandLine line = new CommandLine(new ActorCommand());
    List.of(
            new ActorStartCommand(console),
            new ActorMessageCommand(console),
            new ActorRequestCommand(console),
            new ActorListCommand(console),
            new ActorStateCommand(console),
            new ActorEventsCommand(console),
            new ActorStopCommand(console))
        .forEach(line::addSubcommand);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no actor command given");
  }
}
