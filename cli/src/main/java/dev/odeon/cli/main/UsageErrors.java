package dev.odeon.cli.main;

import dev.odeon.cli.Console;
import dev.odeon.cli.Errors;
import dev.odeon.cli.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is wrong with a command line, in one line. A word that nothing knows comes first: what seems
 * to be missing often is only misspelt.
 */
final class UsageErrors {
  private UsageErrors() {}

  /** Reports what is wrong, and returns the exit code. */
  static int report(Console console, ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    boolean only = wrong instanceof UnmatchedArgumentException;
    String what =
        unmatched(line)
            .filter(each -> only || each.isUnknown())
            .findFirst()
            .map(Unmatched::text)
            .orElseGet(() -> Errors.usage(wrong));
    return Errors.reportUsage(console, line.getCommandSpec().qualifiedName(), what).code();
  }

  /** Reports that {@code line} has no command of that name, and returns the exit code. */
  static int reportNoCommand(Console console, CommandLine line, String name) {
    String command = line.getCommandSpec().qualifiedName();
    return Errors.reportUsage(console, command, command(name, line)).code();
  }

  /** A word that {@code line} could not make anything of. */
  private record Unmatched(CommandLine line, String word) {
    boolean isOption() {
      return word.startsWith("-") && word.length() > 1;
    }

    /** Whether it is a name that does not exist, rather than one word too many. */
    boolean isUnknown() {
      return isOption() || !line.getSubcommands().isEmpty();
    }

    String text() {
      return isOption()
          ? option(word, line)
          : isUnknown() ? command(word, line) : "'%s' is one argument too many".formatted(word);
    }
  }

  /** Those of the command and of those above it, in the order in which they stand. */
  private static Stream<Unmatched> unmatched(CommandLine line) {
    List<Unmatched> all = new ArrayList<>();
    for (CommandLine each = line; each != null; each = each.getParent()) {
      CommandLine owner = each;
      all.addAll(
          0,
          each.getUnmatchedArguments().stream().map(word -> new Unmatched(owner, word)).toList());
    }
    return all.stream();
  }

  private static String option(String unknown, CommandLine line) {
    String name = unknown.replaceFirst("=.*", "");
    List<String> names =
        line.getCommandSpec().options().stream()
            .filter(option -> !option.hidden())
            .flatMap(option -> Stream.of(option.names()))
            .filter(each -> each.startsWith("--"))
            .toList();
    String question = name.startsWith("--") ? Suggestions.question(name, names) : "";
    return "unknown option '%s'%s"
        .formatted(
            name, question.isEmpty() ? " (a text that begins with - comes after --)" : question);
  }

  private static String command(String unknown, CommandLine line) {
    Map<String, String> paths = new TreeMap<>();
    addPaths(line, "", paths);
    List<String> near =
        paths.containsKey(unknown)
            ? List.of(paths.get(unknown))
            : Suggestions.near(unknown, line.getSubcommands().keySet());
    return "there is no command '%s'%s".formatted(unknown, Suggestions.question(near));
  }

  /** The names of the commands below {@code line}, and how to call each from there. */
  private static void addPaths(CommandLine line, String before, Map<String, String> paths) {
    line.getSubcommands()
        .forEach((name, sub) -> {
          CommandSpec spec = sub.getCommandSpec();
          if (!spec.usageMessage().hidden()) {
            paths.putIfAbsent(name, before + name);
            addPaths(sub, before + name + " ", paths);
          }
        });
  }
}
