package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Priority;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What a flood leaves to others: to another actor, to another tenant, to messages of low priority.
 * Each beside the same without the flood, or beside its share.
 */
final class FairShares {
  private static final int ACTORS = 16;
  private static final int IN_FLIGHT = 512;

  /** More than an actor runs ahead of the disk, so that some wait in its mailbox. */
  private static final int ALWAYS_WAITING = 2_000;

  private static final Bytes INCREMENT = Bytes.utf8("inc");

  /** Rounds of a loop that take some half a millisecond, and some ten. */
  private static final Bytes SHORT = Bytes.utf8("500000");

  private static final Bytes LONG = Bytes.utf8("10000000");

  private static final int SHORT_IN_FLIGHT = 64;
  private static final int LONG_IN_FLIGHT = 128;

  private static final double P99_RATIO_MAX = 3;
  private static final double SHARE_MIN = 0.9;
  private static final double EVEN_SHARE = 0.5;
  private static final double LOW_PERCENT_MIN = 5;

  private static final String QUIET = "quiet";
  private static final String FLOODING = "flooding";

  private final BenchContext stage;

  private FairShares(BenchContext stage) {
    this.stage = stage;
  }

  static void measure(BenchContext stage) {
    FairShares shares = new FairShares(stage);
    shares.ofAnotherActor();
    shares.ofAnotherTenant();
    shares.ofLowMessages();
  }

  private void note(String what, int round) {
    stage.note("actors: %s, round %d of %d".formatted(what, round, stage.effort().rounds()));
  }

  /** How long an actor takes to answer one message after the other. */
  private void ofAnotherActor() {
    Effort effort = stage.effort();
    List<Double> flooded = new ArrayList<>();
    List<Double> idle = new ArrayList<>();
    try (Counters counters = Counters.open(stage.folder("flooded-actor").resolve("home"), 2)) {
      Key other = counters.at(1).key();
      var _ = answers(counters.at(0), effort.nanos());
      for (int round = 1; round <= effort.rounds(); round++) {
        note("a flood of one actor", round);
        idle.add(answers(counters.at(0), effort.nanos()).micros(99));
        try (Flood _ =
            new Flood(counters.actors(), List.of(other), INCREMENT, Priority.NORMAL, IN_FLIGHT)) {
          flooded.add(answers(counters.at(0), effort.nanos()).micros(99));
        }
      }
    }
    stage.report(
        Figure.of("actors", "answer_p99_us", new Samples(flooded), new Samples(idle))
            .with("flood", "another-actor")
            .aim(new Target.RatioAtMost(P99_RATIO_MAX)));
  }

  private static Latencies answers(Counters.Counter counter, long nanos) {
    return WorkerThreads.run(
            1,
            _ -> {
              Latencies latencies = new Latencies();
              long begun = System.nanoTime();
              for (long now = begun; now - begun < nanos; ) {
                counter.increment();
                long after = System.nanoTime();
                latencies.add(after - now);
                now = after;
              }
              return latencies;
            })
        .getFirst();
  }

  /**
   * How many turns each of two tenants gets a second, which always have messages waiting: one short
   * turns, the other many more that are long.
   */
  private void ofAnotherTenant() {
    Effort effort = stage.effort();
    List<List<Double>> with = List.of(new ArrayList<>(), new ArrayList<>());
    List<List<Double>> shares = List.of(new ArrayList<>(), new ArrayList<>());
    try (Actors actors =
        Actors.open(
            stage.folder("flooding-tenant").resolve("home"), Ports.system(), Settings.defaults())) {
      List<Load> loads =
          List.of(
              load(actors, QUIET, SHORT, SHORT_IN_FLIGHT),
              load(actors, FLOODING, LONG, LONG_IN_FLIGHT));
      var _ = turns(loads, effort.nanos());
      for (int round = 1; round <= effort.rounds(); round++) {
        note("a flood of one tenant", round);
        double[] both = turns(loads, effort.nanos());
        for (int i = 0; i < loads.size(); i++) {
          double alone = turns(loads.subList(i, i + 1), effort.nanos())[0];
          with.get(i).add(both[i]);
          shares.get(i).add(alone * EVEN_SHARE);
        }
      }
    }
    stage.report(turns(QUIET, with.get(0), shares.get(0)).aim(new Target.RatioAtLeast(SHARE_MIN)));
    stage.report(turns(FLOODING, with.get(1), shares.get(1)));
  }

  private static Figure turns(String tenant, List<Double> with, List<Double> shares) {
    return Figure.of("actors", "turns_per_s", new Samples(with), new Samples(shares))
        .with("tenant", tenant)
        .with("flood", "another-tenant");
  }

  private record Load(Actors actors, List<Key> keys, Bytes body, int inFlight) {
    Flood start() {
      return new Flood(actors, keys, body, Priority.NORMAL, inFlight);
    }
  }

  private static Load load(Actors actors, String tenant, Bytes body, int inFlight) {
    Manifest manifest =
        Manifest.parse("spins.toml", Bytes.utf8("module = \"spins.wasm\""), actors.capabilities());
    Bytes module = Bytes.wrap(SampleGuests.module("probe/spins"));
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < ACTORS; i++) {
      Key key = new Key(tenant, Key.DEFAULT_CATEGORY, "spins-" + i);
      var _ = actors.lifecycle().start(key, manifest, module);
      keys.add(key);
    }
    return new Load(actors, keys, body, inFlight);
  }

  /** How many turns a second each of the loads gets that go on beside each other. */
  private static double[] turns(List<Load> loads, long nanos) {
    List<Flood> floods = new ArrayList<>();
    try {
      loads.forEach(load -> floods.add(load.start()));
      while (floods.stream().anyMatch(flood -> flood.taken() == 0)) {
        LockSupport.parkNanos(floods, 100_000);
      }
      return perSecond(floods, nanos);
    } finally {
      floods.forEach(Flood::close);
    }
  }

  private static double[] perSecond(List<Flood> floods, long nanos) {
    long[] before = floods.stream().mapToLong(Flood::taken).toArray();
    long begun = System.nanoTime();
    long took = 0;
    while (took < nanos) {
      LockSupport.parkNanos(floods, nanos - took);
      took = System.nanoTime() - begun;
    }
    long[] after = floods.stream().mapToLong(Flood::taken).toArray();
    double seconds = took / 1e9;
    double[] rates = new double[before.length];
    Arrays.setAll(rates, i -> (after[i] - before[i]) / seconds);
    return rates;
  }

  /** Which part of an actor's turns low messages get while high ones always wait. */
  private void ofLowMessages() {
    Effort effort = stage.effort();
    List<Double> parts = new ArrayList<>();
    try (Counters counters = Counters.open(stage.folder("flooded-low").resolve("home"), 1)) {
      for (int round = 1; round <= effort.rounds(); round++) {
        note("a flood of high messages", round);
        try (Flood high = flood(counters, Priority.HIGH);
            Flood low = flood(counters, Priority.LOW)) {
          double[] rates = perSecond(List.of(high, low), effort.nanos());
          parts.add(100 * rates[1] / (rates[0] + rates[1]));
        }
      }
    }
    stage.report(
        Figure.of("actors", "turns_percent", new Samples(parts))
            .with("priority", "low")
            .with("flood", "high")
            .aim(new Target.AtLeast(LOW_PERCENT_MIN)));
  }

  private static Flood flood(Counters counters, Priority priority) {
    List<Key> actor = List.of(counters.at(0).key());
    return new Flood(counters.actors(), actor, INCREMENT, priority, ALWAYS_WAITING);
  }
}
