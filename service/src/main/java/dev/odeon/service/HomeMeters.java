package dev.odeon.service;

import dev.odeon.base.Clock;
import dev.odeon.base.Version;
import dev.odeon.runtime.HomeInventory;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.runtime.actor.TenantTurns;
import dev.odeon.runtime.actor.TurnCounts;
import dev.odeon.runtime.tenant.Tenants;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** The metrics of a home and of the process that has it open; plug-ins and doors have theirs. */
public final class HomeMeters {
  private static final double NANOS_A_SECOND = 1e9;

  private final MeterRegistry registry;
  private final Actors actors;

  private HomeMeters(MeterRegistry registry, Actors actors) {
    this.registry = registry;
    this.actors = actors;
  }

  /** Registers the metrics of {@code actors}; uptime counts from now on. */
  public static void register(MeterRegistry registry, Actors actors) {
    HomeMeters meters = new HomeMeters(registry, actors);
    meters.turns();
    meters.home();
    meters.process();
  }

  private void turns() {
    actors.workload().turnCounts().onTenant(this::tenant);
    actors.tenants().onRefusals(this::refusals);
    gauge("odeon.actors.loaded", "Actors in memory.", each -> each.workload().inMemory());
    bytes(
        "odeon.actors.state",
        "States of the actors in memory.",
        each -> each.workload().stateBytes());
  }

  /** Labelled by tenant, never by actor: of those there may be a million. */
  private void tenant(TenantTurns turns) {
    String tenant = turns.tenant();
    for (TurnCounts.Ending ending : TurnCounts.Ending.values()) {
      FunctionCounter.builder("odeon.turns", turns, each -> each.count(ending))
          .description("Turns of actors and of plug-ins with state, by how they ended.")
          .tag("outcome", ending.name().toLowerCase(Locale.ROOT))
          .tag("tenant", tenant)
          .register(registry);
    }
    FunctionTimer.builder(
            "odeon.turn.time", turns, TenantTurns::count, TenantTurns::nanos, TimeUnit.NANOSECONDS)
        .description("Time that turns held a guest thread.")
        .tag("tenant", tenant)
        .register(registry);
    FunctionCounter.builder("odeon.turn.fuel", turns, TenantTurns::fuel)
        .description("Fuel that turns used.")
        .tag("tenant", tenant)
        .register(registry);
    Gauge.builder("odeon.mailbox.depth", actors, each -> each.workload().waiting(tenant))
        .description("Messages and other tasks that wait.")
        .tag("tenant", tenant)
        .register(registry);
    for (TenantLimit limit : List.of(TenantLimit.RUNS, TenantLimit.OUTBOX, TenantLimit.TIMERS)) {
      Gauge.builder("odeon.tenant.used", actors, each -> each.tenants().used(limit, tenant))
          .description("What a tenant uses of what can be limited.")
          .tag("tenant", tenant)
          .tag("limit", limit.text())
          .register(registry);
    }
    Gauge.builder("odeon.tenant.log", actors, each -> each.tenants().logBytes(tenant))
        .description("What the log keeps of a tenant.")
        .tag("tenant", tenant)
        .baseUnit("bytes")
        .register(registry);
  }

  /** Of tenants that have limits. */
  private void refusals(Tenants.Refused what, LongAdder count) {
    FunctionCounter.builder("odeon.tenant.refusals", count, LongAdder::sum)
        .description("What was refused because a tenant had as much as it may.")
        .tag("tenant", what.tenant())
        .tag("limit", what.limit().text())
        .register(registry);
  }

  private void home() {
    bytes("odeon.log.size", "Files of the log.", HomeMeters::logBytes);
    bytes("odeon.disk.free", "What can still be written where the home is.", HomeMeters::freeBytes);
    gauge(
        "odeon.home.damaged",
        "Damaged places found when the home was opened.",
        each -> each.chains().damage().places().size());
  }

  private void process() {
    Clock clock = actors.ports().clock();
    long begun = clock.nanos();
    Version version = Version.current();
    Gauge.builder("odeon.uptime", clock, now -> (now.nanos() - begun) / NANOS_A_SECOND)
        .description("Time since the home was opened.")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("odeon.build.info", () -> 1)
        .description("The version of Odeon and of Java; always 1.")
        .tag("version", version.product())
        .tag("commit", version.commit())
        .tag("java", version.java())
        .register(registry);
  }

  private static double logBytes(Actors actors) {
    return new HomeInventory(actors.home(), actors.ports().disk()).logBytes();
  }

  private static double freeBytes(Actors actors) {
    return actors.ports().disk().freeBytes(actors.home()).orElse(-1);
  }

  private void gauge(String name, String description, ToDoubleFunction<Actors> value) {
    Gauge.builder(name, actors, value).description(description).register(registry);
  }

  private void bytes(String name, String description, ToDoubleFunction<Actors> value) {
    Gauge.builder(name, actors, value)
        .description(description)
        .baseUnit("bytes")
        .register(registry);
  }
}
