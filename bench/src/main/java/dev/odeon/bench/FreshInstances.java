package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.cli.Failure;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Engine;
import dev.odeon.engine.HostImports;
import dev.odeon.engine.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;

/**
 * Fresh instances with 100 bytes in, a call, and 100 bytes out: on one thread beside V8's, on two
 * beside the same on one. And what the machine has of a second thread for the least of that work:
 * memory of that size being zeroed, on two threads beside one.
 */
final class FreshInstances {
  static final String MODULE = "fresh.wasm";
  private static final String METRIC = "fresh_instances_per_s";
  private static final Pace NOTHING = new Pace(0, 1);
  private static final int PAGE = 65_536;
  private static final int SIZE = 100;
  private static final int AT = 16;

  private final BenchContext stage;
  private final CompiledModule module;
  private final HostImports imports;
  private final Path file;
  private final Optional<V8Process> peer;
  private final Bytes input;

  FreshInstances(BenchContext stage, Engine engine, Path folder, Optional<V8Process> peer) {
    byte[] wasm = V8Process.resource(MODULE);
    this.stage = stage;
    this.module = engine.compile(Bytes.wrap(wasm));
    this.imports = module.link(_ -> Optional.empty());
    this.file = folder.resolve(MODULE);
    this.peer = peer;
    byte[] bytes = new byte[SIZE];
    Arrays.fill(bytes, (byte) 7);
    this.input = Bytes.wrap(bytes);
    try {
      Files.write(file, wasm);
    } catch (IOException e) {
      throw Failure.failed("cannot write " + file + ": " + DiskException.words(e));
    }
  }

  /** Measures on one thread and on two. */
  void run() {
    PairedBenchmark one =
        fought(
            1, this::alone, nanos -> peer.map(v8 -> v8.fresh(file, nanos).pace()).orElse(NOTHING));
    stage.report(
        (peer.isPresent()
                ? Figure.of(EngineBench.NAME, METRIC, one.values(), one.floors())
                    .aim(new Target.RatioAtLeast(6))
                : Figure.of(EngineBench.NAME, METRIC, one.values()))
            .with("threads", 1));
    PairedBenchmark two = fought(2, nanos -> together(2, nanos, this::alone), this::alone);
    stage.report(
        Figure.of(EngineBench.NAME, METRIC, two.values(), two.floors())
            .aim(new Target.RatioAtLeast(1.6))
            .with("threads", 2));
    PairedBenchmark machine =
        fought(2, nanos -> together(2, nanos, FreshInstances::zeroing), FreshInstances::zeroing);
    stage.report(
        Figure.of(EngineBench.NAME, "zeroed_pages_per_s", machine.values(), machine.floors())
            .with("threads", 2));
  }

  private static Pace zeroing(long nanos) {
    byte[] page = new byte[PAGE];
    Pace pace =
        Pace.of(
            nanos,
            1,
            () -> {
              page[SIZE]++;
              Arrays.fill(page, 0, PAGE, (byte) 0);
            });
    if (page[SIZE] != 0) {
      throw new IllegalStateException("a page that was zeroed is not zero");
    }
    return pace;
  }

  private PairedBenchmark fought(int threads, LongFunction<Pace> figure, LongFunction<Pace> floor) {
    stage.note("engine: fresh instances, threads " + threads);
    PairedBenchmark duel =
        new PairedBenchmark(
            new PairedBenchmark.Sides() {
              @Override
              public Pace figure(long nanos) {
                return figure.apply(nanos);
              }

              @Override
              public Pace floor(long nanos) {
                return floor.apply(nanos);
              }
            });
    long nanos = stage.effort().nanos() / 2;
    duel.warm(nanos / 2);
    for (int round = 0; round < stage.effort().rounds(); round++) {
      duel.round(nanos);
    }
    return duel;
  }

  private Pace alone(long nanos) {
    return Pace.of(nanos, 1, this::once);
  }

  private static Pace together(int threads, long nanos, LongFunction<Pace> each) {
    Pace[] paces = new Pace[threads];
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread[] crew = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      int number = i;
      crew[i] =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  paces[number] = each.apply(nanos);
                } catch (RuntimeException | Error e) {
                  failure.set(e);
                }
              });
    }
    double units = 0;
    long longest = 0;
    try {
      for (int i = 0; i < threads; i++) {
        crew[i].join();
        if (failure.get() != null) {
          throw Failure.failed("a fresh instance failed: " + failure.get());
        }
        units += paces[i].units();
        longest = Math.max(longest, paces[i].nanos());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted in the middle of a measurement", e);
    }
    return new Pace(units, longest);
  }

  private void once() {
    Bytes answer =
        module
            .run(
                Limits.DEFAULT,
                imports,
                guest -> {
                  guest.memory().write(AT, input);
                  long at = Integer.toUnsignedLong((int) guest.call("run", AT, SIZE)[0]);
                  return guest.memory().read(at, SIZE);
                })
            .value();
    if (!input.equals(answer)) {
      throw Failure.failed("a fresh instance did not answer what it was given");
    }
  }
}
