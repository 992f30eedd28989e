package dev.odeon.cli.plugin;

import dev.odeon.base.Bytes;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Input;
import dev.odeon.cli.RunOptions;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.Execute;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.RunConfig;
import dev.odeon.protocol.RunResult;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a plug-in once. */
@Command(
    name = "execute",
    description = "Runs a plug-in once, and prints its output.",
    footer = {
      "",
      "ID is what load printed, the first digits of it, or the file that was loaded. Exits with 1",
      "if the plug-in returns a code other than 0, or fails.",
      "",
      "Examples:",
      "  odeon execute -b rot13.wasm -i Hello",
      "  odeon execute -b 6f1d -i @letter.txt -t 100 --json"
    })
public final class ExecuteCommand implements Runnable {
  private final Console console;

  @Option(
      names = {"-b", "--binary"},
      paramLabel = "ID",
      required = true,
      description = "The plug-in.")
  private String binary = "";

  @Option(
      names = {"-i", "--input"},
      paramLabel = "TEXT",
      required = true,
      description = "The input; - reads standard input, @FILE a file.")
  private String text = "";

  @Mixin private RunOptions options = new RunOptions();

  public ExecuteCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Bytes input = Input.of(text, console.in());
    RunConfig config = options.config();
    try (Backend backend = Backend.existing(console)) {
      UUID id = PluginChoice.id(backend, binary);
      report(ask(backend, new Execute(id, input, config)));
    }
  }

  private RunResult ask(Backend backend, Execute request) {
    try {
      return backend.ask(request).run();
    } catch (RequestException e) {
      console.json(
          JsonFields.of("binary_id", request.binaryId())
              .put("code", e.code().text())
              .put("error", e.text()));
      throw e;
    }
  }

  private void report(RunResult result) {
    console.result(RunResult.FIELDS.fields(result), TextFormat.text(result.output()));
    if (result.returnCode() != 0) {
      throw Failure.failed(
          "plug-in %s failed with code %d".formatted(result.binaryId(), result.returnCode()));
    }
  }
}
