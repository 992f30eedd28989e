package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.cli.Failure;
import dev.odeon.engine.Cancellation;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.execution.RunLimits;
import dev.odeon.execution.RunReport;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** Runs that keep a state, each durable before it is answered, against the log with 64 writers. */
final class ExecuteStateful {
  private static final String TENANT = "default";
  private static final int CALLERS = 64;
  private static final int BINARIES = 16;
  private static final int RECORD_BYTES = 200;

  private ExecuteStateful() {}

  static void measure(BenchContext stage) {
    try (LogStand log = LogStand.open(stage.folder("execute-log"))) {
      overTheSocket(stage, log);
      inProcess(stage, log);
    }
  }

  private static void overTheSocket(BenchContext stage, LogStand log) {
    try (Served served = Served.start(stage.folder("execute-stateful").resolve("home"))) {
      UUID id = served.load(null, Variants.of("keeps", "stateful"));
      String request = Served.execute(id, "kept");
      // The first run answers that there was nothing, all others what the one before it kept.
      try (Asker first = new Asker(served.socket(), request, 1)) {
        requireContains(first.answer(), "\"output\":\"nothing\"");
      }
      try (Askers askers = new Askers(served.socket(), request, CALLERS, 1)) {
        requireContains(askers.answer(), "\"return_code\":0,\"output\":\"kept\"");
        report(stage, log, askers::run, "socket", 1, 0.2);
      }
    }
  }

  private static void inProcess(BenchContext stage, LogStand log) {
    try (Actors actors =
            Actors.open(
                stage.folder("execute-counters").resolve("home"),
                Ports.system(),
                Settings.defaults());
        Execution execution = Execution.open(actors, ExecutionConfig.defaults())) {
      List<UUID> ids =
          IntStream.range(0, BINARIES)
              .mapToObj(
                  i -> execution.load(TENANT, null, Variants.of("counter", "number " + i)).id())
              .toList();
      AtomicLong counted = new AtomicLong();
      report(
          stage,
          log,
          nanos -> {
            Pace pace = count(execution, ids, nanos);
            counted.addAndGet((long) pace.units());
            return pace;
          },
          "process",
          BINARIES,
          0.35);
      long kept = ids.stream().mapToLong(id -> Long.parseLong(run(execution, id, "get"))).sum();
      if (kept != counted.get()) {
        throw Failure.failed("%d runs counted to %d".formatted(counted.get(), kept));
      }
    }
  }

  private static Pace count(Execution execution, List<UUID> ids, long nanos) {
    long begun = System.nanoTime();
    List<Long> runs =
        WorkerThreads.run(
            CALLERS,
            index -> {
              long done = 0;
              while (System.nanoTime() - begun < nanos) {
                run(execution, ids.get(index % ids.size()), "inc");
                done++;
              }
              return done;
            });
    return new Pace(runs.stream().mapToLong(Long::longValue).sum(), System.nanoTime() - begun);
  }

  private static String run(Execution execution, UUID id, String input) {
    RunReport run =
        execution.execute(TENANT, id, Bytes.utf8(input), RunLimits.NOTHING, new Cancellation());
    if (!run.succeeded()) {
      throw Failure.failed("a counter %s".formatted(run.outcome().text()));
    }
    return run.output().text();
  }

  private static void report(
      BenchContext stage,
      LogStand log,
      LongFunction<Pace> runs,
      String where,
      int binaries,
      double aim) {
    Effort effort = stage.effort();
    PairedBenchmark duel =
        new PairedBenchmark(
            new PairedBenchmark.Sides() {
              @Override
              public Pace figure(long nanos) {
                return runs.apply(nanos);
              }

              @Override
              public Pace floor(long nanos) {
                return log.append(CALLERS, RECORD_BYTES, nanos).pace();
              }
            });
    duel.warm(effort.nanos());
    for (int round = 1; round <= effort.rounds(); round++) {
      stage.note("execute: stateful, round " + round + " of " + effort.rounds());
      duel.round(effort.nanos());
    }
    stage.report(
        Figure.of(ExecuteBench.NAME, "stateful_per_s", duel.values(), duel.floors())
            .with("case", where)
            .with("clients", CALLERS)
            .with("binaries", binaries)
            .aim(new Target.RatioAtLeast(aim)));
  }

  private static void requireContains(String answer, String part) {
    if (!answer.contains(part)) {
      throw Failure.failed("a wrong answer: " + answer);
    }
  }
}
