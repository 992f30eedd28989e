package dev.odeon.engine;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import java.util.Optional;

/** Modules from their text, and an engine to run them. */
final class Wat {
  private Wat() {}

  static Bytes wasm(String wat) {
    return Bytes.wrap(Wat2Wasm.parse(wat));
  }

  static Engine engine() {
    return engine(EngineConfig.standard());
  }

  static Engine engine(EngineConfig config) {
    return Engine.open(config, Clock.system(), Threads.system());
  }

  /** Links a module whose imports, if any, all do nothing. */
  static HostImports nothing(CompiledModule module) {
    return module.link(_ -> Optional.of((_, _) -> HostFunction.NOTHING));
  }
}
