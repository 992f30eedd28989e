package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.cli.Failure;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Counters that are started, count once and are idle from then on: in a process of its own, whose
 * heap they grow. What states are kept for the next turn is a cache whose size {@link Settings}
 * bound; here it is small, so that nearly all actors have to leave memory.
 */
final class IdleActors {
  /** So many before what is measured: all code has run, all tables are there. */
  private static final long WARM = 1_000;

  private static final String NAME = "idle-";
  private static final long CACHED_STATE_BYTES = 1 << 20;
  private static final int STARTERS = 512;
  private static final int IN_FLIGHT = 1024;
  private static final Bytes INCREMENT = Bytes.utf8("inc");

  private final Actors actors;
  private final Manifest manifest;
  private final Bytes module = Bytes.wrap(SampleGuests.module("counter"));
  private final Consumer<String> progress;

  /**
   * What came of it.
   *
   * @param actorBytes the heap that one idle actor holds
   * @param keyBytes that which its key takes in a hash map, beside a number
   */
  record Heap(double actorBytes, double keyBytes) {}

  private IdleActors(Actors actors, Consumer<String> progress) {
    this.actors = actors;
    this.manifest =
        Manifest.parse(
            "counter.toml", Bytes.utf8(SampleGuests.manifest("counter")), actors.capabilities());
    this.progress = progress;
  }

  /**
   * Has {@code count} of them in a new home in {@code folder}.
   *
   * @param progress hears how far it is, a line at a time
   */
  static Heap measure(Path folder, long count, Consumer<String> progress) {
    try (Actors actors = Actors.open(folder, Ports.system(), settings())) {
      IdleActors idle = new IdleActors(actors, progress);
      idle.run("warm-", WARM);
      double keys = keyBytes(count);
      long before = HeapInUse.settled();
      idle.run(NAME, count);
      progress.accept("waiting until they are idle");
      double grown = Math.max(0, HeapInUse.settled() - before);
      if (actors.chains().size() != 2 * (WARM + count)) {
        throw Failure.failed(
            "%d actors have %d blocks, not two each".formatted(count, actors.chains().size()));
      }
      return new Heap(grown / count, keys);
    }
  }

  /** Has {@code count} of them in a new home in {@code folder}, and closes it. */
  static void fill(Path folder, long count, Consumer<String> progress) {
    try (Actors actors = Actors.open(folder, Ports.system(), settings())) {
      new IdleActors(actors, progress).run(NAME, count);
    }
  }

  /** The key of one that {@link #fill} made. */
  static Key key(long index) {
    return Key.actor(NAME + index);
  }

  /** The defaults, but for a small cache of states. */
  private static Settings settings() {
    Settings usual = Settings.defaults();
    return new Settings(
        usual.guestThreads(),
        usual.guestStackBytes(),
        usual.parkedGuests(),
        usual.memoryBytes(),
        usual.allGuestsBytes(),
        usual.tableElements(),
        usual.turnTime(),
        usual.initTime(),
        usual.outputBytes(),
        usual.messageBytes(),
        usual.mailboxCapacity(),
        usual.outboxEntries(),
        usual.deliveryAttempts(),
        usual.unsyncedTurns(),
        CACHED_STATE_BYTES,
        usual.requestAge(),
        usual.openRequestAge(),
        usual.openRequests(),
        usual.dedupAge(),
        usual.dedupCount(),
        usual.loadsAtATime(),
        usual.loadTime(),
        usual.segmentBytes(),
        usual.followersMax(),
        usual.store(),
        usual.codeCacheBytes(),
        usual.channelsPerActor(),
        usual.timersPerActor(),
        usual.timersPerTenant(),
        usual.paused(),
        usual.tenants());
  }

  private static double keyBytes(long count) {
    long before = HeapInUse.settled();
    Map<Key, Long> keys = new HashMap<>();
    for (long i = 0; i < count; i++) {
      keys.put(key(i), i);
    }
    double grown = Math.max(0, HeapInUse.settled() - before);
    return grown / keys.size();
  }

  private void run(String name, long count) {
    start(name, count);
    address(name, count);
  }

  /** A start waits for the disk: many side by side share its syncs. */
  private void start(String name, long count) {
    AtomicLong next = new AtomicLong();
    AtomicLong done = new AtomicLong();
    var _ =
        WorkerThreads.run(
            STARTERS,
            _ -> {
              for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                Answer answer = actors.lifecycle().start(Key.actor(name + i), manifest, module);
                if (!isTaken(answer)) {
                  throw Failure.failed("an actor was not started: " + answer);
                }
                tell("started", done.incrementAndGet(), count);
              }
              return true;
            });
  }

  private void address(String name, long count) {
    Window window = new Window(IN_FLIGHT);
    for (long i = 0; i < count; i++) {
      window.enter();
      send(Key.actor(name + i))
          .whenDone((answer, failure) -> {
            if (answer != null && isTaken(answer)) {
              window.leave();
            } else {
              window.leave("a turn was not taken: " + (failure == null ? answer : failure));
            }
          });
      tell("addressed", i + 1, count);
    }
    window.awaitEmpty();
  }

  private Pending<Answer> send(Key key) {
    return switch (actors.deliver(Message.send(key, "once", INCREMENT))) {
      case Delivery.Accepted(Pending<Answer> answer) -> answer;
      case Delivery refused -> throw Failure.failed(key + " refused a message: " + refused);
    };
  }

  private static boolean isTaken(Answer answer) {
    return answer instanceof Answer.Completed taken && taken.outcome() instanceof Outcome.Returned;
  }

  /** Ten times on the way. */
  private void tell(String what, long done, long count) {
    long part = Math.ceilDiv(count, 10);
    if (count > WARM && done % part == 0) {
      progress.accept("%s %,d of %,d".formatted(what, done, count));
    }
  }
}
