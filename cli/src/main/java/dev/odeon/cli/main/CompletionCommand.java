package dev.odeon.cli.main;

import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Suggestions;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.JsonFields;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what a shell needs to complete the words of a command line. */
@Command(
    name = "completion",
    description = "Prints a script that completes commands and options in a shell.",
    footer = {
      "",
      "Examples:",
      "  source <(odeon completion bash)        # in ~/.bashrc or ~/.zshrc",
      "  odeon completion fish > ~/.config/fish/completions/odeon.fish"
    })
final class CompletionCommand implements Runnable {
  private static final String NAME = "odeon";
  private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  private final Console console;

  @Parameters(paramLabel = "SHELL", description = "Names the shell: bash, zsh or fish.")
  private String shell = "";

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String script = script();
    console.result(JsonFields.of("shell", shell).put("script", script), script.stripTrailing());
  }

  private String script() {
    CommandLine all = Odeon.commandLine(console);
    return switch (shell) {
      // One script is for both: it has zsh emulate the completion of bash.
      case "bash", "zsh" -> AutoComplete.bash(NAME, all);
      case "fish" -> FishCompletion.script(NAME, all);
      default ->
          throw Failure.usage(
              "there is no completion for the shell '%s'%s"
                  .formatted(
                      TextFormat.brief(shell, 80),
                      Suggestions.near(shell, SHELLS).isEmpty()
                          ? ": write bash, zsh or fish"
                          : Suggestions.question(shell, SHELLS)));
    };
  }
}
