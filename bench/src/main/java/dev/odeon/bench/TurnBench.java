package dev.odeon.bench;

import dev.odeon.chain.Block;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Commit;
import dev.odeon.chain.Head;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Durable turns: senders that each tell an actor of their own to count, and wait until that is
 * durable before the next. The floor is the log alone with as many writers of records as large as
 * these turns' commits.
 */
final class TurnBench implements Bench {
  private static final int ACTORS = 64;

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
  public void run(BenchContext stage) {
    Effort effort = stage.effort();
    try (Counters counters = Counters.open(stage.folder("turn").resolve("home"), ACTORS);
        LogStand log = LogStand.open(stage.folder("turn-floor"))) {
      List<Measured> cases = CASES.stream().map(each -> new Measured(each, counters, log)).toList();
      cases.forEach(each -> each.warm(effort.nanos()));
      for (int round = 1; round <= effort.rounds(); round++) {
        stage.note("turn: round " + round + " of " + effort.rounds());
        cases.forEach(each -> each.round(effort.nanos()));
      }
      for (int i = 0; i < ACTORS; i++) {
        counters.at(i).check();
      }
      cases.forEach(each -> each.report(stage));
    }
    HomeGrowth.measure(stage);
  }

  /** One case and what its rounds gave. */
  private static final class Measured {
    private final Case what;
    private final Sides sides;
    private final PairedBenchmark duel;
    private final List<Double> medians = new ArrayList<>();
    private final List<Double> tails = new ArrayList<>();

    Measured(Case what, Counters counters, LogStand log) {
      this.what = what;
      this.sides = new Sides(what.senders, counters, log);
      this.duel = new PairedBenchmark(sides);
    }

    void warm(long roundNanos) {
      duel.warm(roundNanos);
      sides.latencies();
    }

    void round(long nanos) {
      duel.round(nanos);
      long[] latencies = sides.latencies();
      medians.add(latencies[latencies.length / 2] / 1e3);
      tails.add(latencies[(int) (latencies.length * 0.99)] / 1e3);
    }

    void report(BenchContext stage) {
      stage.report(
          Figure.of("turn", "turns_per_s", duel.values(), duel.floors())
              .with("senders", what.senders)
              .aim(new Target.RatioAtLeast(what.aim)));
      stage.report(Figure.of("turn", "p50_us", new Samples(medians)).with("senders", what.senders));
      stage.report(Figure.of("turn", "p99_us", new Samples(tails)).with("senders", what.senders));
    }
  }

  /** Senders of messages, and as many writers to a log. */
  private static final class Sides implements PairedBenchmark.Sides {
    private final int senders;
    private final Counters counters;
    private final LogStand log;
    private final List<long[]> took = new ArrayList<>();

    Sides(int senders, Counters counters, LogStand log) {
      this.senders = senders;
      this.counters = counters;
      this.log = log;
    }

    @Override
    public Pace figure(long nanos) {
      long begun = System.nanoTime();
      List<long[]> parts =
          WorkerThreads.run(senders, index -> send(counters.at(index), begun, nanos));
      long all = System.nanoTime() - begun;
      took.addAll(parts);
      return new Pace(parts.stream().mapToLong(part -> part.length).sum(), all);
    }

    @Override
    public Pace floor(long nanos) {
      return log.append(senders, commitBytes(), nanos).pace();
    }

    /** How long each turn since the last call took, in nanoseconds, sorted. */
    long[] latencies() {
      long[] sorted = took.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      took.clear();
      return sorted;
    }

    /** Sends until the time is over; returns how long each turn took, in nanoseconds. */
    private static long[] send(Counters.Counter counter, long begun, long nanos) {
      long[] latencies = new long[64];
      int turns = 0;
      for (long now = System.nanoTime(); now - begun < nanos; ) {
        counter.increment();
        long after = System.nanoTime();
        if (turns == latencies.length) {
          latencies = Arrays.copyOf(latencies, 2 * turns);
        }
        latencies[turns++] = after - now;
        now = after;
      }
      return Arrays.copyOf(latencies, turns);
    }

    /** The size of the record that holds the last turn. */
    private int commitBytes() {
      Chains chains = counters.actors().chains();
      Head head = chains.head(counters.at(0).key()).orElseThrow();
      Block last = chains.block(head.key(), head.height()).orElseThrow();
      return Commit.of(last).encoded().size();
    }
  }
}
