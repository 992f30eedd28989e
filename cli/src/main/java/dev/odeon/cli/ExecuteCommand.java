package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.protocol.BinaryRequest.Execute;
import dev.odeon.protocol.Response;
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
      "if the plug-in answers a code other than 0, or does not come to an answer.",
      "",
      "Examples:",
      "  odeon execute -b rot13.wasm -i Hello",
      "  odeon execute -b 6f1d -i @letter.txt -t 100 --json"
    })
final class ExecuteCommand implements Runnable {
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
      description = "What it gets; - reads standard input, @FILE a file.")
  private String text = "";

  @Mixin private RunOptions options = new RunOptions();

  ExecuteCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Bytes input = Input.of(text, console.in());
    try (Door door = Door.existing(console)) {
      UUID id = BinaryChoice.id(door, binary);
      switch (door.ask(new Execute(id, input, options.config()))) {
        case Response.Ran(RunResult result) -> report(result);
        case Response.Failed failed -> {
          console.json(Fields.of("binary_id", id).putAll(Refusals.fields(failed)));
          throw Refusals.failure(failed);
        }
        case Response other -> throw Refusals.strange(other);
      }
    }
  }

  private void report(RunResult result) {
    console.result(Runs.fields(result), Shown.text(result.output()));
    if (result.returnCode() != 0) {
      throw Failure.failed(
          "binary %s failed with code %d".formatted(result.binaryId(), result.returnCode()));
    }
  }
}
