package dev.odeon.bench;

import dev.odeon.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Durable turns of many actors with many messages in flight, sent by one thread that waits for no
 * single answer. The floor is the log alone: as many records of the same size in flight.
 *
 * <p>The processor time of a turn is that of the whole process while the turns are taken, without
 * the sending thread's, by the number of turns. So the guest threads count, the committer with the
 * callbacks of the answers, the log's maintenance, and the JVM's collector and compiler. What
 * {@code Actors.deliver} and the making of a message cost is on the sending thread, and is a figure
 * of its own. The time of the log's records is taken in the same way.
 */
final class PipelinedTurns {
  private static final int ACTORS = 64;
  private static final int IN_FLIGHT = 1024;

  /** What of the turns that the processors allow is to be reached. */
  private static final double CPU_BOUND_PART = 0.75;

  private static final double TURN_MICROS_MAX = 15;

  private final BenchContext stage;
  private final Counters counters;
  private final LogStand log;
  private final List<Double> turnMicros = new ArrayList<>();
  private final List<Double> clientMicros = new ArrayList<>();
  private final List<Double> recordMicros = new ArrayList<>();
  private final List<Double> cpuBounds = new ArrayList<>();
  private Spent turns = Spent.NOTHING;
  private Spent records = Spent.NOTHING;
  private int next;

  private PipelinedTurns(BenchContext stage, Counters counters, LogStand log) {
    this.stage = stage;
    this.counters = counters;
    this.log = log;
  }

  static void measure(BenchContext stage) {
    try (Counters counters = Counters.open(stage.folder("pipelined").resolve("home"), ACTORS);
        LogStand log = LogStand.open(stage.folder("pipelined-floor"))) {
      new PipelinedTurns(stage, counters, log).run();
    }
  }

  /** What some units of work came to. */
  private record Spent(Pace pace, CpuTime cpu) {
    static final Spent NOTHING = new Spent(new Pace(0, 0), CpuTime.ZERO);

    Spent plus(Spent more) {
      return new Spent(pace.plus(more.pace), cpu.plus(more.cpu));
    }

    double othersMicros() {
      return cpu.othersNanos() / 1e3 / pace.units();
    }

    double clientMicros() {
      return cpu.threadNanos() / 1e3 / pace.units();
    }
  }

  private void run() {
    Effort effort = stage.effort();
    PairedBenchmark duel =
        new PairedBenchmark(
            new PairedBenchmark.Sides() {
              @Override
              public Pace figure(long nanos) {
                Spent spent = spend(nanos, PipelinedTurns.this::send);
                turns = turns.plus(spent);
                return spent.pace;
              }

              @Override
              public Pace floor(long nanos) {
                Bytes record = Bytes.wrap(new byte[counters.commitBytes()]);
                Spent spent = spend(nanos, window -> log.append(record, window));
                records = records.plus(spent);
                return spent.pace;
              }
            });
    duel.warm(effort.nanos());
    endRound();
    forget();
    for (int round = 1; round <= effort.rounds(); round++) {
      stage.note("turn: pipelined, round " + round + " of " + effort.rounds());
      duel.round(effort.nanos());
      endRound();
    }
    counters.check();
    report(duel);
  }

  private void send(Window window) {
    counters.at(next).increment(window);
    next = (next + 1) % ACTORS;
  }

  /** Does {@code one} again and again for {@code nanos}; returns when the last one is durable. */
  private static Spent spend(long nanos, Consumer<Window> one) {
    Window window = new Window(IN_FLIGHT);
    CpuTime before = CpuTime.now();
    long begun = System.nanoTime();
    long count = 0;
    while (System.nanoTime() - begun < nanos) {
      window.enter();
      one.accept(window);
      count++;
    }
    window.awaitEmpty();
    long took = System.nanoTime() - begun;
    return new Spent(new Pace(count, took), CpuTime.now().since(before));
  }

  private void endRound() {
    turnMicros.add(turns.othersMicros());
    clientMicros.add(turns.clientMicros());
    recordMicros.add(records.othersMicros());
    cpuBounds.add(Runtime.getRuntime().availableProcessors() * 1e6 / turns.othersMicros());
    turns = Spent.NOTHING;
    records = Spent.NOTHING;
  }

  private void forget() {
    List.of(turnMicros, clientMicros, recordMicros, cpuBounds).forEach(List::clear);
  }

  private void report(PairedBenchmark duel) {
    stage.report(figure("turns_per_s", duel.values(), duel.floors()).with("against", "log"));
    stage.report(
        figure("turns_per_s", duel.values(), new Samples(cpuBounds))
            .with("against", "cpu")
            .aim(new Target.RatioAtLeast(CPU_BOUND_PART)));
    stage.report(
        figure("cpu_us", new Samples(turnMicros), new Samples(recordMicros))
            .with("case", "turn")
            .aim(new Target.AtMost(TURN_MICROS_MAX)));
    stage.report(
        Figure.of("turn", "cpu_us", new Samples(clientMicros))
            .with("actors", ACTORS)
            .with("in_flight", IN_FLIGHT)
            .with("case", "client"));
  }

  private static Figure figure(String metric, Samples values, Samples floors) {
    return Figure.of("turn", metric, values, floors)
        .with("actors", ACTORS)
        .with("in_flight", IN_FLIGHT);
  }
}
