package dev.odeon.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.testkit.DiskOperation;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.SimulationFailure;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrashTest {
  /**
   * Where the log syncs: by the method that asks for it. Each of them is needed, but for the one of
   * the index folder, which the disk makes durable without being asked.
   */
  private static final Set<String> SYNCS =
      Set.of(
          "Committer.write",
          "Committer.roll",
          "Recoverer.start",
          "Recoverer.repair",
          "Recoverer.open",
          "SegmentFolder.make",
          "SegmentFolder.fill",
          "IndexFiles.write");

  @Test
  void keepsWhatWasAcknowledgedThroughAnyCrash() {
    Seeds.each(1000, seed -> Simulation.run(seed, sim -> new CrashCourse(sim, Fault.none()).run()));
  }

  @Test
  @Tag("long")
  void keepsWhatWasAcknowledgedThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(
        seed -> Simulation.run(seed, sim -> new CrashCourse(sim, Fault.none()).run()));
  }

  @Test
  void keepsWhatWasAcknowledgedOnADiskThatMovesFewerBytesThanAsked() {
    Seeds.each(
        200,
        seed ->
            Simulation.run(seed, sim -> new CrashCourse(sim, Fault.shortTransfers(seed)).run()));
  }

  /** That of the zeros is for speed and for a full disk: see {@code FullDiskTest}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Committer.write",
        "Committer.roll",
        "Recoverer.start",
        "Recoverer.repair",
        "Recoverer.open",
        "SegmentFolder.make"
      })
  void losesDataOnceASyncIsLeftOut(String site) {
    Fault leftOut = Fault.swallow(syncAt(site));
    for (long seed = 0; seed < 2000; seed++) {
      if (fails(seed, leftOut)) {
        return;
      }
    }
    throw new AssertionError("no crash notices that the sync in " + site + " is left out");
  }

  @Test
  void syncsNowhereElse() {
    Set<String> sites = new TreeSet<>();
    Fault watch =
        Fault.watch(operation -> {
          if (operation.kind().durability()) {
            sites.add(site());
          }
        });
    for (long seed = 0; seed < 100; seed++) {
      Simulation.run(seed, sim -> new CrashCourse(sim, watch).run());
    }
    assertThat(sites).isEqualTo(new TreeSet<>(SYNCS));
  }

  private static boolean fails(long seed, Fault fault) {
    try {
      Simulation.run(seed, sim -> new CrashCourse(sim, fault).run());
      return false;
    } catch (SimulationFailure e) {
      return true;
    }
  }

  private static Predicate<DiskOperation> syncAt(String site) {
    return operation -> operation.kind().durability() && site().equals(site);
  }

  /** The method of the log that called the disk. */
  private static String site() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .filter(CrashTest::isLog)
                .map(CrashTest::name)
                .findFirst()
                .orElse("outside the log"));
  }

  private static boolean isLog(StackWalker.StackFrame frame) {
    String type = frame.getClassName();
    return type.startsWith("dev.odeon.log.")
        && !type.contains("CrashTest")
        && !type.startsWith(OpenFiles.class.getName());
  }

  private static String name(StackWalker.StackFrame frame) {
    String type = frame.getClassName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
  }
}
