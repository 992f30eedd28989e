package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.cli.Failure;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Engine;
import dev.odeon.engine.HostFunction;
import dev.odeon.engine.HostImports;
import dev.odeon.engine.Instance;
import dev.odeon.engine.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a run goes on after its time, whatever it does, by the clock on the wall: until its
 * outcome is there. Beside each try, how late a thread of the machine wakes that asked to be woken
 * at such a time, while another one computes where the guest does: what else runs on the machine
 * delays both.
 */
final class StopDelays {
  /** Long enough to make an instance with 64 MiB of memory before, also where much else runs. */
  private static final Duration TIME = Duration.ofMillis(100);

  private static final Limits LIMITS = Limits.DEFAULT.withTime(TIME);
  private static final double LATE_MILLIS_MAX = 20;
  private static final int TRIES_MAX = 100;

  /** What does not end. The names are the module's exports. */
  private enum Endless {
    LOOP("stop.wasm", true),
    FILL("fill.wasm", true),
    SLEEP("stop.wasm", false);

    private final String module;
    private final boolean computes;

    Endless(String module, boolean computes) {
      this.module = module;
      this.computes = computes;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final BenchContext stage;
  private final Engine engine;
  private final List<Double> allValues = new ArrayList<>();
  private final List<Double> allFloors = new ArrayList<>();

  StopDelays(BenchContext stage, Engine engine) {
    this.stage = stage;
    this.engine = engine;
  }

  /** Measures all of them. */
  void run() {
    for (Endless each : Endless.values()) {
      stage.note("engine: the end of an endless " + each.key());
      measure(each);
    }
    report("all", 99, allValues, allFloors);
  }

  private void measure(Endless endless) {
    List<Double> values = new ArrayList<>();
    List<Double> floors = new ArrayList<>();
    late(endless);
    for (int left = tries(); left > 0; left--) {
      values.add(late(endless));
      floors.add(endless.computes ? lateBesideWork() : lateAlone());
    }
    report(endless.key(), 50, values, floors);
    report(endless.key(), 99, values, floors);
    allValues.addAll(values);
    allFloors.addAll(floors);
  }

  private void report(String what, int quantile, List<Double> values, List<Double> floors) {
    stage.report(
        Figure.of(
                EngineBench.NAME,
                "stop_ms",
                Samples.of(new Samples(values).quantile(quantile)),
                Samples.of(new Samples(floors).quantile(quantile)))
            .with("case", what)
            .with("quantile", Integer.toString(quantile))
            .aim(new Target.AtMost(LATE_MILLIS_MAX)));
  }

  private int tries() {
    Effort effort = stage.effort();
    return Math.clamp(effort.rounds() * effort.nanos() / TIME.toNanos(), 2, TRIES_MAX);
  }

  /** How many milliseconds after its time the run is over. */
  private double late(Endless endless) {
    CompiledModule module = engine.compile(Bytes.wrap(V8Process.resource(endless.module)));
    HostImports imports = module.link(_ -> Optional.of(StopDelays::sleep));
    long due = System.nanoTime() + TIME.toNanos();
    Outcome outcome = module.run(LIMITS, imports, guest -> guest.call(endless.key())).outcome();
    double late = (System.nanoTime() - due) / 1e6;
    if (!outcome.equals(new Outcome.Exhausted(Outcome.Limit.TIME))) {
      throw Failure.failed("an endless %s ended: %s".formatted(endless.key(), outcome));
    }
    return late;
  }

  private static double lateBesideWork() {
    AtomicBoolean over = new AtomicBoolean();
    Thread worker = Thread.ofPlatform().daemon().start(() -> workUntil(over));
    try {
      return lateAlone();
    } finally {
      over.set(true);
      join(worker);
    }
  }

  private static void workUntil(AtomicBoolean over) {
    while (!over.get()) {
      Thread.onSpinWait();
    }
  }

  private static void join(Thread worker) {
    try {
      worker.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted in the middle of a measurement", e);
    }
  }

  private static double lateAlone() {
    long due = System.nanoTime() + TIME.toNanos();
    for (long left = TIME.toNanos(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return (System.nanoTime() - due) / 1e6;
  }

  /** Sleeps as a host function should: no longer than the run has time. */
  private static long[] sleep(Instance guest, long[] arguments) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(arguments[0]);
    for (long left = end - System.nanoTime();
        left > 0 && !guest.stopping();
        left = end - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, guest.nanosLeft()));
    }
    return HostFunction.NOTHING;
  }
}
