package dev.odeon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeedsTest {
  private final List<Long> seen = new ArrayList<>();

  @BeforeEach
  void beginSomewhere() {
    System.setProperty(Seeds.ROOT, "7");
  }

  @AfterEach
  void forget() {
    System.clearProperty(Seeds.ROOT);
    System.clearProperty(TimeBudget.SECONDS);
  }

  @Test
  void goesOnWithNewSeedsUntilItsShareOfTheTimeIsOver() {
    System.setProperty(TimeBudget.SECONDS, "1");
    long begun = System.nanoTime();

    Seeds.whileTimeLasts(seed -> {
      seen.add(seed);
      Thread.sleep(10); // so that they can be counted
    });

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isGreaterThanOrEqualTo(TimeBudget.share());
    assertThat(seen).hasSizeGreaterThan(1).doesNotHaveDuplicates();
  }

  @Test
  void runsOneSeedHoweverLittleTimeThereIs() {
    System.setProperty(TimeBudget.SECONDS, "0");

    Seeds.whileTimeLasts(seen::add);
    Seeds.each(1, seen::add);

    assertThat(seen).hasSize(2);
    assertThat(seen.getFirst()).isEqualTo(seen.getLast());
  }

  @Test
  void saysHowAFailureIsRunAgain() {
    System.setProperty(TimeBudget.SECONDS, "60");

    assertThatThrownBy(() -> Seeds.whileTimeLasts(this::fail))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("wrong")
        .hasMessageContaining("-Dtest=SeedsTest#")
        .hasMessageContaining("-DexcludedGroups= -Dodeon.seed=");
    assertThat(seen).hasSize(1);
  }

  private void fail(long seed) {
    seen.add(seed);
    throw new IllegalStateException("wrong");
  }
}
