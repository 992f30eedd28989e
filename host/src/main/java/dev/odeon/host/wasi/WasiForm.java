package dev.odeon.host.wasi;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Limits;
import dev.odeon.host.CommandForm;
import dev.odeon.host.PluginContext;
import dev.odeon.host.PluginResult;

/** Runs WASI commands as plug-ins: without arguments, variables and folders. */
enum WasiForm implements CommandForm {
  INSTANCE;

  @Override
  public boolean isMeant(CompiledModule module) {
    return WasiCommand.isMeant(module);
  }

  @Override
  public Command link(CompiledModule module) {
    WasiCommand command = WasiCommand.of(module);
    return (input, context, limits, cancellation) ->
        run(command, input, context, limits, cancellation);
  }

  private static PluginResult run(
      WasiCommand command,
      Bytes input,
      PluginContext context,
      Limits limits,
      Cancellation cancellation) {
    WasiContext visible = WasiContext.of(input, context.timeMillis(), context.seed());
    WasiResult ended = command.run(limits, visible, cancellation);
    Integer code = ended.outcome() instanceof Outcome.Returned ? ended.exitCode() : null;
    return PluginResult.of(ended.outcome(), code, ended.output(), ended.output(), ended.fuel());
  }
}
