package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.engine.Cancellation;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.execution.RunLimits;
import dev.odeon.execution.RunReport;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** How long a run takes inside the service: what it reports of itself, on one thread. */
final class ExecuteInside {
  private static final String TENANT = "default";

  private ExecuteInside() {}

  static void measure(BenchContext stage) {
    Effort effort = stage.effort();
    List<Double> medians = new ArrayList<>();
    List<Double> tails = new ArrayList<>();
    try (Actors actors =
            Actors.open(
                stage.folder("execute-inside").resolve("home"),
                Ports.system(),
                Settings.defaults());
        Execution execution = Execution.open(actors, ExecutionConfig.defaults())) {
      UUID id = execution.load(TENANT, null, Variants.of("uppercase", "inside")).id();
      times(execution, id, effort.nanos());
      for (int round = 1; round <= effort.rounds(); round++) {
        long[] sorted = times(execution, id, effort.nanos());
        medians.add(sorted[sorted.length / 2] / 1e3);
        tails.add(sorted[(int) (sorted.length * 0.99)] / 1e3);
      }
    }
    report(stage, "50", medians, 10);
    report(stage, "99", tails, 100);
  }

  private static void report(BenchContext stage, String quantile, List<Double> micros, double aim) {
    stage.report(
        Figure.of(ExecuteBench.NAME, "execution_us", new Samples(micros))
            .with("quantile", quantile)
            .aim(new Target.AtMost(aim)));
  }

  /** How long each run took for about {@code nanos}, in nanoseconds, sorted. */
  private static long[] times(Execution execution, UUID id, long nanos) {
    Bytes input = Bytes.utf8(ExecuteBench.INPUT);
    long[] times = new long[1 << 10];
    int runs = 0;
    for (long begun = System.nanoTime(); System.nanoTime() - begun < nanos; ) {
      RunReport run = execution.execute(TENANT, id, input, RunLimits.NOTHING, new Cancellation());
      if (!run.succeeded()) {
        throw new IllegalStateException("uppercase " + run.outcome().text());
      }
      if (runs == times.length) {
        times = Arrays.copyOf(times, 2 * runs);
      }
      times[runs++] = run.nanos();
    }
    long[] sorted = Arrays.copyOf(times, runs);
    Arrays.sort(sorted);
    return sorted;
  }
}
