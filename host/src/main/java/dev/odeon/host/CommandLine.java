package dev.odeon.host;

import dev.odeon.base.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a command is started with beside its input.
 *
 * @param program what it is called: its first argument; empty for a command line without arguments
 * @param arguments the arguments after that
 * @param environment the environment variables
 */
public record CommandLine(
    String program, List<String> arguments, SortedMap<String, String> environment) {
  /** Neither arguments nor variables. */
  public static final CommandLine NONE = of("");

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a text has a zero in it, or the name of a variable is empty
   *     or has an equals sign in it
   */
  public CommandLine {
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    check("the program's name", program);
    arguments.forEach(each -> check("an argument", each));
    for (Map.Entry<String, String> each : environment.entrySet()) {
      check("the name of a variable", each.getKey());
      check("the variable " + each.getKey(), each.getValue());
      if (each.getKey().isEmpty() || each.getKey().contains("=")) {
        throw new IllegalArgumentException(
            "'%s' is not a name of a variable: it is empty or has an equals sign"
                .formatted(each.getKey()));
      }
    }
  }

  /** That of a program which is given nothing. */
  public static CommandLine of(String program) {
    return new CommandLine(program, List.of(), Collections.emptySortedMap());
  }

  /** Whether there is something to give: an argument or a variable. */
  public boolean isGiven() {
    return !arguments.isEmpty() || !environment.isEmpty();
  }

  /** How many bytes arguments and variables have, as a program gets them. */
  public long sizeBytes() {
    long size = 0;
    for (String each : arguments) {
      size += Bytes.utf8(each).size() + 1;
    }
    for (Map.Entry<String, String> each : environment.entrySet()) {
      size += Bytes.utf8(each.getKey()).size() + Bytes.utf8(each.getValue()).size() + 2;
    }
    return size;
  }

  /** This command line of a program of another name. */
  public CommandLine withProgram(String other) {
    return isGiven() ? new CommandLine(other, arguments, environment) : of(other);
  }

  private static void check(String what, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "%s has a zero byte in it, which no program can be given".formatted(what));
    }
  }
}
