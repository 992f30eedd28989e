package dev.odeon.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Durable appends to the log. The floor writes batches of the very sizes that the run produced:
 * what is missing to it is what waking, framing and checksums cost, and making segments.
 */
final class LogBench implements Bench {
  private static final int BYTES = 200;
  private static final long WARM_NANOS = 20_000_000;

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
  public void run(Stage stage) {
    try (LogStand log = LogStand.open(stage.folder("log"));
        DiskFloor floor = DiskFloor.open(stage.folder("log-floor").resolve("zeros"), 256)) {
      List<Measured> cases = CASES.stream().map(each -> new Measured(each, log, floor)).toList();
      Pace.warm(stage.effort().nanos(), () -> cases.forEach(Measured::warm), () -> {});
      for (int round = 1; round <= stage.effort().rounds(); round++) {
        stage.note("log: round " + round + " of " + stage.effort().rounds());
        cases.forEach(each -> each.round(stage.effort().nanos()));
      }
      cases.forEach(each -> stage.report(each.figure()));
    }
    OpenBench.measure(stage);
  }

  /** One case and what its rounds gave. */
  private static final class Measured {
    private final Case what;
    private final LogStand log;
    private final DiskFloor floor;
    private final List<Double> values = new ArrayList<>();
    private final List<Double> floors = new ArrayList<>();

    Measured(Case what, LogStand log, DiskFloor floor) {
      this.what = what;
      this.log = log;
      this.floor = floor;
    }

    void warm() {
      floor.write(log.append(what.writers, BYTES, WARM_NANOS).sizes());
    }

    void round(long nanos) {
      LogStand.Batches batches = log.append(what.writers, BYTES, nanos);
      long floorNanos = floor.time(batches.sizes());
      values.add(batches.run().perSecond());
      floors.add(batches.run().appends() * 1e9 / floorNanos);
    }

    Figure figure() {
      return Figure.of("log", "appends_per_s", new Samples(values), new Samples(floors))
          .with("writers", what.writers)
          .aim(new Aim.RatioAtLeast(what.aim));
    }
  }
}
