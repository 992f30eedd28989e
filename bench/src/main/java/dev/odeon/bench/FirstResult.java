package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Engine;
import dev.odeon.engine.HostImports;
import dev.odeon.engine.Limits;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The first small module of a program that embeds the engine, with its code cached, as the main of
 * a process: says how many nanoseconds it took from there to the result.
 */
public final class FirstResult {
  private FirstResult() {}

  /** Takes the folder of the cache. */
  public static void main(String[] args) {
    long begun = System.nanoTime();
    try (Engine engine = EngineBench.cached(Path.of(args[0]))) {
      CompiledModule module = engine.compile(Bytes.wrap(V8Process.resource(FreshInstances.MODULE)));
      HostImports none = module.link(_ -> Optional.empty());
      long[] answer = module.run(Limits.DEFAULT, none, guest -> guest.call("run", 16, 4)).value();
      if (answer == null) {
        throw new IllegalStateException("a fresh instance does not return");
      }
      System.out.println(System.nanoTime() - begun);
    }
  }
}
