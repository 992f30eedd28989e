package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.cli.Console;
import dev.odeon.cli.main.Odeon;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code --help} says changes in review alone: every page is in a file. */
class HelpPagesTest {
  private static final int WIDTH = 100;

  /** How a sentence begins that is only a name, or half of one. */
  private static final String NO_VERB_FIRST =
      "(The|A|An|Its|Each|Every|All|One|Another|Only|Of|From|Up|After|With|Without|Default"
          + "|Wh[a-z]+|How|Fuel|Time|Memory|Over|No|If|That|Other|Later|Nothing)\\b.*";

  private static final String VERB =
      ".*\\b(is|are|has|have|was|were|may|must|can|does|do|gets?|takes?|shows?|runs?|stays?|goes"
          + "|counts?|exits|proves|finish|end|ends|read|reads|leaves|[A-Z][a-z]+s)\\b.*";

  @Test
  void everyHelpPageIsAsItWasReviewed() throws IOException {
    StringBuilder pages = new StringBuilder();
    append(Odeon.commandLine(Console.ofProcess()), "odeon", pages);
    assertThat(pages.toString())
        .contains("=== odeon demo", "=== odeon bench", "=== odeon store put");
    Golden.check("help.txt", pages.toString());
  }

  @Test
  void everyDescriptionIsMadeOfSentences() {
    List<String> all = new ArrayList<>();
    addDescriptions(Odeon.commandLine(Console.ofProcess()), all);
    assertThat(all).hasSizeGreaterThan(100).filteredOn(text -> !isMadeOfSentences(text)).isEmpty();
  }

  @Test
  void findsWhatIsNoSentence() {
    assertThat(
            Stream.of(
                "The actor.",
                "Default: 7 days.",
                "Names the actor. Default: none.",
                "names the actor.",
                "Names the actor",
                "Whose actors, plug-ins and stores.",
                "",
                "Fuel limit."))
        .noneMatch(HelpPagesTest::isMadeOfSentences);
    assertThat(Stream.of("Names the actor.", "Names the home. The default is ~/.odeon, else none."))
        .allMatch(HelpPagesTest::isMadeOfSentences);
  }

  /**
   * Each begins like one and ends like one, and where it does not begin with its verb it has one.
   */
  private static boolean isMadeOfSentences(String text) {
    return Stream.of(text.split("(?<=\\.) (?=[A-Z'0-9-])"))
        .allMatch(sentence ->
            sentence.matches("[A-Z'].*[A-Za-z0-9)'%>/~-]\\.")
                && sentence.split(" ").length > 2
                && (!sentence.matches(NO_VERB_FIRST) || sentence.matches(VERB)));
  }

  private static void addDescriptions(CommandLine command, List<String> all) {
    CommandSpec spec = command.getCommandSpec();
    if (spec.usageMessage().hidden()) {
      return;
    }
    all.add(String.join(" ", spec.usageMessage().description()));
    spec.args().stream()
        .filter(arg -> !arg.hidden())
        .forEach(arg -> all.add(String.join(" ", arg.description())));
    command.getSubcommands().values().forEach(sub -> addDescriptions(sub, all));
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
