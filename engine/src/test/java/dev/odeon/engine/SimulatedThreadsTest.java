package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.guests.SampleGuests;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine under threads that take turns in a seeded order and a clock that moves when all of
 * them wait.
 */
class SimulatedThreadsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void runsGuestsAndStopsThemAtTheirDeadline(long seed) {
    Simulation.once(
        seed,
        world -> {
          try (Engine engine =
              Engine.open(EngineConfig.standard(), world.clock(), world.threads())) {
            CompiledModule module = engine.compile(Bytes.wrap(SampleGuests.module("counter")));
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
              threads.add(world.start("guest-" + i, () -> runAndWait(module, world)));
            }
            threads.forEach(world::join);
          }
        });
  }

  private static void runAndWait(CompiledModule module, World world) {
    HostImports imports = module.link(_ -> Optional.of((_, _) -> HostFunction.NOTHING));
    Limits limits = Limits.DEFAULT.withTime(Duration.ofSeconds(1));
    for (int i = 0; i < 5; i++) {
      assertThat(
              module
                  .run(limits, imports, guest -> guest.call("cabi_realloc", 0, 0, 1, 10))
                  .returned())
          .isTrue();
    }
    RunResult<Boolean> late =
        module.run(
            limits,
            imports,
            guest -> {
              world.sleep(Duration.ofSeconds(2));
              return guest.stopping();
            });
    assertThat(late.value()).isTrue();
  }
}
