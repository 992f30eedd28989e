package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Limits;

/** How a module that exports no {@code process} runs as a plug-in: as a command. Thread-safe. */
public interface CommandForm {
  /** Whether {@code module} is meant as a command of this form. */
  boolean isMeant(CompiledModule module);

  /**
   * The command that {@code module} is.
   *
   * @throws LinkException naming what it lacks, or the import that is not offered
   */
  Command link(CompiledModule module);

  /** A linked module. Immutable and thread-safe; each run has a fresh instance. */
  @FunctionalInterface
  interface Command {
    /**
     * Runs it once on {@code input}, on the calling thread, to its end. Exit code 0 is success.
     *
     * @param commandLine its arguments and environment
     * @throws dev.odeon.engine.ModuleException if the module does not fit into {@code limits}
     * @throws dev.odeon.engine.OverloadedException if the machine lacks the memory: nothing has
     *     happened
     */
    PluginResult run(
        Bytes input,
        CommandLine commandLine,
        PluginContext context,
        Limits limits,
        Cancellation cancellation);
  }
}
