package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WarmUpTest {
  private final WarmUp warmUp = new WarmUp();

  private void add(int runs, double seconds) {
    for (int i = 0; i < runs; i++) {
      warmUp.add(seconds);
    }
  }

  @Test
  void goesOnWhileRunsGetFaster() {
    for (double seconds = 2; seconds > 0.1; seconds *= 0.94) {
      warmUp.add(seconds);
      assertThat(warmUp.isOver()).isFalse();
    }

    add(19, 0.1);
    assertThat(warmUp.isOver()).isFalse();
    add(1, 0.1);
    assertThat(warmUp.isOver()).isTrue();
  }

  @Test
  void endsThoughRunsKeepGettingFaster() {
    double seconds = 1e9;
    int runs = 0;
    for (; !warmUp.isOver(); runs++) {
      warmUp.add(seconds);
      seconds *= 0.9;
    }

    assertThat(runs).isEqualTo(250);
  }

  /** Code that was compiled on a wrong guess is interpreted again for a while. */
  @Test
  void tellsWhenMostRunsWereWarm() {
    add(10, 2);
    add(2, 0.2);
    add(30, 2);
    add(25, 0.2);

    assertThat(warmUp.coldRuns()).isEqualTo(42);
    assertThat(warmUp.seconds()).isEqualTo(80.4, within(1e-9));
  }

  @Test
  void isWarmFromTheStartWhereNothingChanges() {
    add(21, 0.5);

    assertThat(warmUp.isOver()).isTrue();
    assertThat(warmUp.coldRuns()).isZero();
    assertThat(warmUp.seconds()).isZero();
  }
}
