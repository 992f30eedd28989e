package dev.odeon.bench;

import java.nio.file.Path;

/**
 * One actor that has {@value #WAITING} messages waiting for it: a slice takes them all, and their
 * blocks share a sync; a guest that exports {@code handle-batch} makes one turn of them. The floor
 * is the counter in step, where each message waits for its own sync.
 */
final class BatchedMessages {
  private static final int WAITING = 64;

  private enum Case {
    ONE_EACH("one-each", "counter", 10),
    HANDLE_BATCH("handle-batch", "probe/tally", 30);

    private final String title;
    private final String guest;
    private final double ratioMin;

    Case(String title, String guest, double ratioMin) {
      this.title = title;
      this.guest = guest;
      this.ratioMin = ratioMin;
    }
  }

  private BatchedMessages() {}

  static void measure(BenchContext stage) {
    for (Case each : Case.values()) {
      measure(stage, each);
    }
  }

  private static void measure(BenchContext stage, Case what) {
    Effort effort = stage.effort();
    Path folder = stage.folder("batched-" + what.title);
    try (Counters many = Counters.open(folder.resolve("home"), 1, what.guest);
        Counters inStep = Counters.open(folder.resolve("in-step"), 1)) {
      PairedBenchmark duel =
          new PairedBenchmark(
              new PairedBenchmark.Sides() {
                @Override
                public Pace figure(long nanos) {
                  return fill(many.at(0), nanos);
                }

                @Override
                public Pace floor(long nanos) {
                  return Pace.of(nanos, 1, inStep.at(0)::increment);
                }
              });
      duel.warm(effort.nanos());
      for (int round = 1; round <= effort.rounds(); round++) {
        stage.note("actors: %s, round %d of %d".formatted(what.title, round, effort.rounds()));
        duel.round(effort.nanos());
      }
      many.check();
      inStep.check();
      stage.report(
          Figure.of("actors", "messages_per_s", duel.values(), duel.floors())
              .with("waiting", WAITING)
              .with("case", what.title)
              .aim(new Target.RatioAtLeast(what.ratioMin)));
    }
  }

  private static Pace fill(Counters.Counter counter, long nanos) {
    Window window = new Window(WAITING);
    long begun = System.nanoTime();
    long count = 0;
    while (System.nanoTime() - begun < nanos) {
      window.enter();
      counter.increment(window);
      count++;
    }
    window.awaitEmpty();
    return new Pace(count, System.nanoTime() - begun);
  }
}
