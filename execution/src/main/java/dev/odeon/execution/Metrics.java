package dev.odeon.execution;

import dev.odeon.base.Outcome;
import dev.odeon.runtime.actor.Actors;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The metrics of the service, in a registry that may be shared. Thread-safe. */
final class Metrics implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Metrics.class.getName());

  private static final Duration[] BUCKETS = {
    Duration.ofNanos(10_000),
    Duration.ofNanos(50_000),
    Duration.ofNanos(100_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();
  private final LongAdder fuel = new LongAdder();
  private final Timer stateless;
  private final Timer stateful;
  private final Timer pipelines;
  private final Map<Outcome.Limit, Counter> exhausted = new EnumMap<>(Outcome.Limit.class);
  private final Map<ExecutionException.Kind, Counter> refused =
      new EnumMap<>(ExecutionException.Kind.class);
  private final Counter rejected;
  private final Counter trapped;
  private final Counter cancelled;

  Metrics(MeterRegistry registry, Actors actors, Permits permits, Registry binaries) {
    this.registry = registry;
    stateless = timer("odeon.executions", "one run of a plug-in", "state", "no");
    stateful = timer("odeon.executions", "one run of a plug-in", "state", "yes");
    pipelines = timer("odeon.pipelines", "all steps of a pipeline, until durable");
    rejected = failures("rejected");
    trapped = failures("trapped");
    cancelled = failures("cancelled");
    for (Outcome.Limit limit : Outcome.Limit.values()) {
      exhausted.put(limit, failures("exhausted_" + limit));
    }
    for (ExecutionException.Kind kind : ExecutionException.Kind.values()) {
      refused.put(kind, failures(kind.name().toLowerCase(java.util.Locale.ROOT)));
    }
    counter("odeon.execution.fuel", "fuel used by runs", fuel, LongAdder::sum);
    gauge("odeon.executions.running", "running calls", permits, Permits::running);
    gauge("odeon.executions.waiting", "calls that wait for a run", permits, Permits::waiting);
    gauge("odeon.binaries", "plug-ins loaded", binaries, Registry::count);
    gauge(
        "odeon.guests.instances",
        "instances, running or kept for the next run",
        actors.engine(),
        engine -> engine.instanceCount());
    gauge(
        "odeon.guests.memory.bytes",
        "memory of all guests",
        actors.engine(),
        engine -> engine.memory().used());
    counter(
        "odeon.modules.compiled",
        "modules compiled",
        actors.engine(),
        engine -> engine.compiledCount());
    counter(
        "odeon.modules.cached",
        "modules taken from the cache of compiled code",
        actors.engine(),
        engine -> engine.fromCacheCount());
    counter(
        "odeon.store.cache.hits",
        "reads of contents that their cache in memory answered",
        actors,
        each -> each.storeCache().hits());
    counter(
        "odeon.store.cache.misses",
        "reads of contents that it did not",
        actors,
        each -> each.storeCache().misses());
    counter(
        "odeon.log.batches",
        "batches written and synced",
        actors.chains(),
        chains -> chains.batchCount());
    gauge("odeon.log.blocks", "blocks in the history", actors.chains(), chains -> chains.size());
  }

  private Timer timer(String name, String description, String... tags) {
    return kept(
        Timer.builder(name)
            .description(description)
            .tags(tags)
            .serviceLevelObjectives(BUCKETS)
            .register(registry));
  }

  private Counter failures(String code) {
    return kept(
        Counter.builder("odeon.execution.failures")
            .description("runs and calls that failed")
            .tags("code", code)
            .register(registry));
  }

  private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
    kept(Gauge.builder(name, of, value).description(description).register(registry));
  }

  private <T> void counter(String name, String description, T of, ToDoubleFunction<T> value) {
    kept(FunctionCounter.builder(name, of, value).description(description).register(registry));
  }

  private <M extends Meter> M kept(M meter) {
    meters.add(meter);
    return meter;
  }

  /** Records a run that has ended. */
  void ran(boolean keepsState, RunReport report) {
    (keepsState ? stateful : stateless).record(report.nanos(), TimeUnit.NANOSECONDS);
    fuel.add(report.fuel());
    if (!report.succeeded()) {
      failed(report.outcome());
      if (!keepsState) {
        log(report);
      }
    }
  }

  /** A stateful run is a turn, which the runtime logs. */
  private static void log(RunReport report) {
    Level level = report.outcome() instanceof Outcome.Rejected ? Level.INFO : Level.WARNING;
    String details = report.diagnostics().line();
    LOG.log(
        level,
        "run failed plugin={0} outcome={1}" + (details.isEmpty() ? "" : " details={2}"),
        report.id(),
        report.outcome().text(),
        details);
  }

  private void failed(Outcome outcome) {
    switch (outcome) {
      case Outcome.Returned _ -> {}
      case Outcome.Rejected _ -> rejected.increment();
      case Outcome.Trapped _ -> trapped.increment();
      case Outcome.Exhausted(Outcome.Limit limit) -> increment(exhausted.get(limit));
      case Outcome.Cancelled _ -> cancelled.increment();
    }
  }

  private static void increment(@Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }

  /** Records a pipeline that has ended. */
  void ranPipeline(long nanos) {
    pipelines.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Records a refused call. */
  void refused(ExecutionException.Kind kind) {
    increment(refused.get(kind));
  }

  /** Removes the meters from the registry, since they reference the service. */
  @Override
  public void close() {
    meters.forEach(registry::remove);
  }
}
