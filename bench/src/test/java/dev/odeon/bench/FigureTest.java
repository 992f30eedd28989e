package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FigureTest {
  private static final Figure FIGURE =
      Figure.of("log", "appends_per_s", Samples.of(90, 80, 120), Samples.of(100, 120, 110))
          .with("writers", 64);

  @Test
  void isTheMedianOfItsRounds() {
    assertThat(FIGURE.value()).isEqualTo(90);
    assertThat(Samples.of(1, 2, 4, 100).median()).isEqualTo(3);
  }

  @Test
  void comparesItselfWithItsFloor() {
    assertThat(FIGURE.floor()).isEqualTo(110.0);
    assertThat(FIGURE.ratio()).isEqualTo(90.0 / 110);
  }

  @Test
  void saysHowFarItsRoundsLieApart() {
    assertThat(FIGURE.values().spread()).isEqualTo(40.0 / 90);
    assertThat(Samples.of(0, 0).spread()).isZero();
  }

  @Test
  void meetsOnlyTheAimsItReaches() {
    assertThat(new Target.RatioAtLeast(0.8).met(FIGURE)).isTrue();
    assertThat(new Target.RatioAtLeast(0.9).met(FIGURE)).isFalse();
    assertThat(new Target.RatioAtMost(0.8).met(FIGURE)).isFalse();
    assertThat(new Target.AtLeast(90).met(FIGURE)).isTrue();
    assertThat(new Target.AtLeast(91).met(FIGURE)).isFalse();
    assertThat(new Target.AtMost(90).met(FIGURE)).isTrue();
    assertThat(new Target.AtMost(89).met(FIGURE)).isFalse();
  }

  @Test
  void meetsNoRatioWithoutAFloor() {
    Figure alone = Figure.of("log", "open_ms", Samples.of(1));

    assertThat(new Target.RatioAtLeast(0).met(alone)).isFalse();
    assertThat(alone.fields().json())
        .isEqualTo(
            "{\"bench\":\"log\",\"metric\":\"open_ms\",\"value\":1.0,\"floor\":null,"
                + "\"ratio\":null,\"spread\":0.0}");
  }
}
