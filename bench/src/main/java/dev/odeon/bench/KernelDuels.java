package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.cli.Failure;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Engine;
import dev.odeon.engine.HostImports;
import dev.odeon.engine.Limits;
import dev.odeon.guests.SampleGuests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The kernels beside V8; values are milliseconds a run. */
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
  private final V8Process peer;

  KernelDuels(BenchContext stage, Engine engine, Path folder, V8Process peer) {
    this.stage = stage;
    this.engine = engine;
    this.folder = folder;
    this.peer = peer;
  }

  /** Runs all of them. */
  void run() {
    for (Kernel kernel : KERNELS) {
      stage.note("engine: kernel " + kernel.name);
      measure(kernel, SampleGuests.module("kernel/" + kernel.name));
    }
  }

  private void measure(Kernel kernel, byte[] wasm) {
    Side ours = new Side(engine.compile(Bytes.wrap(wasm)), kernel.argument);
    Path file = folder.resolve(kernel.name + ".wasm");
    try {
      Files.write(file, wasm);
    } catch (IOException e) {
      throw Failure.failed("cannot write " + file + ": " + DiskException.words(e));
    }
    PairedBenchmark duel =
        new PairedBenchmark(
            new PairedBenchmark.Sides() {
              @Override
              public Pace figure(long nanos) {
                return Pace.of(nanos, 1, ours);
              }

              @Override
              public Pace floor(long nanos) {
                V8Process.Turn turn = peer.kernel(file, kernel.argument, nanos);
                ours.check((int) turn.result());
                return turn.pace();
              }
            });
    long nanos = stage.effort().nanos() / 2;
    duel.warm(nanos / 2);
    for (int round = 0; round < stage.effort().rounds(); round++) {
      duel.round(nanos);
    }
    stage.report(
        Figure.of(EngineBench.NAME, "vs_v8", millis(duel.values()), millis(duel.floors()))
            .with("kernel", kernel.name)
            .aim(new Target.RatioAtMost(kernel.mostOfV8)));
  }

  /** Milliseconds each. */
  static Samples millis(Samples perSecond) {
    return new Samples(perSecond.values().stream().map(rate -> 1000 / rate).toList());
  }

  /** One kernel in this engine. */
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
