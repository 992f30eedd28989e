package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.engine.Limits;
import dev.odeon.engine.LoadException;
import dev.odeon.engine.ModuleException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what a module needs, which contract it fits, and whether it will run here. */
@Command(
    name = "check",
    description =
        "Reports what a module needs, which contract it fits, and whether it will run here.",
    footer = {
      "",
      "Exit codes: 0 it will run here, 1 it will not run, or the file does not exist.",
      "",
      "Examples:",
      "  odeon check counter.wasm",
      "  odeon check counter.wasm --json"
    })
public final class CheckCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE.wasm", description = "Names the module.")
  private @Nullable Path file;

  public CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Path path = Objects.requireNonNull(file, "picocli requires it");
    Bytes wasm = Input.file(path, "module");
    ModuleReport report = new ModuleReport(path, wasm);
    Optional<String> problem;
    try (Engine engine = Engine.open(EngineConfig.standard(), Clock.system(), Threads.system())) {
      CompiledModule module = engine.compile(wasm);
      report.module(module);
      module.check(Limits.DEFAULT);
      problem = report.problem();
    } catch (ModuleException | LoadException e) {
      problem = Optional.ofNullable(e.getMessage());
    }
    console.result(report.fields(problem), String.join("\n", report.lines(problem)));
    return problem.isEmpty() ? Exit.DONE.code() : Exit.FAILED.code();
  }
}
