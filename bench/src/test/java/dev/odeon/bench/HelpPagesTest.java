package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.cli.Console;
import dev.odeon.cli.main.Odeon;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What {@code --help} says changes in review alone: every page is in a file. */
class HelpPagesTest {
  private static final int WIDTH = 100;

  @Test
  void everyHelpPageIsAsItWasReviewed() throws IOException {
    StringBuilder pages = new StringBuilder();
    append(Odeon.commandLine(Console.ofProcess()), "odeon", pages);
    assertThat(pages.toString())
        .contains("=== odeon demo", "=== odeon bench", "=== odeon store put");
    Golden.check("help.txt", pages.toString());
  }

  private static void append(CommandLine command, String name, StringBuilder pages) {
    command.setUsageHelpAutoWidth(false);
    command.setUsageHelpWidth(WIDTH);
    pages
        .append("=== ")
        .append(name)
        .append(" --help\n\n")
        .append(command.getUsageMessage(Ansi.OFF))
        .append('\n');
    for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
      if (!sub.getValue().getCommandSpec().usageMessage().hidden()) {
        append(sub.getValue(), name + " " + sub.getKey(), pages);
      }
    }
  }
}
