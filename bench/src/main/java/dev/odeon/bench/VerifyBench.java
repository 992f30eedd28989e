package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Hash;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.SignedHead;
import dev.odeon.chain.Verifier;
import dev.odeon.chain.VerifyReport;
import dev.odeon.cli.Failure;
import dev.odeon.runtime.Actors;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Verifying a home of counters, against nothing but the SHA-256 digests it takes: of each block's
 * header, events and state, and of its leaf and one node of the tree.
 */
final class VerifyBench implements Bench {
  private static final int ACTORS = 8;
  private static final int LEAF = 1 + Hash.SIZE;
  private static final int NODE = 1 + 2 * Hash.SIZE;

  @Override
  public String name() {
    return "verify";
  }

  @Override
  public String about() {
    return "verification of a home, against SHA-256 digests of the same lengths";
  }

  @Override
  public void run(Stage stage) {
    Path home = stage.folder("verify").resolve("home");
    int[] lengths = fill(home, stage);
    long bytes = verify(home).bytes();
    byte[] content = new byte[Arrays.stream(lengths).max().orElseThrow()];
    long nanos = stage.effort().nanos();
    List<Double> values = new ArrayList<>();
    List<Double> floors = new ArrayList<>();
    Pace.warm(nanos, () -> verify(home), () -> digest(content, lengths));
    for (int round = 1; round <= stage.effort().rounds(); round++) {
      stage.note("verify: round " + round + " of " + stage.effort().rounds());
      values.add(Pace.of(nanos, bytes / 1e6, () -> verify(home)));
      floors.add(Pace.of(nanos, bytes / 1e6, () -> digest(content, lengths)));
    }
    stage.report(
        Figure.of("verify", "mb_per_s", new Samples(values), new Samples(floors))
            .aim(new Aim.RatioAtLeast(0.6)));
  }

  /** Makes the home; returns the lengths of what is hashed of each of its blocks. */
  private static int[] fill(Path home, Stage stage) {
    stage.note("verify: taking " + stage.effort().turns() + " turns");
    try (Counters counters = Counters.open(home, ACTORS)) {
      long each = Math.ceilDiv(stage.effort().turns(), ACTORS);
      Crew.run(
          ACTORS,
          index -> {
            counters.at(index).increment(each);
            return each;
          });
      List<Integer> lengths = new ArrayList<>();
      for (int i = 0; i < ACTORS; i++) {
        counters.at(i).check();
        lengths.addAll(lengths(counters.actors(), counters.at(i)));
      }
      return lengths.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  private static List<Integer> lengths(Actors actors, Counters.Counter counter) {
    List<Integer> lengths = new ArrayList<>();
    actors
        .chains()
        .blocks(
            counter.key(),
            0,
            Long.MAX_VALUE,
            block -> {
              addLengths(block, lengths);
              return true;
            });
    return lengths;
  }

  private static void addLengths(Block block, List<Integer> lengths) {
    lengths.add(block.headerBytes().size());
    for (Bytes event : block.eventBytes()) {
      lengths.add(1 + event.size());
      if (Event.decode(event).data() instanceof EventData.State state && state.bytes() != null) {
        lengths.add(state.bytes().size());
      }
    }
    lengths.add(LEAF);
    lengths.add(NODE);
  }

  private static VerifyReport verify(Path home) {
    VerifyReport report = Verifier.verify(Disk.system(), home, (SignedHead) null);
    if (!report.isSound()) {
      throw Failure.failed("a fresh home has flaws: " + report.flaws());
    }
    return report;
  }

  private static void digest(byte[] content, int[] lengths) {
    MessageDigest digest = Hash.digest();
    try {
      for (int length : lengths) {
        digest.update(content, 0, length);
        digest.digest(content, 0, Hash.SIZE);
      }
    } catch (DigestException e) {
      throw new IllegalStateException("a digest has 32 bytes", e);
    }
  }
}
