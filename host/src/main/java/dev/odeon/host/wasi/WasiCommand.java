package dev.odeon.host.wasi;

import dev.odeon.base.Outcome;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Extern;
import dev.odeon.engine.FunctionType;
import dev.odeon.engine.HostImports;
import dev.odeon.engine.Import;
import dev.odeon.engine.Limits;
import dev.odeon.engine.RunPacing;
import dev.odeon.engine.RunResult;
import dev.odeon.host.CommandForm;
import dev.odeon.host.LinkException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A module that is a command of WASI preview 1: a program with a {@code _start}, arguments,
 * environment, three standard streams and an exit code. Immutable and thread-safe.
 *
 * <p>Everything it can see is in the {@link WasiContext}. It has no sockets; links are neither
 * followed nor made.
 */
public final class WasiCommand {
  /** The module that commands import from. */
  public static final String MODULE = "wasi_snapshot_preview1";

  /** WASI commands run as plug-ins. */
  public static final CommandForm FORM = WasiForm.INSTANCE;

  private static final String START = "_start";
  private static final FunctionType NOTHING = new FunctionType(List.of(), List.of());
  private static final Map<String, WasiFunction> FUNCTIONS = functions();

  private final CompiledModule module;

  private WasiCommand(CompiledModule module) {
    this.module = module;
  }

  private static Map<String, WasiFunction> functions() {
    Map<String, WasiFunction> functions = new HashMap<>();
    WasiSystem.addTo(functions);
    WasiFiles.addTo(functions);
    WasiPaths.addTo(functions);
    return Map.copyOf(functions);
  }

  /** Whether {@code module} is meant as a command: it exports {@code _start}. */
  public static boolean isMeant(CompiledModule module) {
    return module.function(START).isPresent();
  }

  /**
   * The command that {@code module} is.
   *
   * @throws LinkException naming what it lacks, or imports that there is not
   */
  public static WasiCommand of(CompiledModule module) {
    FunctionType start =
        module
            .function(START)
            .orElseThrow(() ->
                new LinkException(
                    "the module exports no function " + START + ": it is not a command"));
    if (!start.equals(NOTHING)) {
      throw new LinkException(
          "export %s is a function %s: a command's takes and answers nothing"
              .formatted(START, start));
    }
    module.imports().forEach(WasiCommand::check);
    if (!module.imports().isEmpty()
        && module.export("memory").filter(it -> it.extern() instanceof Extern.Memory).isEmpty()) {
      throw new LinkException("the module exports no memory: a command exports its own as memory");
    }
    return new WasiCommand(module);
  }

  private static void check(Import wanted) {
    WasiFunction function = FUNCTIONS.get(wanted.name());
    if (!wanted.module().equals(MODULE) || function == null) {
      throw new LinkException(
          "import %s is not offered to commands, which have %s alone"
              .formatted(wanted.path(), MODULE));
    }
    if (!wanted.extern().equals(new Extern.Function(function.type()))) {
      throw new LinkException(
          "import %s is a function %s in WASI preview 1, and the module wants another one"
              .formatted(wanted.path(), function.type()));
    }
  }

  /** The module. */
  public CompiledModule module() {
    return module;
  }

  /** {@link #run(Limits, WasiContext, Cancellation, RunPacing)} without a way to cancel it. */
  public WasiResult run(Limits limits, WasiContext context) {
    return run(limits, context, new Cancellation(), null);
  }

  /**
   * Runs the command in a fresh instance, on the calling thread, to its end. Standard output is
   * bounded by the output limit; of standard error the last 64 KiB are kept.
   *
   * @param pacing when it gives way to others; null for as all of the engine do
   * @throws dev.odeon.engine.ModuleException if the module does not fit into {@code limits}
   * @throws dev.odeon.engine.OverloadedException if the machine lacks the memory: nothing has
   *     happened
   */
  public WasiResult run(
      Limits limits, WasiContext context, Cancellation cancellation, @Nullable RunPacing pacing) {
    try (WasiProcess process = new WasiProcess(context)) {
      HostImports imports =
          module.link(wanted ->
              Optional.ofNullable(FUNCTIONS.get(wanted.name()))
                  .map(function -> function.in(process)));
      RunResult<long[]> result =
          module.run(limits, imports, cancellation, pacing, guest -> guest.call(START));
      Integer exit = process.exitCode();
      if (exit != null) {
        return new WasiResult(
            Outcome.RETURNED, exit, process.output(), process.errors(), result.fuel(), List.of());
      }
      return new WasiResult(
          result.outcome(),
          result.returned() ? 0 : -1,
          process.output(),
          process.errors(),
          result.fuel(),
          result.trace());
    }
  }
}
