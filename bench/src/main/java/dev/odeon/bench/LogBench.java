package dev.odeon.bench;

import java.util.List;

/**
 * Durable appends to the log. The floor writes batches of the very sizes that the run produced:
 * what is missing to it is what waking, framing and checksums cost, and making segments.
 */
final class LogBench implements Bench {
  private static final int BYTES = 200;

  private record Case(int writers, double aim) {}

  private static final List<Case> CASES =
      List.of(new Case(1, 0.9), new Case(64, 0.7), new Case(512, 0.7));

  @Override
  public String name() {
    return "log";
  }

  @Override
  public String about() {
    return "durable appends of 200 bytes, against plain writes and syncs of the same batches";
  }

  @Override
  public void run(BenchContext stage) {
    Effort effort = stage.effort();
    try (LogStand log = LogStand.open(stage.folder("log"));
        DiskFloor floor = DiskFloor.open(stage.folder("log-floor").resolve("zeros"), 256)) {
      List<PairedBenchmark> duels =
          CASES.stream()
              .map(each -> new PairedBenchmark(new Sides(each.writers, log, floor)))
              .toList();
      duels.forEach(duel -> duel.warm(effort.nanos()));
      for (int round = 1; round <= effort.rounds(); round++) {
        stage.note("log: round " + round + " of " + effort.rounds());
        duels.forEach(duel -> duel.round(effort.nanos()));
      }
      for (int i = 0; i < duels.size(); i++) {
        stage.report(figure(CASES.get(i), duels.get(i)));
      }
    }
    OpenBench.measure(stage);
  }

  private static Figure figure(Case what, PairedBenchmark duel) {
    return Figure.of("log", "appends_per_s", duel.values(), duel.floors())
        .with("writers", what.writers)
        .aim(new Target.RatioAtLeast(what.aim));
  }

  /** The log, and the batches it just wrote written plainly. */
  private static final class Sides implements PairedBenchmark.Sides {
    private final int writers;
    private final LogStand log;
    private final DiskFloor floor;
    private LogStand.Batches last = new LogStand.Batches(new Pace(0, 0), new int[0]);

    Sides(int writers, LogStand log, DiskFloor floor) {
      this.writers = writers;
      this.log = log;
      this.floor = floor;
    }

    @Override
    public Pace figure(long nanos) {
      last = log.append(writers, BYTES, nanos);
      return last.pace();
    }

    @Override
    public Pace floor(long nanos) {
      return new Pace(last.pace().units(), floor.time(last.sizes()));
    }
  }
}
