package dev.odeon.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Many actors of one home: how fast they are started, how they send to each other, what a flood
 * leaves to others, who follows a chain, their timers, and what they cost while they are idle.
 */
final class ActorsBench implements Bench {
  private static final String NAME = "actors";

  /** What the figure is promised for: fewer carry a larger part of what does not grow with them. */
  private static final long PROMISED = 1_000_000;

  private static final double BYTES_MAX = 200;
  private static final int ROUNDS_MAX = 3;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "spawning, messages, floods, subscribers, timers, idle actors; against the log, Pekko, a hash map";
  }

  @Override
  public void run(BenchContext stage) {
    SpawnRate.measure(stage);
    BatchedMessages.measure(stage);
    Volleys.measure(stage);
    FairShares.measure(stage);
    ChainSubscribers.measure(stage);
    DurableTimers.measure(stage);
    PassiveActors.measure(stage);
    heap(stage);
  }

  /** The heap that an actor holds while it is idle, beside what its key takes in a table. */
  private static void heap(BenchContext stage) {
    long count = stage.effort().actors();
    // A round of so many takes minutes, and a heap after a collection has little spread.
    int rounds = count < PROMISED ? Math.min(ROUNDS_MAX, stage.effort().rounds()) : 1;
    if (count < PROMISED) {
      stage.note("actors: the aim is for %,d of them: --actors %d".formatted(PROMISED, PROMISED));
    }
    List<Double> actors = new ArrayList<>();
    List<Double> keys = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      stage.note("actors: %,d of them, round %d of %d".formatted(count, round, rounds));
      Path home = stage.folder("actors-" + round).resolve("home").toAbsolutePath();
      IdleActors.Heap heap = measure(stage, home, count);
      actors.add(heap.actorBytes());
      keys.add(heap.keyBytes());
      Scratch.remove(home);
    }
    Figure figure =
        Figure.of(NAME, "heap_bytes", new Samples(actors), new Samples(keys)).with("actors", count);
    stage.report(count >= PROMISED ? figure.aim(new Target.AtMost(BYTES_MAX)) : figure);
  }

  private static IdleActors.Heap measure(BenchContext stage, Path home, long count) {
    try (Child child =
        Child.start(
            ChildProvider.NAME,
            ChildCommand.Task.IDLE.name(),
            Long.toString(count),
            "--home",
            home.toString())) {
      String line = child.line();
      for (; !line.startsWith(ChildCommand.HEAP); line = child.line()) {
        stage.note("actors: " + line);
      }
      String[] said = line.split(" ");
      return new IdleActors.Heap(Double.parseDouble(said[1]), Double.parseDouble(said[2]));
    }
  }
}
