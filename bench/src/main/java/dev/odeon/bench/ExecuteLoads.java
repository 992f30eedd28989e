package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.protocol.UnloadBinary;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How long a warm server takes to load a small module: one that it never saw, and one it did. */
final class ExecuteLoads {
  private static final int WARM = 20;
  private static final int EACH = 20;

  private ExecuteLoads() {}

  static void measure(BenchContext stage) {
    int warm = stage.effort().scaled(WARM);
    int each = stage.effort().scaled(EACH);
    List<Double> first = new ArrayList<>();
    List<Double> cached = new ArrayList<>();
    try (Served served = Served.start(stage.folder("execute-loads").resolve("home"))) {
      for (int i = 0; i < warm; i++) {
        load(served, Variants.of("uppercase", "warm " + i));
      }
      for (int round = 1; round <= stage.effort().rounds(); round++) {
        List<Double> fresh = new ArrayList<>();
        List<Double> known = new ArrayList<>();
        for (int i = 0; i < each; i++) {
          Bytes module = Variants.of("uppercase", "load %d of %d".formatted(i, round));
          fresh.add(load(served, module));
          known.add(load(served, module));
        }
        first.add(new Samples(fresh).median());
        cached.add(new Samples(known).median());
      }
    }
    report(stage, "fresh", first, 10);
    report(stage, "cached", cached, 2);
  }

  private static void report(BenchContext stage, String what, List<Double> millis, double aim) {
    stage.report(
        Figure.of(ExecuteBench.NAME, "load_ms", new Samples(millis))
            .with("case", what)
            .aim(new Target.AtMost(aim)));
  }

  /** How long it took until the module could be run, in ms. It is unloaded again. */
  private static double load(Served served, Bytes module) {
    long begun = System.nanoTime();
    UUID id = served.load(null, module);
    double millis = (System.nanoTime() - begun) / 1e6;
    UnloadBinary.Result _ = served.client().call(new UnloadBinary(id, true));
    return millis;
  }
}
