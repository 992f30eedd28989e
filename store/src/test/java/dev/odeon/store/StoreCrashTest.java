package dev.odeon.store;

import dev.odeon.testkit.DiskOperation;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.SimulationFailure;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreCrashTest {
  @Test
  void keepsWhatWasAcknowledgedThroughAnyCrash() {
    Seeds.each(150, seed -> Simulation.run(seed, sim -> new StoreCourse(sim, Fault.none()).run()));
  }

  @Test
  @Tag("long")
  void keepsWhatWasAcknowledgedThroughEverMoreCrashes() {
    Seeds.whileTimeLasts(
        seed -> Simulation.run(seed, sim -> new StoreCourse(sim, Fault.none()).run()));
  }

  @Test
  void keepsWhatWasAcknowledgedOnADiskThatMovesFewerBytesThanAsked() {
    Seeds.each(
        30,
        seed ->
            Simulation.run(seed, sim -> new StoreCourse(sim, Fault.shortTransfers(seed)).run()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"TempFiles.write", "FolderSync.lead", "PackWriter.sync", "LabelOwner.write"})
  void losesDataOnceASyncIsLeftOut(String site) {
    Fault leftOut = Fault.swallow(syncAt(site));
    for (long seed = 0; seed < 600; seed++) {
      if (fails(seed, leftOut)) {
        return;
      }
    }
    throw new AssertionError("no crash notices that the sync in " + site + " is left out");
  }

  private static boolean fails(long seed, Fault fault) {
    try {
      Simulation.run(seed, sim -> new StoreCourse(sim, fault).run());
      return false;
    } catch (SimulationFailure e) {
      return true;
    }
  }

  private static Predicate<DiskOperation> syncAt(String site) {
    return operation -> operation.kind().durability() && site().equals(site);
  }

  /** The method of the store that called the disk. */
  private static String site() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .filter(StoreCrashTest::isStore)
                .map(StoreCrashTest::name)
                .findFirst()
                .orElse("outside the store"));
  }

  private static boolean isStore(StackWalker.StackFrame frame) {
    String type = frame.getClassName();
    return type.startsWith("dev.odeon.store.") && !type.contains("StoreCrashTest");
  }

  private static String name(StackWalker.StackFrame frame) {
    String type = frame.getClassName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
  }
}
