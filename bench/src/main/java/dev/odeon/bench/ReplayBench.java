package dev.odeon.bench;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.cli.Failure;
import dev.odeon.runtime.ReplayReport;
import dev.odeon.runtime.actor.Actors;
import java.util.ArrayList;
import java.util.List;

/** Replaying one actor's whole history, against {@link RawReplay} of the same blocks. */
final class ReplayBench implements Bench {
  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String about() {
    return "replay of a counter, against raw calls of the guest, hashing and decoding its blocks";
  }

  @Override
  public void run(BenchContext stage) {
    long nanos = stage.effort().nanos();
    try (Counters counters = Counters.open(stage.folder("replay").resolve("home"), 1);
        RawReplay raw = new RawReplay()) {
      stage.note("replay: taking " + stage.effort().turns() + " turns");
      counters.at(0).increment(stage.effort().turns());
      counters.at(0).check();
      Key key = counters.at(0).key();
      List<Block> blocks = blocks(counters.actors(), key);
      PairedBenchmark duel =
          PairedBenchmark.of(
              blocks.size(), () -> replay(counters.actors(), key), () -> raw.run(blocks));
      duel.warm(nanos);
      for (int round = 1; round <= stage.effort().rounds(); round++) {
        stage.note("replay: round " + round + " of " + stage.effort().rounds());
        duel.round(nanos);
      }
      stage.report(
          Figure.of("replay", "blocks_per_s", duel.values(), duel.floors())
              .aim(new Target.RatioAtLeast(0.5)));
    }
  }

  private static void replay(Actors actors, Key key) {
    ReplayReport report = actors.history().replay(key, _ -> {});
    if (!report.equal()) {
      throw Failure.failed("the replay differs: " + report.divergences());
    }
  }

  /** All blocks of the actor, each in an array of its own. */
  private static List<Block> blocks(Actors actors, Key key) {
    List<Block> blocks = new ArrayList<>();
    actors
        .chains()
        .blocks(
            key,
            0,
            Long.MAX_VALUE,
            block ->
                blocks.add(
                    Block.ofEncoded(
                        block.headerBytes().compact(),
                        block.encodedEvents().stream().map(EncodedEvent::compact).toList())));
    return blocks;
  }
}
