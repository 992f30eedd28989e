package dev.odeon.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How soon a server takes connections over a home with many plug-ins, and then runs each first. */
final class ExecuteReady {
  private static final int BINARIES = 100;

  private ExecuteReady() {}

  static void measure(BenchContext stage) {
    int binaries = stage.effort().scaled(BINARIES);
    Path home = stage.folder("execute-ready").resolve("home");
    List<UUID> ids = new ArrayList<>();
    try (Served served = Served.start(home)) {
      for (int i = 0; i < binaries; i++) {
        ids.add(served.load(null, Variants.of("uppercase", "number " + i)));
      }
    }
    List<Double> ready = new ArrayList<>();
    List<Double> medians = new ArrayList<>();
    List<Double> worst = new ArrayList<>();
    for (int round = 1; round <= stage.effort().rounds(); round++) {
      stage.note("execute: start %d of %d".formatted(round, stage.effort().rounds()));
      try (Served served = Served.start(home)) {
        ready.add(served.readyMillis());
        List<Double> firsts = ids.stream().map(id -> first(served, id)).sorted().toList();
        medians.add(firsts.get(firsts.size() / 2));
        worst.add(firsts.get((firsts.size() - 1) * 99 / 100));
      }
    }
    stage.report(
        Figure.of(ExecuteBench.NAME, "ready_ms", new Samples(ready))
            .with("binaries", binaries)
            .aim(new Target.AtMost(700)));
    report(stage, "50", medians);
    report(stage, "99", worst);
  }

  private static void report(BenchContext stage, String quantile, List<Double> millis) {
    stage.report(
        Figure.of(ExecuteBench.NAME, "first_run_ms", new Samples(millis))
            .with("quantile", quantile)
            .aim(new Target.AtMost(5)));
  }

  /** How long the first run of {@code id} took, in ms, on a connection that is there already. */
  private static double first(Served served, UUID id) {
    long begun = System.nanoTime();
    served.requireRuns(id);
    return (System.nanoTime() - begun) / 1e6;
  }
}
