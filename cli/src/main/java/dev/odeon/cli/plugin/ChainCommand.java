package dev.odeon.cli.plugin;

import dev.odeon.base.Bytes;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Input;
import dev.odeon.cli.RunOptions;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ExecuteChain;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.RunConfig;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs plug-ins one after the other. */
@Command(
    name = "chain",
    description =
        "Runs a pipeline: plug-ins one after the other, each on the output of the one before. Prints the last output.",
    footer = {
      "",
      "State they set becomes durable together, or not at all if a step fails.",
      "",
      "Example:",
      "  odeon chain -b uppercase.wasm,rot13.wasm -i Hello"
    })
public final class ChainCommand implements Runnable {
  private final Console console;

  @Option(
      names = {"-b", "--binaries"},
      paramLabel = "ID",
      split = ",",
      required = true,
      description = "Names the plug-ins, with commas between.")
  private List<String> binaries = List.of();

  @Option(
      names = {"-i", "--input"},
      paramLabel = "TEXT",
      required = true,
      description = "Gives the input of the first; - reads standard input, @FILE a file.")
  private String text = "";

  @Mixin private RunOptions options = new RunOptions();

  public ChainCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    if (binaries.isEmpty() || binaries.stream().anyMatch(String::isBlank)) {
      throw Failure.usage(
          "-b %s has an item without a name: give ids with a comma between"
              .formatted(TextFormat.brief(String.join(",", binaries), 200)));
    }
    Bytes input = Input.of(text, console.in());
    RunConfig config = options.config();
    try (Backend backend = Backend.running(console, options)) {
      List<UUID> ids = binaries.stream().map(each -> PluginChoice.id(backend, each)).toList();
      List<String> changed = PluginFile.changed(backend, ids);
      changed.forEach(each -> PluginFile.note(console, each));
      ExecuteChain.Result result = ask(backend, new ExecuteChain(ids, input, config));
      result.results().forEach(each -> RunText.note(console, each));
      console.content(
          PluginFile.put(
              JsonFields.of("results", result.results().stream().map(RunFields::of).toList())
                  .put("total_time_ms", result.timeMillis()),
              changed),
          TextFormat.text(result.results().getLast().output()));
    }
  }

  private ExecuteChain.Result ask(Backend backend, ExecuteChain request) {
    try {
      return backend.ask(request);
    } catch (RequestException e) {
      RequestException.FailedPipeline pipeline = e.pipeline();
      if (pipeline != null) {
        pipeline.results().forEach(each -> RunText.note(console, each));
      }
      throw RunText.failure(console, backend, e);
    }
  }
}
