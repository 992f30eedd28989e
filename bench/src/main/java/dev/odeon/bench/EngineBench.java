package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Entropy;
import dev.odeon.base.Threads;
import dev.odeon.cli.Failure;
import dev.odeon.engine.CodeCache;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What guest code costs, against V8, how soon it is there, and how soon it stops. */
final class EngineBench implements Bench {
  static final String NAME = "engine";

  private static final long CACHE_BYTES = 256L << 20;
  private static final double KIB_A_MIB = 1024;

  /** So many that what the heap grows by for other reasons is little beside them. */
  private static final int INSTANCES = 2_000;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "kernels beside V8, fresh instances, how soon cached code runs and a run stops";
  }

  @Override
  public void run(BenchContext stage) {
    Path folder = stage.folder(NAME);
    try (Engine engine = Engine.open(EngineConfig.standard(), Clock.system(), Threads.system())) {
      Optional<V8Process> peer = V8Process.start(folder);
      try {
        if (peer.isEmpty()) {
          stage.note("engine: vs_v8 is missing, for there is no node to compare with");
        }
        peer.ifPresent(v8 -> new KernelDuels(stage, engine, folder, v8).run());
        new FreshInstances(stage, engine, folder, peer).run();
        new RealGuest(stage, engine, folder, peer).run();
        new StopDelays(stage, engine).run();
      } finally {
        peer.ifPresent(V8Process::close);
      }
    }
    loading(stage, folder.resolve("loading"));
    firstResult(stage, folder.resolve("first"));
    instances(stage);
  }

  /** An engine with a cache in {@code folder}. */
  static Engine cached(Path folder) {
    CodeCache cache =
        CodeCache.open(
            Disk.system(),
            Clock.system(),
            Entropy.system(),
            folder.resolve("cache"),
            folder.resolve("key"),
            CACHE_BYTES);
    return Engine.open(EngineConfig.standard().withCache(cache), Clock.system(), Threads.system());
  }

  /** A large module from the disk, up to a first result, beside the same compiled. */
  private static void loading(BenchContext stage, Path folder) {
    Bytes wasm = LargeModule.wasm();
    load(folder, wasm);
    List<Double> values = new ArrayList<>();
    List<Double> floors = new ArrayList<>();
    for (int round = 0; round < 2 * stage.effort().rounds() + 3; round++) {
      stage.note("engine: a module of %,d bytes, round %d".formatted(wasm.size(), round + 1));
      double compiled = load(null, wasm);
      double cached = load(folder, wasm);
      if (round > 1) {
        values.add(cached);
        floors.add(compiled);
      }
    }
    stage.report(
        Figure.of(NAME, "cache_load_ms", new Samples(values), new Samples(floors))
            .aim(new Target.AtMost(100)));
  }

  private static double load(@Nullable Path folder, Bytes wasm) {
    try (Engine engine =
        folder == null
            ? Engine.open(EngineConfig.standard(), Clock.system(), Threads.system())
            : cached(folder)) {
      long begun = System.nanoTime();
      LargeModule.check(engine.compile(wasm));
      return (System.nanoTime() - begun) / 1e6;
    }
  }

  /**
   * A small module in a new process, from main to its result, and from the start of the process to
   * its end, beside a process that does nothing.
   */
  private static void firstResult(BenchContext stage, Path folder) {
    List<Double> results = new ArrayList<>();
    List<Double> wholes = new ArrayList<>();
    List<Double> nothings = new ArrayList<>();
    stage.note("engine: a first result");
    for (int round = 0; round < 2 * stage.effort().rounds() + 2; round++) {
      long begun = System.nanoTime();
      try (Child child = Child.start(FirstResult.class, home(folder))) {
        double result = Long.parseLong(child.line()) / 1e6;
        double whole = child.millisToEnd(begun);
        double nothing = EmptyMain.millis();
        if (round > 0) {
          results.add(result);
          wholes.add(whole);
          nothings.add(nothing);
        }
      }
    }
    stage.report(
        Figure.of(NAME, "first_result_ms", new Samples(results))
            .with("from", "main")
            .aim(new Target.AtMost(80)));
    stage.report(
        Figure.of(NAME, "first_result_ms", new Samples(wholes), new Samples(nothings))
            .with("from", "start"));
  }

  private static String home(Path folder) {
    try {
      return Files.createDirectories(folder).toAbsolutePath().toString();
    } catch (IOException e) {
      throw Failure.failed("cannot make " + folder + ": " + DiskException.words(e));
    }
  }

  /** How much the resident set grows with each instance that is in the middle of a run. */
  private static void instances(BenchContext stage) {
    List<Double> values = new ArrayList<>();
    for (int round = 0; round < stage.effort().rounds(); round++) {
      try (Child child =
          Child.start(
              ChildProvider.NAME,
              ChildCommand.Task.INSTANCES.name(),
              Integer.toString(INSTANCES))) {
        child.line();
        double before = child.residentMebibytes();
        child.go();
        child.line();
        values.add((child.residentMebibytes() - before) * KIB_A_MIB / INSTANCES);
      }
    }
    stage.report(Figure.of(NAME, "instance_kib", new Samples(values)).aim(new Target.AtMost(70)));
  }
}
