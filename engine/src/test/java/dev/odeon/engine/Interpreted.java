package dev.odeon.engine;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;

/** Modules of which nothing is compiled. */
final class Interpreted {
  private Interpreted() {}

  static CompiledModule of(Engine engine, Bytes wasm) {
    ModuleShape shape = ModuleScan.scan(wasm);
    return new CompiledModule(
        engine, Hash.of(wasm), wasm.size(), shape, Metering.LATEST, Code.interpreting(shape));
  }
}
