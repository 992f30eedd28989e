package dev.odeon.bench;

import dev.odeon.chain.BlockFilter;
import dev.odeon.chain.BlockSubscription;
import dev.odeon.chain.EventData;
import dev.odeon.chain.FoundBlock;
import dev.odeon.chain.StartPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Timers that survive a restart: how fast they are set, one a turn, beside the same turns without
 * them; how much longer a home is opened that has them; and how late they fire.
 */
final class DurableTimers {
  /** What opening is promised for. */
  private static final long PROMISED = 1_000_000;

  private static final double SET_RATIO_MIN = 0.8;
  private static final double RECOVERY_MILLIS_MAX = 2_000;
  private static final int FIRING_A_SECOND = 10_000;

  /** Until then all are set that are to fire: how often the time that setting took before. */
  private static final double LEAD_TIMES = 2;

  private static final long LEAD_MILLIS = 1_000;

  /** In the year 2100. */
  private static final long FAR_MILLIS = 4_102_444_800_000L;

  private final BenchContext stage;
  private double setsPerSecond;

  private DurableTimers(BenchContext stage) {
    this.stage = stage;
  }

  static void measure(BenchContext stage) {
    DurableTimers timers = new DurableTimers(stage);
    timers.setting();
    timers.firing();
  }

  private void setting() {
    long count = stage.effort().timers();
    int rounds = stage.effort().rounds();
    Path home = stage.folder("timers").resolve("home").toAbsolutePath();
    Path plain = stage.folder("timers-floor").resolve("home").toAbsolutePath();
    List<Double> sets = new ArrayList<>();
    List<Double> floors = new ArrayList<>();
    try (Alarms figure = Alarms.open(home, count);
        Alarms floor = Alarms.open(plain, count)) {
      // The first part of them warms up: it counts for opening alone.
      long each = Math.ceilDiv(count, rounds + 1);
      for (int round = 0; round <= rounds; round++) {
        stage.note(
            "actors: setting %,d timers, part %d of %d".formatted(count, round + 1, rounds + 1));
        Pace set = figure.turns(each, _ -> FAR_MILLIS, true);
        Pace unset = floor.turns(each, _ -> FAR_MILLIS, false);
        if (round > 0) {
          sets.add(set.perSecond());
          floors.add(unset.perSecond());
        }
      }
    }
    setsPerSecond = new Samples(sets).median();
    stage.report(
        Figure.of("actors", "turns_per_s", new Samples(sets), new Samples(floors))
            .with("case", "timer-set")
            .with("timers", count)
            .aim(new Target.RatioAtLeast(SET_RATIO_MIN)));
    opening(count, home, plain);
    Scratch.remove(home);
    Scratch.remove(plain);
  }

  private void opening(long count, Path home, Path plain) {
    List<Double> opened = new ArrayList<>();
    List<Double> floors = new ArrayList<>();
    List<Double> recovered = new ArrayList<>();
    for (int round = 1; round <= stage.effort().rounds(); round++) {
      stage.note("actors: timers, opening %d of %d".formatted(round, stage.effort().rounds()));
      opened.add(openMillis(home));
      floors.add(openMillis(plain));
      recovered.add(Math.max(0, opened.getLast() - floors.getLast()));
    }
    stage.report(
        Figure.of("actors", "open_ms", new Samples(opened), new Samples(floors))
            .with("timers", count));
    Figure recovery =
        Figure.of("actors", "recovered_ms", new Samples(recovered)).with("timers", count);
    stage.report(
        count < PROMISED ? recovery : recovery.aim(new Target.AtMost(RECOVERY_MILLIS_MAX)));
  }

  private static double openMillis(Path home) {
    try (Child child =
        Child.start(ChildProvider.NAME, ChildCommand.Task.OPEN.name(), "--home", home.toString())) {
      return Long.parseLong(child.line().split(" ")[0]) / 1e6;
    }
  }

  private void firing() {
    List<Double> late = new ArrayList<>();
    for (int round = 1; round <= stage.effort().rounds(); round++) {
      stage.note("actors: firing timers, round %d of %d".formatted(round, stage.effort().rounds()));
      late.add(lateMillis(stage.folder("firing-" + round)));
    }
    stage.report(
        Figure.of("actors", "late_p99_ms", new Samples(late)).with("fired_per_s", FIRING_A_SECOND));
  }

  /** How late the turns of timers are durable that are due one after the other. */
  private double lateMillis(Path folder) {
    long count = Math.max(1, Math.round(FIRING_A_SECOND * stage.effort().seconds()));
    Path home = folder.resolve("home");
    try (Alarms alarms = Alarms.open(home, count);
        BlockSubscription blocks =
            alarms.actors().history().follow(BlockFilter.all(), StartPoint.END)) {
      long lead = LEAD_MILLIS + Math.round(LEAD_TIMES * 1_000 * count / setsPerSecond);
      long first = System.currentTimeMillis() + lead;
      var _ = alarms.turns(count, i -> first + i * 1_000 / FIRING_A_SECOND, true);
      if (System.currentTimeMillis() > first) {
        stage.note("actors: the machine was too busy to set the timers before they were due");
      }
      Latencies late = new Latencies();
      while (late.count() < count) {
        FoundBlock found = blocks.next();
        if (found.block().event(0).data() instanceof EventData.Timer timer
            && timer.dueMillis() != null) {
          late.add(Math.max(0, System.currentTimeMillis() - timer.dueMillis()) * 1_000_000);
        }
      }
      return late.micros(99) / 1_000;
    } finally {
      Scratch.remove(home);
    }
  }
}
