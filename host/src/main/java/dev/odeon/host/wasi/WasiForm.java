package dev.odeon.host.wasi;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Limits;
import dev.odeon.engine.RunPacing;
import dev.odeon.host.CommandForm;
import dev.odeon.host.CommandLine;
import dev.odeon.host.Diagnostics;
import dev.odeon.host.PluginContext;
import dev.odeon.host.PluginResult;
import org.jspecify.annotations.Nullable;

/** Runs WASI commands as plug-ins: without folders. */
enum WasiForm implements CommandForm {
  INSTANCE;

  @Override
  public boolean isMeant(CompiledModule module) {
    return WasiCommand.isMeant(module);
  }

  @Override
  public Command link(CompiledModule module) {
    WasiCommand command = WasiCommand.of(module);
    return (input, commandLine, context, limits, cancellation) ->
        run(command, visible(input, commandLine, context), limits, cancellation, context.pacing());
  }

  private static WasiContext visible(Bytes input, CommandLine line, PluginContext context) {
    WasiContext bare = WasiContext.of(input, context.timeMillis(), context.seed());
    return line.program().isEmpty() ? bare : bare.withCommandLine(line);
  }

  private static PluginResult run(
      WasiCommand command,
      WasiContext visible,
      Limits limits,
      Cancellation cancellation,
      @Nullable RunPacing pacing) {
    WasiResult ended = command.run(limits, visible, cancellation, pacing);
    Integer code = ended.outcome() instanceof Outcome.Returned ? ended.exitCode() : null;
    return PluginResult.of(
        ended.outcome(),
        code,
        ended.output(),
        ended.output(),
        ended.fuel(),
        Diagnostics.of(Bytes.empty(), ended.errors(), ended.trace()));
  }
}
