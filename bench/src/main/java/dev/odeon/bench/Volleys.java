package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.chain.Commit;
import dev.odeon.chain.Head;
import dev.odeon.cli.Failure;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Pairs of actors that send a message to and fro: each message is a durable turn, and leaves when
 * the turn before it is durable. The floors are the log alone, with as many records of the same
 * size in flight; what the processors allow, for the time that a message takes of them; and Apache
 * Pekko, which keeps everything in memory: an upper bound for the same pattern.
 */
final class Volleys {
  private static final double STEP_RATIO_MIN = 0.7;
  private static final double CPU_RATIO_MIN = 0.75;
  private static final int MANY = 1_000;
  private static final int LOG_WRITERS = 512;
  private static final long POLL_NANOS = 20_000;

  private final BenchContext stage;
  private final Actors actors;
  private final int pairs;
  private final List<Double> cpuBounds = new ArrayList<>();
  private CpuTime cpu = CpuTime.ZERO;
  private double sent;
  private long volley = 4;
  private long rounds;

  private Volleys(BenchContext stage, Actors actors, int pairs) {
    this.stage = stage;
    this.actors = actors;
    this.pairs = pairs;
  }

  static void measure(BenchContext stage) {
    measure(stage, 1, 1);
    measure(stage, stage.effort().scaled(MANY), LOG_WRITERS);
  }

  private static void measure(BenchContext stage, int pairs, int writers) {
    String name = "volleys-" + pairs;
    try (Actors actors =
            Actors.open(stage.folder(name).resolve("home"), Ports.system(), Settings.defaults());
        LogStand log = LogStand.open(stage.folder(name + "-floor"));
        Peers peers = Peers.start(stage, pairs)) {
      Volleys volleys = new Volleys(stage, actors, pairs);
      volleys.start();
      volleys.run(log, writers, peers);
    }
  }

  private void start() {
    Manifest manifest =
        Manifest.parse(
            "volley.toml",
            Bytes.utf8(SampleGuests.manifest("probe/volley")),
            actors.capabilities());
    Bytes module = Bytes.wrap(SampleGuests.module("probe/volley"));
    for (int pair = 0; pair < pairs; pair++) {
      taken(actors.lifecycle().start(Key.actor(id("ping", pair)), manifest, module));
      taken(actors.lifecycle().start(Key.actor(id("pong", pair)), manifest, module));
    }
  }

  private void run(LogStand log, int writers, Peers peers) {
    Effort effort = stage.effort();
    var _ = send(effort.nanos());
    int bytes = commitBytes();
    List<BestFloorBenchmark.Side> floors = new ArrayList<>();
    floors.add(nanos -> log.append(writers, bytes, nanos).pace());
    floors.addAll(peers.sides());
    BestFloorBenchmark all = new BestFloorBenchmark(this::send, floors);
    all.warm(effort.nanos());
    forget();
    for (int round = 1; round <= effort.rounds(); round++) {
      stage.note("actors: %d pairs, round %d of %d".formatted(pairs, round, effort.rounds()));
      all.round(effort.nanos());
      cpuBounds.add(Runtime.getRuntime().availableProcessors() * 1e9 * sent / cpu.othersNanos());
      forget();
    }
    report(all, peers);
  }

  private void report(BestFloorBenchmark all, Peers peers) {
    Samples values = all.values();
    Figure log = figure(values, all.floor(0), "log");
    if (pairs == 1) {
      stage.report(log.aim(new Target.RatioAtLeast(STEP_RATIO_MIN)));
    } else {
      stage.report(log);
      stage.report(
          figure(values, new Samples(cpuBounds), "cpu")
              .aim(new Target.RatioAtLeast(CPU_RATIO_MIN)));
    }
    for (int i = 0; i < peers.names().size(); i++) {
      stage.report(figure(values, all.floor(1 + i), peers.names().get(i)));
    }
  }

  private Figure figure(Samples values, Samples floors, String against) {
    return Figure.of("actors", "messages_per_s", values, floors)
        .with("pairs", pairs)
        .with("against", against);
  }

  private void forget() {
    cpu = CpuTime.ZERO;
    sent = 0;
  }

  /** Has each pair play a volley that takes about {@code nanos}. */
  private Pace send(long nanos) {
    CpuTime before = CpuTime.now();
    long heights = heights();
    long begun = System.nanoTime();
    for (int pair = 0; pair < pairs; pair++) {
      serve(pair);
    }
    long messages = pairs * (volley + 1);
    while (heights() - heights < messages) {
      LockSupport.parkNanos(this, POLL_NANOS);
    }
    long took = System.nanoTime() - begun;
    cpu = cpu.plus(CpuTime.now().since(before));
    sent += messages;
    rounds++;
    volley = Math.clamp(Math.round((double) volley * nanos / took), 1, 4 * volley);
    return new Pace(messages, took);
  }

  /** How many blocks there are: a message is one. */
  private long heights() {
    return actors.chains().size();
  }

  private void serve(int pair) {
    byte[] to = id("pong", pair).getBytes(StandardCharsets.UTF_8);
    byte[] back = id("ping", pair).getBytes(StandardCharsets.UTF_8);
    ByteBuffer body =
        ByteBuffer.allocate(12 + to.length + back.length).order(ByteOrder.LITTLE_ENDIAN);
    body.putLong(volley).putInt(to.length).put(to).put(back);
    Key key = Key.actor(id("ping", pair));
    Delivery delivery =
        actors.deliver(Message.send(key, "volley-" + rounds, Bytes.wrap(body.array())));
    if (!(delivery instanceof Delivery.Accepted)) {
      throw Failure.failed(key + " refused a message: " + delivery);
    }
  }

  private int commitBytes() {
    Head head = actors.chains().head(Key.actor(id("pong", 0))).orElseThrow();
    return Commit.of(actors.chains().block(head.key(), head.height()).orElseThrow())
        .encoded()
        .size();
  }

  private static String id(String name, int pair) {
    return name + "-" + pair;
  }

  private static void taken(Answer answer) {
    if (!(answer instanceof Answer.Completed done && done.outcome() instanceof Outcome.Returned)) {
      throw Failure.failed("an actor was not started: " + answer);
    }
  }
}
