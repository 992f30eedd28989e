package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Limits;
import dev.odeon.host.PluginModule;
import dev.odeon.host.wasi.WasiCommand;
import dev.odeon.runtime.PluginManifest;
import dev.odeon.runtime.Settings;
import java.util.List;

/** Plug-ins, whose manifest only describes: all of them may use what the settings allow. */
public record PluginKind(Settings settings) implements GuestKind {
  @Override
  public String name() {
    return PluginManifest.KIND;
  }

  @Override
  public boolean codeOfModuleAlone() {
    return true;
  }

  @Override
  public Terms terms(String origin, Bytes manifest) {
    return terms();
  }

  Terms terms() {
    return new Terms(
        "the module",
        module -> new PluginCode(module(module)),
        false,
        limits(),
        limits(),
        settings.mailboxCapacity(),
        List.of());
  }

  /**
   * The plug-in that {@code module} is.
   *
   * @throws dev.odeon.host.LinkException if it is none
   */
  PluginModule module(CompiledModule module) {
    return PluginModule.of(module, WasiCommand.FORM);
  }

  /** What a run may use at most. */
  public Limits limits() {
    return new Limits(
        settings.turnTime(),
        settings.memoryBytes(),
        (int) settings.tableElements(),
        settings.outputBytes());
  }
}
