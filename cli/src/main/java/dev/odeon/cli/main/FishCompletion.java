package dev.odeon.cli.main;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The completion of the shell fish: one line for each command and option, with the words that must
 * stand before it.
 */
final class FishCompletion {
  private static final String FUNCTIONS =
      """
      # The words of the command line that are neither options nor their values.
      function __NAME_words
          set -l skip 0
          for word in (commandline -opc)[2..-1]
              if test $skip = 1
                  set skip 0
              else if contains -- $word VALUED
                  set skip 1
              else if not string match -q -- '-*' $word
                  echo $word
              end
          end
      end

      # Whether those words are these.
      function __NAME_at
          set -l words (__NAME_words)
          test "$words" = "$argv"
      end

      # Whether those words begin with these.
      function __NAME_in
          set -l words (__NAME_words)
          set -l count (count $argv)
          test (count $words) -ge $count; and test "$words[1..$count]" = "$argv"
      end

      complete -c NAME -f
      """;

  private final String name;
  private final StringBuilder script = new StringBuilder();

  private FishCompletion(String name) {
    this.name = name;
  }

  /** The script for the command {@code name}, whose words {@code line} knows. */
  static String script(String name, CommandLine line) {
    FishCompletion completion = new FishCompletion(name);
    String valued =
        line.getCommandSpec().options().stream()
            .filter(option -> option.arity().max() > 0)
            .flatMap(option -> Stream.of(option.names()))
            .collect(Collectors.joining(" "));
    completion
        .script
        .append("# Completes the words of ")
        .append(name)
        .append(" in fish.\n\n")
        .append(FUNCTIONS.replace("NAME", name).replace("VALUED", valued));
    completion.add(line, List.of());
    return completion.script.toString();
  }

  private void add(CommandLine line, List<String> path) {
    CommandSpec spec = line.getCommandSpec();
    String inside = path.isEmpty() ? "" : " -n " + quoted("__" + name + "_in " + words(path));
    spec.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> option(option, inside));
    if (spec.positionalParameters().stream().anyMatch(FishCompletion::isFile)) {
      script.append("complete -c ").append(name).append(inside).append(" -F\n");
    }
    for (Map.Entry<String, CommandLine> sub : line.getSubcommands().entrySet()) {
      CommandSpec below = sub.getValue().getCommandSpec();
      if (!below.usageMessage().hidden()) {
        script.append("complete -c ").append(name).append(" -n ");
        script.append(quoted(("__" + name + "_at " + words(path)).strip()));
        script.append(" -a ").append(sub.getKey()).append(" -d ");
        script.append(quoted(first(below.usageMessage().description()))).append('\n');
        add(sub.getValue(), Stream.concat(path.stream(), Stream.of(sub.getKey())).toList());
      }
    }
  }

  private void option(OptionSpec option, String inside) {
    script.append("complete -c ").append(name).append(inside);
    for (String each : option.names()) {
      script.append(each.startsWith("--") ? " -l " : " -s ").append(each.replaceFirst("^--?", ""));
    }
    if (option.arity().max() > 0) {
      script.append(isFile(option) ? " -r -F" : " -x");
    }
    script.append(" -d ").append(quoted(first(option.description()))).append('\n');
  }

  private static boolean isFile(ArgSpec arg) {
    return arg.paramLabel().matches("(FILE|DIR|PATH|MANIFEST)\\b.*");
  }

  private static String words(List<String> path) {
    return String.join(" ", path);
  }

  private static String first(String[] description) {
    return Arrays.stream(description).findFirst().orElse("").replaceFirst("(?<=\\.) .*", "");
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
