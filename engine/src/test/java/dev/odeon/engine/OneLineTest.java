package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
  @Test
  void cutsBetweenCharactersAndNeverWithinOne() {
    String pair = "\uD83D\uDE00";

    assertThat(OneLine.of("a".repeat(199) + pair)).isEqualTo("a".repeat(199) + "…");
    assertThat(OneLine.of("a".repeat(198) + pair + "b")).isEqualTo("a".repeat(198) + pair + "…");
    assertThat(OneLine.of("a".repeat(200))).isEqualTo("a".repeat(200));
    assertThat(OneLine.of("a\nb")).isEqualTo("a?b");
  }
}
