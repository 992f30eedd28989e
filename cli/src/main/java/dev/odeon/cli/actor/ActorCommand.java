package dev.odeon.cli.actor;

import dev.odeon.cli.CommandGroup;
import dev.odeon.cli.Console;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Holds the commands about actors. */
@Command(
    name = "actor",
    synopsisSubcommandLabel = "COMMAND",
    description = "Starts actors, sends them messages, and shows their state and history.")
public final class ActorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  private ActorCommand() {}

  /** The command with all of its own. */
  public static CommandLine commandLine(Console console) {
    CommandLine line = new CommandLine(new ActorCommand());
    List.of(
            new ActorStartCommand(console),
            new ActorMessageCommand(console),
            new ActorRequestCommand(console),
            new ActorRequestsCommand(console),
            new ActorReplyCommand(console),
            new ActorListCommand(console),
            new ActorStateCommand(console),
            new ActorEventsCommand(console),
            new ActorLogsCommand(console),
            new ActorShowCommand(console),
            new ActorChannelsCommand(console),
            new ActorTimersCommand(console),
            new ActorTopCommand(console),
            new ActorPauseCommand(console),
            new ActorResumeCommand(console),
            new ActorStopCommand(console),
            new ActorLettersCommand(console),
            new ActorUpgradeCommand(console),
            new ActorRemoveCommand(console))
        .forEach(line::addSubcommand);
    return line;
  }

  @Override
  public Integer call() {
    return CommandGroup.showUsage(spec);
  }
}
