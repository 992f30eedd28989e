package dev.odeon.cli.main;

import dev.odeon.base.Version;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A page of the manual, for the macros {@code man} of roff. The same command makes the same page.
 */
final class ManPage {
  private static final int SYNOPSIS_WIDTH = 72;

  private final StringBuilder page = new StringBuilder();

  private ManPage() {}

  /** The page {@code name} about the command {@code line}. */
  static String of(String name, CommandLine line) {
    ManPage made = new ManPage();
    CommandSpec spec = line.getCommandSpec();
    String[] description = spec.usageMessage().description();
    made.macro(
        ".TH \"%s\" 1 \"\" \"Odeon %s\" \"Odeon\""
            .formatted(name.toUpperCase(Locale.ROOT), Version.current().product()));
    made.section("NAME");
    made.text(name + " - " + description[0]);
    made.section("SYNOPSIS");
    made.verbatim(synopsis(line));
    made.section("DESCRIPTION");
    made.text(String.join("\n", description));
    made.arguments(spec);
    made.commands(name, line);
    made.notes(spec.usageMessage().footer());
    made.seeAlso(name, line);
    return made.page.toString();
  }

  private static List<String> synopsis(CommandLine line) {
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(SYNOPSIS_WIDTH);
    return new Help(line.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF))
        .synopsis(0)
        .lines()
        .toList();
  }

  private void arguments(CommandSpec spec) {
    section("OPTIONS");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      if (!parameter.hidden()) {
        item(parameter.paramLabel(), parameter.description());
      }
    }
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        String value = option.arity().max() > 0 ? "=" + option.paramLabel() : "";
        item(String.join(", ", option.names()) + value, option.description());
      }
    }
  }

  private void commands(String name, CommandLine line) {
    if (line.getSubcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    for (Map.Entry<String, CommandLine> sub : line.getSubcommands().entrySet()) {
      CommandSpec below = sub.getValue().getCommandSpec();
      if (!below.usageMessage().hidden()) {
        item(name + "-" + sub.getKey() + "(1)", below.usageMessage().description());
      }
    }
  }

  private void notes(String[] footer) {
    if (footer.length > 0) {
      section("NOTES");
      verbatim(Arrays.asList(footer));
    }
  }

  private void seeAlso(String name, CommandLine line) {
    if (line.getParent() != null) {
      section("SEE ALSO");
      text(name.substring(0, name.lastIndexOf('-')) + "(1)");
    }
  }

  private void section(String title) {
    macro(".SH " + title);
  }

  private void item(String term, String[] description) {
    macro(".TP");
    page.append(".B ").append(escaped(term)).append('\n');
    text(String.join("\n", description).replace("${DEFAULT-VALUE}", "0"));
  }

  private void text(String text) {
    text.lines().forEach(line -> page.append(guarded(escaped(line))).append('\n'));
  }

  private void verbatim(List<String> lines) {
    macro(".nf");
    lines.forEach(line -> page.append(guarded(escaped(line))).append('\n'));
    macro(".fi");
  }

  private void macro(String line) {
    page.append(line).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
  }

  /** A line that begins so would be a macro. */
  private static String guarded(String line) {
    return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
  }
}
