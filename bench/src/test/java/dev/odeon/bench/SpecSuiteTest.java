package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The specification's own suite, and random modules with what V8 makes of them. */
class SpecSuiteTest {
  @TempDir private Path folder;

  @AutoClose
  private final Engine engine =
      Engine.open(EngineConfig.standard(), Clock.system(), Threads.system());

  @Test
  void passesTheSuiteOfTheSpecification() throws Exception {
    List<Path> scripts = Shared.scripts("spec-suite.tar.xz", folder);

    SpecTally tally = tally(scripts);

    assertThat(scripts).hasSize(96);
    assertThat(tally.skipped()).isEqualTo(Map.of("SIMD", 66, "memory64", 1510, "text format", 291));
    assertThat(tally.failures()).isEmpty();
    assertThat(tally.passed()).isEqualTo(25_135);
  }

  @Test
  void doesWhatV8DoesWithRandomModules() throws Exception {
    List<Path> scripts = Shared.scripts("random-modules.tar.xz", folder);

    SpecTally tally = tally(scripts);

    assertThat(scripts).hasSize(40);
    assertThat(tally.failures()).isEmpty();
    assertThat(tally.skipped()).isEmpty();
    assertThat(tally.passed()).isEqualTo(1_093);
  }

  private SpecTally tally(List<Path> scripts) {
    SpecTally tally = new SpecTally();
    scripts.forEach(script -> tally.add(SpecScript.run(engine, script)));
    return tally;
  }
}
