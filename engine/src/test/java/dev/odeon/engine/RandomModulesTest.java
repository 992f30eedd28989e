package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.base.Outcome.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random modules behave the same compiled and interpreted, to the unit of fuel, and the same as
 * without metering. The seeds to try can be given as the property {@code odeon.seeds}, as in {@code
 * 1000-2000}.
 */
class RandomModulesTest {
  private static final Limits LIMITS =
      Limits.DEFAULT.withTime(Duration.ofSeconds(60)).withFuel(30_000).withStackSlots(3_000);

  @AutoClose private final Engine engine = Wat.engine(EngineConfig.standard());

  /** What one run can be seen to have done. */
  private record Seen(
      String outcome, List<String> results, long fuel, int slots, List<String> memories) {}

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void behaveTheSameInEveryWayTheyCanBeRun(boolean floats) {
    String[] seeds = System.getProperty("odeon.seeds", "1-60").split("-");
    int compared = 0;
    for (long seed = Long.parseLong(seeds[0]); seed <= Long.parseLong(seeds[1]); seed++) {
      Bytes wasm = RandomModule.of(seed, floats);
      CompiledModule module = engine.compile(wasm, Metering.FIRST);
      CompiledModule interpreted = Interpreted.of(engine, wasm);
      int functions = module.exports().size();
      for (int function = 0; function < functions; function++) {
        String name = "f" + function;
        long[] arguments =
            new Random(seed + function)
                .longs(module.function(name).orElseThrow().parameters().size())
                .toArray();
        Seen compiled = seen(module, name, arguments);
        String what = "seed %d, %s, %s".formatted(seed, name, floats ? "floats" : "integers");

        assertThat(seen(module, name, arguments)).as(what).isEqualTo(compiled);
        assertThat(seen(interpreted, name, arguments)).as(what).isEqualTo(compiled);
        if (!floats && !compiled.outcome.contains("exhausted")) {
          Seen unmetered = seen(engine.compile(wasm, Metering.NONE), name, arguments);
          assertThat(unmetered)
              .as(what)
              .extracting(Seen::outcome, Seen::results, Seen::memories)
              .containsExactly(compiled.outcome, compiled.results, compiled.memories);
          compared++;
        }
      }
    }
    assertThat(compared > 20 || floats).isTrue();
  }

  /** Calls a function twice in a run, so that the second sees what the first has left. */
  private static Seen seen(CompiledModule module, String function, long[] arguments) {
    List<String> results = new ArrayList<>();
    List<String> memories = new ArrayList<>();
    RunResult<String> run =
        module.run(
            LIMITS,
            Wat.nothing(module),
            guest -> {
              try {
                for (int i = 0; i < 2; i++) {
                  results.add(bits(module, function, guest.call(function, arguments)));
                }
              } finally {
                memories.add(
                    Arrays.hashCode(guest.memory().read(0, guest.memory().size()).toArray()) + "");
              }
              return "";
            });
    return new Seen(text(run.outcome()), results, run.fuel(), run.stackSlots(), memories);
  }

  /** Of 32-bit results the low half counts. */
  private static String bits(CompiledModule module, String function, long[] results) {
    List<ValueType> types = module.function(function).orElseThrow().results();
    List<String> bits = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      boolean wide = types.get(i) == ValueType.I64 || types.get(i) == ValueType.F64;
      bits.add(wide ? Long.toHexString(results[i]) : Integer.toHexString((int) results[i]));
    }
    return bits.toString();
  }

  /** Interpreted code does not tell the function that trapped. */
  private static String text(Outcome outcome) {
    assertThat(outcome).isNotEqualTo(new Outcome.Exhausted(Limit.TIME));
    return outcome instanceof Outcome.Trapped(String kind, _) ? "trapped: " + kind : outcome.text();
  }
}
