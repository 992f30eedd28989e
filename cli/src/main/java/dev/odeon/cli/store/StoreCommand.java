package dev.odeon.cli.store;

import dev.odeon.cli.CommandGroup;
import dev.odeon.cli.Console;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Holds the commands about contents and labels. */
@Command(
    name = "store",
    synopsisSubcommandLabel = "COMMAND",
    description = "Stores content by its hash, and labels that point to it.",
    footer = {
      "",
      "REF is store:<label>, store:hash:<hex digits>, or the digits alone; the first digits are enough,",
      "four or more. The label <actor>:chain-head points to the newest block of an actor."
    })
public final class StoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  private StoreCommand() {}

  /** The command with all of its own. */
  public static CommandLine commandLine(Console console) {
    CommandLine line = new CommandLine(new StoreCommand());
    List.of(
            new StorePutCommand(console),
            new StoreGetCommand(console),
            new StoreShowCommand(console),
            new StoreDescribeCommand(console),
            new StoreLabelCommand(console),
            new StoreUnlabelCommand(console),
            new StoreLabelsCommand(console),
            new StoreListCommand(console),
            new StoreSizeCommand(console),
            new StoreGcCommand(console),
            new StoreVerifyCommand(console),
            new StoreNewCommand(console),
            new StoreStoresCommand(console),
            new StoreImportCommand(console),
            new StoreExportCommand(console))
        .forEach(line::addSubcommand);
    return line;
  }

  @Override
  public Integer call() {
    return CommandGroup.showUsage(spec);
  }
}
