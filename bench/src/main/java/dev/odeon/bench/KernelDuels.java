package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.cli.Failure;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Engine;
import dev.odeon.engine.HostImports;
import dev.odeon.engine.Limits;
import dev.odeon.engine.Metering;
import dev.odeon.guests.SampleGuests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kernels metered, beside unmetered and beside V8; values are milliseconds a run. */
final class KernelDuels {
  private static final Limits LIMITS = Limits.DEFAULT.withTime(Duration.ofMinutes(5));

  /** What each is given, and how many times V8's time it may take. */
  private record Kernel(String name, int argument, double mostOfV8) {}

  private static final List<Kernel> KERNELS =
      List.of(
          new Kernel("fib", 32, 1.2),
          new Kernel("mandelbrot", 300, 1.4),
          new Kernel("sha256", 2, 1.5),
          new Kernel("sieve", 2, 1.6));

  private final BenchContext stage;
  private final Engine engine;
  private final Path folder;
  private final Optional<V8Process> peer;

  KernelDuels(BenchContext stage, Engine engine, Path folder, Optional<V8Process> peer) {
    this.stage = stage;
    this.engine = engine;
    this.folder = folder;
    this.peer = peer;
  }

  /** Runs all of them. */
  void run() {
    List<Figure> costs = new ArrayList<>();
    for (Kernel kernel : KERNELS) {
      stage.note("engine: kernel " + kernel.name);
      byte[] wasm = SampleGuests.module("kernel/" + kernel.name);
      Side metered = new Side(engine.compile(Bytes.wrap(wasm), Metering.LATEST), kernel.argument);
      Side plain = new Side(engine.compile(Bytes.wrap(wasm), Metering.NONE), kernel.argument);
      metered.check(plain.result());
      PairedBenchmark duel = PairedBenchmark.of(1, metered, plain);
      fight(duel);
      Figure cost = figure("metering_cost", kernel, duel);
      costs.add(cost);
      stage.report(cost);
      peer.ifPresent(v8 -> against(v8, kernel, wasm, metered));
    }
    stage.report(geomean(costs));
  }

  private void against(V8Process v8, Kernel kernel, byte[] wasm, Side metered) {
    Path file = folder.resolve(kernel.name + ".wasm");
    try {
      Files.write(file, wasm);
    } catch (IOException e) {
      throw Failure.failed("cannot write " + file + ": " + e.getMessage());
    }
    PairedBenchmark duel =
        new PairedBenchmark(
            new PairedBenchmark.Sides() {
              @Override
              public Pace figure(long nanos) {
                return Pace.of(nanos, 1, metered);
              }

              @Override
              public Pace floor(long nanos) {
                V8Process.Turn turn = v8.kernel(file, kernel.argument, nanos);
                metered.check((int) turn.result());
                return turn.pace();
              }
            });
    fight(duel);
    stage.report(figure("vs_v8", kernel, duel).aim(new Target.RatioAtMost(kernel.mostOfV8)));
  }

  private void fight(PairedBenchmark duel) {
    long nanos = stage.effort().nanos() / 2;
    duel.warm(nanos / 2);
    for (int round = 0; round < stage.effort().rounds(); round++) {
      duel.round(nanos);
    }
  }

  private static Figure figure(String metric, Kernel kernel, PairedBenchmark duel) {
    return Figure.of(EngineBench.NAME, metric, millis(duel.values()), millis(duel.floors()))
        .with("kernel", kernel.name);
  }

  /** Milliseconds each. */
  static Samples millis(Samples perSecond) {
    return new Samples(perSecond.values().stream().map(rate -> 1000 / rate).toList());
  }

  /** The mean of the ratios; one below 1 counts as 1. */
  private static Figure geomean(List<Figure> costs) {
    double product = 1;
    for (Figure each : costs) {
      Double ratio = each.ratio();
      product *= ratio == null ? 1 : Math.max(1, ratio);
    }
    Samples mean = Samples.of(Math.pow(product, 1.0 / costs.size()));
    return new Figure(
        EngineBench.NAME,
        "metering_cost",
        Map.of("kernel", "geomean"),
        mean,
        Samples.of(1),
        new Target.RatioAtMost(1.3));
  }

  /** One kernel in one form. */
  private static final class Side implements Runnable {
    private final CompiledModule module;
    private final HostImports imports;
    private final int argument;
    private final int expected;

    Side(CompiledModule module, int argument) {
      this.module = module;
      this.argument = argument;
      this.imports = module.link(_ -> Optional.empty());
      this.expected = result();
    }

    int result() {
      long[] answer = module.run(LIMITS, imports, guest -> guest.call("run", argument)).value();
      if (answer == null) {
        throw Failure.failed("a kernel does not return");
      }
      return (int) answer[0];
    }

    void check(int other) {
      if (other != expected) {
        throw Failure.failed("a kernel answered %d here and %d there".formatted(expected, other));
      }
    }

    @Override
    public void run() {
      check(result());
    }
  }
}
