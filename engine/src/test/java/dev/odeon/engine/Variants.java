package dev.odeon.engine;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;

/** One module, made ready in the different ways in which it must behave the same. */
record Variants(CompiledModule compiled, CompiledModule interpreted, CompiledModule unmetered) {
  static Variants of(Engine engine, Bytes wasm) {
    CompiledModule compiled = engine.compile(wasm, Metering.FIRST);
    return new Variants(compiled, interpreted(engine, wasm), engine.compile(wasm, Metering.NONE));
  }

  /** {@code wasm} metered, with every function interpreted. */
  static CompiledModule interpreted(Engine engine, Bytes wasm) {
    ModuleShape shape = ModuleScan.scan(wasm, Metering.FIRST);
    return new CompiledModule(
        engine,
        Hash.of(wasm),
        wasm.size(),
        shape,
        Metering.FIRST,
        Code.compile(shape, Metering.FIRST).interpreting());
  }
}
