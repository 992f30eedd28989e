package dev.odeon.bench;

import dev.odeon.chain.BlockFilter;
import dev.odeon.chain.BlockSubscription;
import dev.odeon.chain.StartPoint;
import dev.odeon.cli.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Readers that follow one chain while it grows, one of which never reads what it is given. The
 * floor is the same number of readers that read, without the stuck one beside them.
 */
final class ChainSubscribers implements AutoCloseable {
  private static final int SUBSCRIBERS = 100;
  private static final int IN_FLIGHT = 64;
  private static final long LOOK_NANOS = 50_000;
  private static final double RATIO_MIN = 0.9;

  private final Counters counters;
  private final LongAdder read = new LongAdder();
  private final List<BlockSubscription> subscriptions = new ArrayList<>();
  private final List<Thread> readers = new ArrayList<>();
  private long written;

  private ChainSubscribers(Counters counters, boolean stuck) {
    this.counters = counters;
    if (stuck) {
      BlockSubscription neverRead = follow();
      if (neverRead.isClosed()) {
        throw Failure.failed("a subscription was closed");
      }
    }
    for (int i = 1; i < SUBSCRIBERS; i++) {
      BlockSubscription subscription = follow();
      readers.add(Thread.startVirtualThread(() -> read(subscription)));
    }
  }

  static void measure(BenchContext stage) {
    Effort effort = stage.effort();
    try (Counters stuck = Counters.open(stage.folder("subscribers").resolve("home"), 1);
        Counters free = Counters.open(stage.folder("subscribers-floor").resolve("home"), 1);
        ChainSubscribers with = new ChainSubscribers(stuck, true);
        ChainSubscribers without = new ChainSubscribers(free, false)) {
      PairedBenchmark duel =
          new PairedBenchmark(
              new PairedBenchmark.Sides() {
                @Override
                public Pace figure(long nanos) {
                  return with.write(nanos);
                }

                @Override
                public Pace floor(long nanos) {
                  return without.write(nanos);
                }
              });
      duel.warm(effort.nanos());
      for (int round = 1; round <= effort.rounds(); round++) {
        stage.note("actors: subscribers, round %d of %d".formatted(round, effort.rounds()));
        duel.round(effort.nanos());
      }
      stage.report(
          Figure.of("actors", "blocks_per_s", duel.values(), duel.floors())
              .with("subscribers", SUBSCRIBERS)
              .with("stuck", 1)
              .aim(new Target.RatioAtLeast(RATIO_MIN)));
    }
  }

  private BlockSubscription follow() {
    BlockSubscription subscription =
        counters.actors().history().follow(BlockFilter.of(counters.at(0).key()), StartPoint.END);
    subscriptions.add(subscription);
    return subscription;
  }

  private void read(BlockSubscription subscription) {
    while (subscription.hasNext()) {
      var _ = subscription.next();
      read.increment();
    }
  }

  /** Has the chain grow for {@code nanos}; the blocks that were read until all readers had all. */
  private Pace write(long nanos) {
    Window window = new Window(IN_FLIGHT);
    long begun = System.nanoTime();
    long before = written;
    while (System.nanoTime() - begun < nanos) {
      window.enter();
      counters.at(0).increment(window);
      written++;
    }
    window.awaitEmpty();
    while (read.sum() < written * readers.size()) {
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
    return new Pace((double) (written - before) * readers.size(), System.nanoTime() - begun);
  }

  @Override
  public void close() {
    subscriptions.forEach(BlockSubscription::close);
    for (Thread reader : readers) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted in the middle of a measurement", e);
      }
    }
  }
}
