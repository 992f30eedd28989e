package dev.odeon.engine;

import java.util.List;

/** The host functions behind a module's imports; made by {@link CompiledModule#link}, immutable. */
public final class HostImports {
  private final CompiledModule module;
  private final HostFunction[] functions;

  HostImports(CompiledModule module, List<HostFunction> functions) {
    this.module = module;
    this.functions = functions.toArray(HostFunction[]::new);
  }

  /** The module they were linked for. */
  public CompiledModule module() {
    return module;
  }

  HostFunction function(int index) {
    return functions[index];
  }
}
