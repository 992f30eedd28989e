package dev.odeon.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The {@code odeon} command itself: it holds the other commands and does nothing alone. Described
 * by hand, not by annotations, because reading those would cost every start.
 */
final class Odeon {

  private Odeon() {}

  /**
   * The command line that understands these arguments: it holds every command on the class path
   * that they name, and all of them where they name none, so that help and suggestions are whole.
   */
  static CommandLine commandLine(String... args) {
    CommandLine odeon = new CommandLine(spec());
    for (CommandProvider provider : providers(List.of(args))) {
      odeon.addSubcommand(provider.name(), provider.command());
    }
    odeon.setParameterExceptionHandler((wrong, line) -> refuse(wrong));
    odeon.setExecutionExceptionHandler((failure, command, parsed) -> fail(failure, command));
    return odeon;
  }

  private static List<CommandProvider> providers(List<String> args) {
    if (args.equals(List.of("--version"))) {
      return List.of();
    }
    List<CommandProvider> all = new ArrayList<>();
    ServiceLoader.load(CommandProvider.class).forEach(all::add);
    all.sort(Comparator.comparing(CommandProvider::name));
    List<CommandProvider> named = all.stream().filter(p -> args.contains(p.name())).toList();
    return named.isEmpty() ? all : named;
  }

  private static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("odeon");
    spec.mixinStandardHelpOptions(true).versionProvider(new Version());
    spec.usageMessage()
        .description("WebAssembly as durable actors whose whole past can be verified and replayed.")
        .synopsisSubcommandLabel("COMMAND");
    return spec;
  }

  private static int refuse(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + oneLine(wrong) + " (try " + name + " --help)");
    return ExitCode.USAGE;
  }

  private static int fail(Exception failure, CommandLine command) {
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + oneLine(failure));
    return ExitCode.SOFTWARE;
  }

  private static String oneLine(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message.lines().findFirst().orElse(message);
  }
}
