package dev.odeon.bench;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import dev.odeon.cli.Console;
import dev.odeon.cli.Exit;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.protocol.JsonFields;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code odeon spec}: runs scripts of the WebAssembly test suite on the engine. */
@Command(
    name = "spec",
    description = "Runs WebAssembly spec-suite scripts, as wast2json writes them, on the engine.")
final class SpecCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE.json", arity = "1..*", description = "Names the scripts.")
  private List<Path> files = new ArrayList<>();

  SpecCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    SpecTally total = new SpecTally();
    try (Engine engine = Engine.open(EngineConfig.standard(), Clock.system(), Threads.system())) {
      for (Path file : files) {
        SpecTally tally = SpecScript.run(engine, file);
        tell(file, tally);
        total.add(tally);
      }
    }
    total
        .skipped()
        .forEach((reason, count) -> console.say("skipped %d: %s".formatted(count, reason)));
    console.result(
        fields(JsonFields.of("files", files.size()), total),
        "%d passed, %d failed, %d skipped"
            .formatted(total.passed(), total.failures().size(), total.skippedInAll()));
    return total.failures().isEmpty() ? Exit.DONE.code() : Exit.FAILED.code();
  }

  private void tell(Path file, SpecTally tally) {
    tally.failures().forEach(console::say);
    console.json(fields(JsonFields.of("file", file.getFileName()), tally));
  }

  private static JsonFields fields(JsonFields fields, SpecTally tally) {
    JsonFields reasons = new JsonFields();
    tally.skipped().forEach(reasons::put);
    return fields
        .put("passed", tally.passed())
        .put("failed", tally.failures().size())
        .put("skipped", tally.skippedInAll())
        .put("reasons", reasons)
        .put("failures", tally.failures());
  }
}
