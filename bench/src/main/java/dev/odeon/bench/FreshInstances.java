package dev.odeon.bench;

import dev.odeon.base.Bytes;
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

/** Fresh instances with 100 bytes in, a call, and 100 bytes out, beside V8's on one thread. */
final class FreshInstances {
  static final String MODULE = "fresh.wasm";
  private static final int SIZE = 100;
  private static final int AT = 16;

  private final Stage stage;
  private final CompiledModule module;
  private final HostImports imports;
  private final Path file;
  private final Optional<Peer> peer;
  private final Bytes input;

  FreshInstances(Stage stage, Engine engine, Path folder, Optional<Peer> peer) {
    byte[] wasm = Peer.resource(MODULE);
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
      throw Failure.failed("cannot write " + file + ": " + e.getMessage());
    }
  }

  /** Measures on one thread and on two. */
  void run() {
    for (int threads = 1; threads <= 2; threads++) {
      int crew = threads;
      stage.note("engine: fresh instances, threads " + threads);
      Duel duel =
          new Duel(
              new Duel.Sides() {
                @Override
                public Pace figure(long nanos) {
                  return crew == 1 ? alone(nanos) : together(crew, nanos);
                }

                @Override
                public Pace floor(long nanos) {
                  return peer.map(v8 -> v8.fresh(file, nanos).pace()).orElseGet(() -> alone(nanos));
                }
              });
      long nanos = stage.effort().nanos() / 2;
      duel.warm(nanos / 2);
      for (int round = 0; round < stage.effort().rounds(); round++) {
        duel.round(nanos);
      }
      Figure figure =
          peer.isPresent()
              ? Figure.of(EngineBench.NAME, "fresh_instances_per_s", duel.values(), duel.floors())
                  .aim(new Aim.RatioAtLeast(6))
              : Figure.of(EngineBench.NAME, "fresh_instances_per_s", duel.values());
      stage.report(figure.with("threads", threads));
    }
  }

  private Pace alone(long nanos) {
    return Pace.of(nanos, 1, this::once);
  }

  private Pace together(int threads, long nanos) {
    Pace[] paces = new Pace[threads];
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread[] crew = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      int number = i;
      crew[i] =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  paces[number] = alone(nanos);
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
