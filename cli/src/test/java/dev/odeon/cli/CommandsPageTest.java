package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.odeon.cli.main.Odeon;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The page about the commands says what there is. */
class CommandsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "guide", "commands.md");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  /** They come from a room above this one, so they are not on this class path. */
  private static final List<String> ABOVE = List.of("bench", "demo", "spec");

  @Test
  void everyCommandLineOnThePageIsUnderstood() throws IOException {
    List<String> lines = commandLines();
    assertThat(lines).hasSizeGreaterThan(15);
    for (String line : lines) {
      String[] args = words(line.substring("odeon ".length()));
      if (!ABOVE.contains(args[0])) {
        assertThatCode(() -> odeon().parseArgs(args)).as(line).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void everyCommandAndOptionIsOnThePage() throws IOException {
    String page = Files.readString(PAGE);
    requireNamed(page, "odeon", odeon());
  }

  private static void requireNamed(String commands, String path, CommandLine line)
      throws IOException {
    String page = path.equals("odeon serve") ? commands + settings() : commands;
    line.getCommandSpec().options().stream()
        .map(CommandLine.Model.OptionSpec::longestName)
        .filter(name -> !List.of("--version", "--output").contains(name))
        .forEach(name -> assertThat(page).as("%s %s", path, name).contains(name));
    for (Map.Entry<String, CommandLine> sub : line.getSubcommands().entrySet()) {
      boolean told = !sub.getValue().getCommandSpec().usageMessage().hidden();
      if (told && !sub.getKey().equals("encore")) {
        String name = path + " " + sub.getKey();
        assertThat(page).contains("$ " + name);
        requireNamed(commands, name, sub.getValue());
      }
    }
  }

  /** The options of a server have a page of their own, without dashes. */
  private static String settings() throws IOException {
    return Files.readString(PAGE.resolveSibling("settings.md")).replace("| `", "| `--");
  }

  private static List<String> commandLines() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.startsWith("$ "))
        .map(line -> line.substring(2))
        .toList();
  }

  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }
    return words.toArray(String[]::new);
  }

  private static CommandLine odeon() {
    return Odeon.commandLine(
        new Console(
            InputStream.nullInputStream(),
            System.out,
            System.err,
            new Environment(Path.of("no-home"), false)));
  }
}
