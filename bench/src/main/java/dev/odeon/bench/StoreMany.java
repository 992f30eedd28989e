package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Entropy;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.cli.Failure;
import dev.odeon.store.CollectionReport;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store of many small contents: opened, listed and summed up in a fresh process, then swept of
 * every other one, beside as many plain files of which every other one is removed.
 */
final class StoreMany {
  private static final int WRITERS = 16;

  /** What the figures are promised for. */
  private static final long PROMISED = 1_000_000;

  private static final int ROUNDS_MAX = 3;

  /** How often sweeping half may take the time of removing as many plain files. */
  private static final double GC_TO_REMOVAL_MAX = 1.5;

  private final BenchContext stage;
  private final long count;
  private final Path home;

  StoreMany(BenchContext stage) {
    this.stage = stage;
    this.count = stage.effort().contents();
    this.home = stage.folder("many").resolve("home").toAbsolutePath();
  }

  void run() {
    stage.note("store: putting %,d small contents".formatted(count));
    fill();
    look();
    sweeps();
  }

  private static Bytes content(long number) {
    return Bytes.utf8("the content of the number " + number);
  }

  private void fill() {
    Ports unsynced = new Ports(Clock.system(), Entropy.system(), NoSyncs.disk(), Threads.system());
    AtomicLong next = new AtomicLong();
    try (Store store = StoreStand.open(home, 0, unsynced)) {
      var _ =
          WorkerThreads.run(
              WRITERS,
              _ -> {
                for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                  var _ = store.put(content(i));
                }
                return true;
              });
    }
  }

  /** Opens it as often as there are rounds, each time in a process of its own. */
  private void look() {
    List<List<Double>> millis = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int round = 1; round <= stage.effort().rounds(); round++) {
      stage.note("store: opening and listing " + round + " of " + stage.effort().rounds());
      try (Child child =
          Child.start(
              ChildProvider.NAME, ChildCommand.Task.LIST_STORE.name(), "--home", home.toString())) {
        String[] said = child.line().split(" ");
        if (Long.parseLong(said[3]) != count) {
          throw Failure.failed("of %d contents %s were listed".formatted(count, said[3]));
        }
        for (int i = 0; i < 3; i++) {
          millis.get(i).add(Long.parseLong(said[i]) / 1e6);
        }
      }
    }
    report("open_ms", new Samples(millis.get(0)), 500);
    report("list_ms", new Samples(millis.get(1)), 2000);
    report("totals_ms", new Samples(millis.get(2)), 2000);
  }

  /** Sweeps a store and removes plain files in turns, each time of a full folder. */
  private void sweeps() {
    List<Double> seconds = new ArrayList<>();
    List<Double> floors = new ArrayList<>();
    int rounds = count < PROMISED ? Math.min(ROUNDS_MAX, stage.effort().rounds()) : 1;
    for (int round = 1; round <= rounds; round++) {
      stage.note("store: sweeping half of it, round %d of %d".formatted(round, rounds));
      if (round > 1) {
        fill();
      }
      Path folder = stage.folder("many-plain-" + round);
      PlainRemoval plain = new PlainRemoval(folder);
      plain.fill(count, StoreMany::content);
      seconds.add(sweep());
      floors.add(plain.seconds());
      Scratch.remove(home);
      Scratch.remove(folder);
    }
    stage.report(
        Figure.of(StoreBench.NAME, "gc_s", new Samples(seconds), new Samples(floors))
            .with("contents", count)
            .aim(new Target.RatioAtMost(GC_TO_REMOVAL_MAX)));
  }

  /** How long the sweep took, in seconds. */
  private double sweep() {
    try (Store store = StoreStand.open(home, 0)) {
      long begun = System.nanoTime();
      CollectionReport report =
          StoreStand.sweep(
              store,
              marker -> {
                for (long i = 0; i < count; i += 2) {
                  marker.mark(ContentRef.of(content(i)), "chain");
                }
              });
      double seconds = (System.nanoTime() - begun) / 1e9;
      if (report.removedCount() != count / 2 || report.keptCount() != Math.ceilDiv(count, 2)) {
        throw Failure.failed("half of %d contents was to go: %s".formatted(count, report));
      }
      return seconds;
    }
  }

  private void report(String metric, Samples values, double most) {
    Figure counted = Figure.of(StoreBench.NAME, metric, values).with("contents", count);
    stage.report(count >= PROMISED ? counted.aim(new Target.AtMost(most)) : counted);
  }
}
