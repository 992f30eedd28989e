package dev.odeon.bench;

import dev.odeon.chain.Block;
import dev.odeon.chain.Commit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Durable turns: senders that each tell an actor of their own to count, and wait until that is
 * durable before the next. The floor is the log alone with as many writers of records as large as
 * these turns' commits.
 */
final class TurnBench implements Bench {
  private static final long WARM_NANOS = 20_000_000;

  private record Case(int senders, double aim) {}

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
  public void run(Stage stage) {
    long nanos = stage.effort().nanos();
    try (Counters counters = Counters.open(stage.folder("turn").resolve("home"), 64);
        LogStand log = LogStand.open(stage.folder("turn-floor"))) {
      List<Measured> cases = CASES.stream().map(each -> new Measured(each, counters, log)).toList();
      Pace.warm(nanos, () -> cases.forEach(Measured::warm), () -> {});
      for (int round = 1; round <= stage.effort().rounds(); round++) {
        stage.note("turn: round " + round + " of " + stage.effort().rounds());
        cases.forEach(each -> each.round(nanos));
      }
      for (int i = 0; i < 64; i++) {
        counters.at(i).check();
      }
      cases.forEach(each -> each.report(stage));
    }
    HomeGrowth.measure(stage);
  }

  /** One case and what its rounds gave. */
  private static final class Measured {
    private final Case what;
    private final Counters counters;
    private final LogStand log;
    private final List<Double> values = new ArrayList<>();
    private final List<Double> floors = new ArrayList<>();
    private final List<Double> medians = new ArrayList<>();
    private final List<Double> tails = new ArrayList<>();

    Measured(Case what, Counters counters, LogStand log) {
      this.what = what;
      this.counters = counters;
      this.log = log;
    }

    void warm() {
      Crew.run(what.senders, index -> send(index, System.nanoTime(), WARM_NANOS));
      log.append(what.senders, commitBytes(), WARM_NANOS);
    }

    void round(long nanos) {
      long begun = System.nanoTime();
      List<long[]> parts = Crew.run(what.senders, index -> send(index, begun, nanos));
      long took = System.nanoTime() - begun;
      long[] latencies = parts.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      values.add(latencies.length * 1e9 / took);
      medians.add(latencies[latencies.length / 2] / 1e3);
      tails.add(latencies[(int) (latencies.length * 0.99)] / 1e3);
      floors.add(log.append(what.senders, commitBytes(), nanos).run().perSecond());
    }

    /** Sends until the time is over; returns how long each turn took, in nanoseconds. */
    private long[] send(int index, long begun, long nanos) {
      Counters.Counter counter = counters.at(index);
      long[] took = new long[1 << 10];
      int turns = 0;
      for (long now = System.nanoTime(); now - begun < nanos; ) {
        counter.increment();
        long after = System.nanoTime();
        if (turns == took.length) {
          took = Arrays.copyOf(took, 2 * turns);
        }
        took[turns++] = after - now;
        now = after;
      }
      return Arrays.copyOf(took, turns);
    }

    /** The size of the record that holds the last turn. */
    private int commitBytes() {
      var chains = counters.actors().chains();
      var head = chains.head(counters.at(0).key()).orElseThrow();
      Block last = chains.block(head.key(), head.height()).orElseThrow();
      return Commit.of(last).encoded().size();
    }

    void report(Stage stage) {
      stage.report(
          Figure.of("turn", "turns_per_s", new Samples(values), new Samples(floors))
              .with("senders", what.senders)
              .aim(new Aim.RatioAtLeast(what.aim)));
      stage.report(Figure.of("turn", "p50_us", new Samples(medians)).with("senders", what.senders));
      stage.report(Figure.of("turn", "p99_us", new Samples(tails)).with("senders", what.senders));
    }
  }
}
