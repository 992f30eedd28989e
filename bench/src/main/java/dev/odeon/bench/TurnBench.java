package dev.odeon.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Durable turns: senders that each tell an actor of their own to count, and wait until that is
 * durable before the next. The floor is the log alone with as many writers of records as large as
 * these turns' commits; that of how long a turn takes in step, a write and a sync of such a record.
 */
final class TurnBench implements Bench {
  private static final int ACTORS = 64;

  /** How often a turn in step may take the time of a sync. */
  private static final double STEP_TO_SYNC_MAX = 1.3;

  private record Case(int senders, double aim) {
    /** Whether one turn waits for the one before: then there is a sync for each. */
    boolean inStep() {
      return senders == 1;
    }
  }

  private static final List<Case> CASES = List.of(new Case(1, 0.7), new Case(64, 0.5));

  @Override
  public String name() {
    return "turn";
  }

  @Override
  public String about() {
    return "durable turns of counters, against the log alone with records of the same size";
  }

  @Override
  public void run(BenchContext stage) {
    Effort effort = stage.effort();
    try (Counters counters = Counters.open(stage.folder("turn").resolve("home"), ACTORS);
        LogStand log = LogStand.open(stage.folder("turn-floor"));
        DiskFloor disk = DiskFloor.open(stage.folder("turn-syncs").resolve("zeros"), 64)) {
      List<Measured> cases =
          CASES.stream()
              .map(each -> new Measured(each, new Sides(each, counters, log, disk)))
              .toList();
      cases.forEach(each -> each.warm(effort.nanos()));
      for (int round = 1; round <= effort.rounds(); round++) {
        stage.note("turn: round " + round + " of " + effort.rounds());
        cases.forEach(each -> each.round(effort.nanos()));
      }
      counters.check();
      cases.forEach(each -> each.report(stage));
    }
    PipelinedTurns.measure(stage);
    HomeGrowth.measure(stage);
  }

  /** One case and what its rounds gave. */
  private static final class Measured {
    private final Case what;
    private final Sides sides;
    private final PairedBenchmark duel;
    private final List<Double> medians = new ArrayList<>();
    private final List<Double> tails = new ArrayList<>();
    private final List<Double> syncs = new ArrayList<>();

    Measured(Case what, Sides sides) {
      this.what = what;
      this.sides = sides;
      this.duel = new PairedBenchmark(sides);
    }

    void warm(long roundNanos) {
      duel.warm(roundNanos);
      sides.forget();
    }

    void round(long nanos) {
      duel.round(nanos);
      medians.add(sides.turns.micros(50));
      tails.add(sides.turns.micros(99));
      if (what.inStep()) {
        syncs.add(sides.syncs.micros(50));
      }
      sides.forget();
    }

    void report(BenchContext stage) {
      stage.report(
          Figure.of("turn", "turns_per_s", duel.values(), duel.floors())
              .with("senders", what.senders)
              .aim(new Target.RatioAtLeast(what.aim)));
      stage.report(median().with("senders", what.senders));
      stage.report(Figure.of("turn", "p99_us", new Samples(tails)).with("senders", what.senders));
    }

    private Figure median() {
      return what.inStep()
          ? Figure.of("turn", "p50_us", new Samples(medians), new Samples(syncs))
              .aim(new Target.RatioAtMost(STEP_TO_SYNC_MAX))
          : Figure.of("turn", "p50_us", new Samples(medians));
    }
  }

  /** Senders of messages, and as many writers to a log. */
  private static final class Sides implements PairedBenchmark.Sides {
    private final Case what;
    private final Counters counters;
    private final LogStand log;
    private final DiskFloor disk;
    private final Latencies turns = new Latencies();
    private final Latencies syncs = new Latencies();

    Sides(Case what, Counters counters, LogStand log, DiskFloor disk) {
      this.what = what;
      this.counters = counters;
      this.log = log;
      this.disk = disk;
    }

    @Override
    public Pace figure(long nanos) {
      long begun = System.nanoTime();
      List<Latencies> parts =
          WorkerThreads.run(what.senders, index -> send(counters.at(index), begun, nanos));
      long all = System.nanoTime() - begun;
      parts.forEach(turns::add);
      return new Pace(parts.stream().mapToLong(Latencies::count).sum(), all);
    }

    @Override
    public Pace floor(long nanos) {
      int bytes = counters.commitBytes();
      if (what.inStep()) {
        syncs.add(disk.times(bytes, nanos));
      }
      return log.append(what.senders, bytes, nanos).pace();
    }

    void forget() {
      turns.clear();
      syncs.clear();
    }

    /** Sends until the time is over; returns how long each turn took. */
    private static Latencies send(Counters.Counter counter, long begun, long nanos) {
      Latencies latencies = new Latencies();
      for (long now = System.nanoTime(); now - begun < nanos; ) {
        counter.increment();
        long after = System.nanoTime();
        latencies.add(after - now);
        now = after;
      }
      return latencies;
    }
  }
}
