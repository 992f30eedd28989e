package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.testkit.Seeds;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random modules behave the same compiled and interpreted, to the unit of fuel, in whatever JVM and
 * instance, and the same as where the library interprets them as they are. The seeds to try can be
 * given as the property {@code odeon.seeds}, as in {@code 1000-2000}.
 */
class RandomModulesTest {
  @AutoClose private final Engine engine = Wat.engine(EngineConfig.standard());

  @AutoClose
  private final Engine fresh = Wat.engine(EngineConfig.standard().withIdleInstancesMax(0));

  private static long[] seeds(String unlessSaid) {
    String[] seeds = System.getProperty("odeon.seeds", unlessSaid).split("-");
    return new long[] {Long.parseLong(seeds[0]), Long.parseLong(seeds[1])};
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void behaveTheSameInEveryWayTheyCanBeRun(boolean floats) {
    long[] seeds = seeds("1-60");
    int compared = 0;
    for (long seed = seeds[0]; seed <= seeds[1]; seed++) {
      compared += compare(seed, floats);
    }
    assertThat(compared > 20 || floats).isTrue();
  }

  @Test
  @Tag("long")
  void behaveTheSameWhateverTheSeed() {
    Seeds.whileTimeLasts(seed -> compare(seed, seed % 2 == 0));
  }

  /** How many runs were compared with such of the library's alone. */
  private int compare(long seed, boolean floats) {
    Bytes wasm = RandomModule.of(seed, floats);
    Bytes library = RandomModule.forLibrary(seed, floats);
    CompiledModule module = engine.compile(wasm);
    CompiledModule interpreted = Interpreted.of(engine, wasm);
    int compared = 0;
    for (Export export : module.exports()) {
      String name = export.name();
      long[] arguments = RandomRun.arguments(module, seed, name);
      RandomRun compiled = RandomRun.of(module, name, arguments);
      String what = "seed %d, %s, %s".formatted(seed, name, floats ? "floats" : "integers");

      assertThat(RandomRun.of(module, name, arguments)).as(what).isEqualTo(compiled);
      assertThat(RandomRun.of(interpreted, name, arguments)).as(what).isEqualTo(compiled);
      if (!floats && !compiled.outcome().contains("exhausted")) {
        assertThat(RandomRun.unmetered(module, library, name, arguments))
            .as(what)
            .extracting(RandomRun::outcome, RandomRun::results, RandomRun::memories)
            .containsExactly(compiled.outcome(), compiled.results(), compiled.memories());
        compared++;
      }
    }
    return compared;
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1"})
  void behaveTheSameInAnotherJvm(String option) throws IOException, InterruptedException {
    List<String> here = RandomRun.lines(engine, 1, 12);

    assertThat(ChildJvm.lines(RandomRun.class, List.of(option), "1", "12")).isEqualTo(here);
    assertThat(here).hasSizeGreaterThan(50).anyMatch(line -> line.contains("outcome=returned"));
  }

  /** What is in an instance that others have used is what is in a new one. */
  @Test
  void findNothingOfEarlierRuns() {
    long[] seeds = seeds("1-80");
    int used = 0;
    for (long seed = seeds[0]; seed <= seeds[1]; seed++) {
      Bytes wasm = RandomModule.of(seed, seed % 2 == 0);
      CompiledModule reused = engine.compile(wasm);
      CompiledModule rebuilt = fresh.compile(wasm);
      List<Export> functions = reused.exports();
      Image begin = begin(rebuilt);
      Random random = new Random(seed);
      for (int round = 0; round < 10; round++) {
        String name = functions.get(random.nextInt(functions.size())).name();
        String what = "seed %d, round %d, %s".formatted(seed, round, name);
        long[] arguments = RandomRun.arguments(reused, seed + round % 3, name);
        RandomRun run = RandomRun.of(reused, name, arguments);

        assertThat(run).as(what).isEqualTo(RandomRun.of(rebuilt, name, arguments));
        assertThat(begin(reused)).as(what).usingRecursiveComparison().isEqualTo(begin);
        used += run.outcome().equals("returned") ? 1 : 0;
      }
    }
    assertThat(used).as("runs that left an instance to be used again").isGreaterThan(50);
  }

  /** Memories, globals, tables and dropped segments, as a run finds them. */
  private static Image begin(CompiledModule module) {
    RunResult<Image> run = module.run(Limits.DEFAULT, Wat.nothing(module), Instance::capture);
    return run.value();
  }
}
