package dev.odeon.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What a plug-in that is loaded needs, a run under way, and a server after many runs. */
final class ExecuteMemory {
  private static final int BINARIES = 200;
  private static final int RUNNING = 32;
  private static final int RUNS = 10_000;

  /** The memory of the plug-in itself: a page. */
  private static final int GUEST_KIB = 64;

  private ExecuteMemory() {}

  static void measure(BenchContext stage) {
    int binaries = stage.effort().scaled(BINARIES);
    int runs = stage.effort().scaled(RUNS);
    List<Double> binary = new ArrayList<>();
    List<Double> running = new ArrayList<>();
    List<Double> resident = new ArrayList<>();
    for (int round = 1; round <= stage.effort().rounds(); round++) {
      stage.note("execute: memory, round %d of %d".formatted(round, stage.effort().rounds()));
      binary.add(binaryKib(binaries, stage.folder("execute-binaries-" + round).resolve("home")));
      running.add(runKib(stage.folder("execute-running-" + round).resolve("home")));
      resident.add(residentMb(runs, stage.folder("execute-resident-" + round).resolve("home")));
    }
    stage.report(
        Figure.of(ExecuteBench.NAME, "binary_kib", new Samples(binary))
            .with("binaries", binaries)
            .aim(new Target.AtMost(1024)));
    stage.report(
        Figure.of(ExecuteBench.NAME, "run_kib", new Samples(running))
            .with("runs", RUNNING)
            .aim(new Target.AtMost(50)));
    stage.report(
        Figure.of(ExecuteBench.NAME, "rss_mb", new Samples(resident))
            .with("runs", runs)
            .aim(new Target.AtMost(100)));
  }

  private static double binaryKib(int binaries, Path home) {
    try (Child child = child(ChildCommand.Task.BINARIES, binaries, home)) {
      long few = Long.parseLong(child.line());
      child.go();
      return (Long.parseLong(child.line()) - few) / 1024.0 / binaries;
    }
  }

  private static double runKib(Path home) {
    try (Child child = child(ChildCommand.Task.RUNNING, RUNNING, home)) {
      child.line();
      double before = child.residentMebibytes();
      child.go();
      child.line();
      return Math.max(0, (child.residentMebibytes() - before) * 1024 / RUNNING - GUEST_KIB);
    }
  }

  private static double residentMb(int runs, Path home) {
    try (Served served = Served.start(home)) {
      UUID id = served.load(null, Variants.of("uppercase", "resident"));
      try (Asker asker = new Asker(served.socket(), Served.execute(id, ExecuteBench.INPUT), 1)) {
        for (int i = 1; i < runs; i++) {
          asker.askOnce();
        }
      }
      return served.residentMebibytes();
    }
  }

  private static Child child(ChildCommand.Task task, int count, Path home) {
    return Child.start(
        ChildProvider.NAME,
        task.name(),
        Integer.toString(count),
        "--home",
        home.toAbsolutePath().toString());
  }
}
