package dev.odeon.bench;

import dev.odeon.base.Disk;
import dev.odeon.base.Hash;
import dev.odeon.base.Threads;
import dev.odeon.chain.SignedHead;
import dev.odeon.chain.verify.Verifier;
import dev.odeon.chain.verify.VerifyReport;
import dev.odeon.cli.Failure;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.SortedMap;

/** Verifying a home of counters, against nothing but the SHA-256 digests it takes. */
final class VerifyBench implements Bench {
  private static final int ACTORS = 8;

  @Override
  public String name() {
    return "verify";
  }

  @Override
  public String about() {
    return "verification of a home, against SHA-256 digests of the same lengths";
  }

  @Override
  public void run(BenchContext stage) {
    Effort effort = stage.effort();
    Path home = stage.folder("verify").resolve("home");
    fill(home, stage);
    VerifyReport report = verify(home);
    SortedMap<Integer, Long> digests = report.digests();
    byte[] content = new byte[Math.max(Hash.SIZE, digests.lastKey())];
    PairedBenchmark duel =
        PairedBenchmark.of(
            report.bytes() / 1e6, () -> verify(home), () -> digest(content, digests));
    duel.warm(effort.nanos());
    for (int round = 1; round <= effort.rounds(); round++) {
      stage.note("verify: round " + round + " of " + effort.rounds());
      duel.round(effort.nanos());
    }
    stage.report(
        Figure.of("verify", "mb_per_s", duel.values(), duel.floors())
            .aim(new Target.RatioAtLeast(0.6)));
  }

  /** Makes the home, of ten times as many turns as the growth of one is measured over. */
  private static void fill(Path home, BenchContext stage) {
    long each = Math.ceilDiv(10 * stage.effort().turns(), ACTORS);
    stage.note("verify: taking " + each * ACTORS + " turns");
    try (Counters counters = Counters.open(home, ACTORS)) {
      WorkerThreads.run(
          ACTORS,
          index -> {
            counters.at(index).increment(each);
            return each;
          });
      counters.check();
    }
  }

  private static VerifyReport verify(Path home) {
    VerifyReport report = Verifier.verify(Disk.system(), Threads.system(), home, (SignedHead) null);
    if (!report.isSound()) {
      throw Failure.failed("a fresh home has flaws: " + report.findings());
    }
    return report;
  }

  private static void digest(byte[] content, SortedMap<Integer, Long> digests) {
    MessageDigest digest = Hash.digest();
    try {
      for (Map.Entry<Integer, Long> each : digests.entrySet()) {
        for (long i = each.getValue(); i > 0; i--) {
          digest.update(content, 0, each.getKey());
          digest.digest(content, 0, Hash.SIZE);
        }
      }
    } catch (DigestException e) {
      throw new IllegalStateException("a digest has 32 bytes", e);
    }
  }
}
