package dev.odeon.cli.plugin;

import dev.odeon.base.Bytes;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Input;
import dev.odeon.cli.RunOptions;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.Variables;
import dev.odeon.protocol.Execute;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.RunConfig;
import dev.odeon.protocol.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a plug-in once. */
@Command(
    name = "execute",
    description = "Runs a plug-in once, and prints its output.",
    footer = {
      "",
      "ID is what load printed, the first digits of it, or the file that was loaded.",
      "What the plug-in logs and writes to its standard error goes to standard error.",
      "Exits with 1 if the plug-in returns a code other than 0, or fails. If the file holds newer",
      "code than what is loaded, a line says so, and newer_file with --json.",
      "",
      "Examples:",
      "  odeon execute -b rot13.wasm -i Hello",
      "  odeon execute -b 6f1d -i @letter.txt -t 100 --json",
      "  odeon execute -b lua.wasm -i @script.lua --env LANG=C -- -v -"
    })
public final class ExecuteCommand implements Runnable {
  private final Console console;

  @Option(
      names = {"-b", "--binary"},
      paramLabel = "ID",
      required = true,
      description = "Names the plug-in.")
  private String binary = "";

  @Option(
      names = {"-i", "--input"},
      paramLabel = "TEXT",
      required = true,
      description = "Gives the input; - reads standard input, @FILE a file.")
  private String text = "";

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = {
        "Runs a plug-in with state once: the same run under the same key gets the stored result."
      })
  private @Nullable String key;

  @Option(
      names = "--env",
      paramLabel = "NAME[=VALUE]",
      description = {
        "Sets a variable of a WASI command, without a value to that of this process; repeatable."
      })
  private List<String> variables = new ArrayList<>();

  @Parameters(
      paramLabel = "ARG",
      arity = "0..*",
      description = "Gives the arguments of a WASI command, after --.")
  private List<String> arguments = new ArrayList<>();

  @Mixin private RunOptions options = new RunOptions();

  public ExecuteCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Bytes input = Input.of(text, console.in());
    RunConfig config = options.config();
    SortedMap<String, String> environment = Variables.of(variables);
    try (Backend backend = Backend.running(console, options)) {
      UUID id = PluginChoice.id(backend, binary);
      List<String> changed = PluginFile.changed(backend, List.of(id));
      changed.forEach(each -> PluginFile.note(console, each));
      report(ask(backend, new Execute(id, input, config, key, arguments, environment)), changed);
    }
  }

  private RunResult ask(Backend backend, Execute request) {
    try {
      return backend.ask(request).run();
    } catch (RequestException e) {
      throw RunText.failure(console, backend, e);
    }
  }

  private void report(RunResult result, List<String> changed) {
    RunText.note(console, result);
    console.content(
        PluginFile.put(RunFields.of(result), changed), TextFormat.text(result.output()));
    if (result.returnCode() != 0) {
      throw Failure.failed(
          "plug-in %s failed with code %d".formatted(result.binaryId(), result.returnCode()));
    }
  }
}
