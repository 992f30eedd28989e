package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.protocol.BinaryRequest.ExecuteChain;
import dev.odeon.protocol.Response;
import dev.odeon.protocol.RunResult;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs plug-ins one after the other. */
@Command(
    name = "chain",
    description =
        "Runs plug-ins one after the other, each on the output of the one before, and prints the last one's output.",
    footer = {
      "",
      "What they set becomes durable together, or not at all if a step fails.",
      "",
      "Example:",
      "  odeon chain -b uppercase.wasm,rot13.wasm -i Hello"
    })
final class ChainCommand implements Runnable {
  private final Console console;

  @Option(
      names = {"-b", "--binaries"},
      paramLabel = "ID",
      split = ",",
      required = true,
      description = "The plug-ins, with commas between.")
  private List<String> binaries = List.of();

  @Option(
      names = {"-i", "--input"},
      paramLabel = "TEXT",
      required = true,
      description = "What the first gets; - reads standard input, @FILE a file.")
  private String text = "";

  @Mixin private RunOptions options = new RunOptions();

  ChainCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Bytes input = Input.of(text, console.in());
    try (Door door = Door.existing(console)) {
      List<UUID> ids = binaries.stream().map(each -> BinaryChoice.id(door, each)).toList();
      switch (door.ask(new ExecuteChain(ids, input, options.config()))) {
        case Response.Chained(List<RunResult> results, long timeMillis) ->
            console.result(
                results(results).put("total_time_ms", timeMillis),
                Shown.text(results.getLast().output()));
        case Response.Failed failed -> {
          console.json(fields(failed));
          throw Refusals.failure(failed);
        }
        case Response other -> throw Refusals.strange(other);
      }
    }
  }

  private static Fields fields(Response.Failed failed) {
    Fields fields = Refusals.fields(failed);
    Response.FailedChain chain = failed.chain();
    return chain == null
        ? fields
        : fields.put("step", chain.step()).putAll(results(chain.results()));
  }

  private static Fields results(List<RunResult> results) {
    return Fields.of("results", results.stream().map(Runs::fields).toList());
  }
}
