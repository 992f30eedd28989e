package dev.odeon.cli.main;

import dev.odeon.cli.Console;
import dev.odeon.cli.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what {@code --help} prints, for whoever looks for it under this name. */
@Command(
    name = "help",
    description = "Shows the help of a command.",
    footer = {"", "Examples:", "  odeon help", "  odeon help actor start"})
final class HelpCommand implements Callable<Integer> {
  private final Console console;
  private final List<String> above;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "Names the command, word by word. The default is all of them.")
  private List<String> words = new ArrayList<>();

  /** The help of the commands below the one that {@code above} spells. */
  HelpCommand(Console console, List<String> above) {
    this.console = console;
    this.above = above;
  }

  @Override
  public Integer call() {
    List<String> path = new ArrayList<>(above);
    path.addAll(words);
    CommandLine line = Odeon.commandLine(console, path.toArray(String[]::new));
    for (String word : path) {
      CommandLine next = line.getSubcommands().get(word);
      if (next == null) {
        return UsageErrors.reportNoCommand(console, line, word);
      }
      line = next;
    }
    line.usage(line.getOut());
    return Exit.DONE.code();
  }
}
