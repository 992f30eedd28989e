package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void tellsTheQuantilesOfAllThatWereAdded() {
    Latencies more = new Latencies();
    for (int i = 100; i > 50; i--) {
      latencies.add(i * 1000L);
      more.add((i - 50) * 1000L);
    }
    latencies.add(more);

    assertThat(latencies.count()).isEqualTo(100);
    assertThat(latencies.micros(1)).isEqualTo(1);
    assertThat(latencies.micros(50)).isEqualTo(50);
    assertThat(latencies.micros(99)).isEqualTo(99);
    assertThat(latencies.micros(100)).isEqualTo(100);
  }

  @Test
  void forgetsThem() {
    latencies.add(1);
    latencies.clear();
    latencies.add(3000);

    assertThat(latencies.micros(1)).isEqualTo(3);
  }

  @Test
  void hasNoQuantileOfNothing() {
    assertThatThrownBy(() -> latencies.micros(50)).isInstanceOf(IllegalStateException.class);
  }
}
