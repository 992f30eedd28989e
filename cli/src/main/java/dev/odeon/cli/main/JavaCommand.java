package dev.odeon.cli.main;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How to start this command in a process of its own. */
public final class JavaCommand {
  private JavaCommand() {}

  /**
   * The same Java with the same options and class path, and this room's {@link Main}: ready for its
   * arguments.
   */
  public static List<String> ofThisProcess() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String[] arguments = ProcessHandle.current().info().arguments().orElse(new String[0]);
    // Up to the class path; an option file (@) is as good as the options in it.
    Arrays.stream(arguments)
        .takeWhile(argument -> argument.matches("[-@].*"))
        .takeWhile(argument -> !List.of("-cp", "-classpath", "-jar").contains(argument))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return command;
  }
}
