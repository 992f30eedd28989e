package dev.odeon.cli.tenant;

import dev.odeon.cli.CommandGroup;
import dev.odeon.cli.Console;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Holds the commands about tenants. */
@Command(
    name = "tenant",
    synopsisSubcommandLabel = "COMMAND",
    description = "Sets what tenants may use, and shows what they use.")
public final class TenantCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  private TenantCommand() {}

  /** The command with all of its own. */
  public static CommandLine commandLine(Console console) {
    CommandLine line = new CommandLine(new TenantCommand());
    List.of(
            new TenantSetCommand(console),
            new TenantListCommand(console),
            new TenantShowCommand(console))
        .forEach(line::addSubcommand);
    return line;
  }

  @Override
  public Integer call() {
    return CommandGroup.showUsage(spec);
  }
}
