package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.runtime.actor.KilledProcesses.Place;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.TimeBudget;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All named points, at random. See {@link KilledProcesses}. */
class CrashPointTest {
  @TempDir private Path folder;

  @Test
  void areAllKnownToTheTests() {
    assertThat(KilledProcesses.all().map(Place::point)).contains(names());
  }

  private static String[] names() {
    return Stream.of(CrashPoint.values()).map(CrashPoint::name).toArray(String[]::new);
  }

  @Test
  @Tag("long")
  void loseAndDoubleNothingAgainAndAgain() throws Exception {
    long seed = Long.getLong(Seeds.SEED, Long.getLong(Seeds.ROOT, System.nanoTime()));
    System.out.println("CrashPointTest: -D" + Seeds.SEED + "=" + seed);
    long until = System.nanoTime() + TimeBudget.share().toNanos();
    int killed =
        new KilledProcesses(folder)
            .killAgainAndAgain(new SplittableRandom(seed), () -> System.nanoTime() < until);
    TimeBudget.report("CrashPointTest", "%,d processes killed".formatted(killed));
  }
}
