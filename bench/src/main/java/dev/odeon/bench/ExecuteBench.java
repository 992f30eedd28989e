package dev.odeon.bench;

import dev.odeon.cli.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The execution service as its clients see it. The floor of requests is a server that answers each
 * line with itself, through the same code for connections, in a process of its own as well.
 */
final class ExecuteBench implements Bench {
  static final String NAME = "execute";

  /** What the plug-in uppercase gets: 100 bytes. */
  static final String INPUT =
      "the quick brown fox jumps over the lazy dog, ".repeat(3).substring(0, 100);

  private record Case(int clients, int inFlight, Target aim) {}

  private static final List<Case> CASES =
      List.of(
          new Case(
              1, 1, new Target.Both(new Target.AtLeast(50_000), new Target.RatioAtLeast(0.65))),
          new Case(10, 1, new Target.RatioAtLeast(0.65)),
          new Case(10, 8, new Target.AtLeast(150_000)));

  private static final Target CHAIN_AIM = new Target.AtLeast(35_000);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "plug-ins run over the socket, against a bare echo by the same code for connections";
  }

  @Override
  public void run(BenchContext stage) {
    requests(stage);
    ExecuteInside.measure(stage);
    ExecuteLoads.measure(stage);
    ExecuteStateful.measure(stage);
    ExecuteMemory.measure(stage);
    ExecuteReady.measure(stage);
  }

  private static void requests(BenchContext stage) {
    Effort effort = stage.effort();
    try (Served served = Served.start(stage.folder("execute").resolve("home"));
        EchoServer echo = EchoServer.start(stage.folder("execute-floor"))) {
      UUID id = served.load(null, Variants.of("uppercase", "benched"));
      List<Measured> all = new ArrayList<>();
      try {
        for (Case each : CASES) {
          String request = Served.execute(id, INPUT);
          all.add(
              Measured.of("requests_per_s", each, request, served.socket(), echo.socket())
                  .requireOutputs(1));
        }
        all.add(
            Measured.of(
                    "chain_per_s",
                    new Case(1, 1, CHAIN_AIM),
                    chain(id),
                    served.socket(),
                    echo.socket())
                .requireOutputs(3));
        all.forEach(each -> each.duel.warm(effort.nanos()));
        for (int round = 1; round <= effort.rounds(); round++) {
          stage.note("execute: round " + round + " of " + effort.rounds());
          all.forEach(each -> each.duel.round(effort.nanos()));
        }
        all.forEach(each -> stage.report(each.figure()));
      } finally {
        all.forEach(Measured::close);
      }
    }
  }

  private static String chain(UUID id) {
    return "{\"type\":\"ExecuteChain\",\"binary_ids\":[\"%s\",\"%s\",\"%s\"],\"input\":\"%s\"}"
        .formatted(id, id, id, INPUT);
  }

  /** One case: clients of the server, and as many of the echo. */
  private record Measured(
      String metric, Case what, Askers askers, Askers floor, PairedBenchmark duel)
      implements AutoCloseable {
    static Measured of(String metric, Case what, String request, Path server, Path echo) {
      Askers askers = new Askers(server, request, what.clients, what.inFlight);
      Askers floor = new Askers(echo, request, what.clients, what.inFlight);
      PairedBenchmark duel =
          new PairedBenchmark(
              new PairedBenchmark.Sides() {
                @Override
                public Pace figure(long nanos) {
                  return askers.run(nanos);
                }

                @Override
                public Pace floor(long nanos) {
                  return floor.run(nanos);
                }
              });
      return new Measured(metric, what, askers, floor, duel);
    }

    /** What the clients compare every answer with is right itself. */
    Measured requireOutputs(int count) {
      String right =
          "\"return_code\":0,\"output\":\"%s\"".formatted(INPUT.toUpperCase(java.util.Locale.ROOT));
      if (askers.answer().split(java.util.regex.Pattern.quote(right), -1).length != count + 1) {
        throw Failure.failed("a wrong answer: " + askers.answer());
      }
      return this;
    }

    Figure figure() {
      return Figure.of(NAME, metric, duel.values(), duel.floors())
          .with("clients", what.clients)
          .with("in_flight", what.inFlight)
          .aim(what.aim);
    }

    @Override
    public void close() {
      askers.close();
      floor.close();
    }
  }
}
