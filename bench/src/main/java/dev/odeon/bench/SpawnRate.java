package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.chain.Commit;
import dev.odeon.cli.Failure;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Starting actors whose compiled module is in memory: its first turn runs, and its block is
 * durable. The floor is the log alone with as many writers of records as large as such a commit;
 * that of how long one takes, alone and among others, a write and a sync of such a record.
 */
final class SpawnRate implements PairedBenchmark.Sides {
  private static final int IN_FLIGHT = 64;
  private static final double PER_SECOND_MIN = 20_000;
  private static final double SPAWN_TO_SYNC_MAX = 3;

  private final Actors actors;
  private final LogStand log;
  private final DiskFloor disk;
  private final Manifest manifest;
  private final Bytes module = Bytes.wrap(SampleGuests.module("counter"));
  private final AtomicLong next = new AtomicLong();
  private final Latencies spawns = new Latencies();
  private final Latencies alone = new Latencies();
  private final Latencies syncs = new Latencies();
  private final int bytes;

  private SpawnRate(Actors actors, LogStand log, DiskFloor disk) {
    this.actors = actors;
    this.log = log;
    this.disk = disk;
    this.manifest =
        Manifest.parse(
            "counter.toml", Bytes.utf8(SampleGuests.manifest("counter")), actors.capabilities());
    this.bytes = Commit.of(actors.chains().block(spawn(), 0).orElseThrow()).encoded().size();
  }

  static void measure(BenchContext stage) {
    Effort effort = stage.effort();
    try (Actors actors =
            Actors.open(
                stage.folder("spawn").resolve("home"), Ports.system(), Settings.defaults());
        LogStand log = LogStand.open(stage.folder("spawn-floor"));
        DiskFloor disk = DiskFloor.open(stage.folder("spawn-syncs").resolve("zeros"), 64)) {
      SpawnRate sides = new SpawnRate(actors, log, disk);
      PairedBenchmark duel = new PairedBenchmark(sides);
      duel.warm(effort.nanos());
      sides.forget();
      List<Double> medians = new ArrayList<>();
      List<Double> aloneMedians = new ArrayList<>();
      List<Double> floors = new ArrayList<>();
      for (int round = 1; round <= effort.rounds(); round++) {
        stage.note("actors: spawning, round " + round + " of " + effort.rounds());
        duel.round(effort.nanos());
        sides.alone.add(sides.spawn(System.nanoTime(), effort.nanos()));
        medians.add(sides.spawns.micros(50));
        aloneMedians.add(sides.alone.micros(50));
        floors.add(sides.syncs.micros(50));
        sides.forget();
      }
      stage.report(
          Figure.of("actors", "spawns_per_s", duel.values(), duel.floors())
              .with("in_flight", IN_FLIGHT)
              .aim(new Target.AtLeast(PER_SECOND_MIN)));
      stage.report(
          Figure.of("actors", "spawn_p50_us", new Samples(aloneMedians), new Samples(floors))
              .with("in_flight", 1)
              .aim(new Target.RatioAtMost(SPAWN_TO_SYNC_MAX)));
      // These wait for each other: with so few processors it tells the rate once more.
      stage.report(
          Figure.of("actors", "spawn_p50_us", new Samples(medians), new Samples(floors))
              .with("in_flight", IN_FLIGHT));
    }
  }

  @Override
  public Pace figure(long nanos) {
    long begun = System.nanoTime();
    List<Latencies> parts = WorkerThreads.run(IN_FLIGHT, _ -> spawn(begun, nanos));
    long took = System.nanoTime() - begun;
    parts.forEach(spawns::add);
    return new Pace(parts.stream().mapToLong(Latencies::count).sum(), took);
  }

  @Override
  public Pace floor(long nanos) {
    syncs.add(disk.times(bytes, nanos));
    return log.append(IN_FLIGHT, bytes, nanos).pace();
  }

  private void forget() {
    spawns.clear();
    alone.clear();
    syncs.clear();
  }

  private Latencies spawn(long begun, long nanos) {
    Latencies latencies = new Latencies();
    for (long now = System.nanoTime(); now - begun < nanos; ) {
      var _ = spawn();
      long after = System.nanoTime();
      latencies.add(after - now);
      now = after;
    }
    return latencies;
  }

  private Key spawn() {
    Key key = Key.actor("spawned-" + next.getAndIncrement());
    Answer answer = actors.lifecycle().start(key, manifest, module);
    if (!(answer instanceof Answer.Completed done && done.outcome() instanceof Outcome.Returned)) {
      throw Failure.failed("an actor was not started: " + answer);
    }
    return key;
  }
}
