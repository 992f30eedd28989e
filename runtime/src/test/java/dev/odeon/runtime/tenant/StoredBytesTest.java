package dev.odeon.runtime.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoredBytesTest {
  private long there = 100;
  private int counted;

  private final StoredBytes stored =
      new StoredBytes(tenant -> {
        counted++;
        return tenant.equals("blue") ? there : 0;
      });

  @Test
  void countsOnceAndAddsUp() {
    assertThat(stored.atMost("blue")).isEqualTo(100);
    assertThat(stored.exactly("blue")).isEqualTo(100);
    stored.added("blue", 30);
    assertThat(stored.atMost("blue")).isEqualTo(130);
    assertThat(counted).isEqualTo(1);
    assertThat(stored.atMost("green")).isZero();
  }

  @Test
  void countsAgainWhatWasPutTwiceOrCollected() {
    assertThat(stored.atMost("blue")).isEqualTo(100);
    stored.added("blue", 30);
    assertThat(stored.exactly("blue")).isEqualTo(100);
    there = 20;
    assertThat(stored.exactly("blue")).as("nothing says so").isEqualTo(100);
    stored.removed();
    assertThat(stored.exactly("blue")).isEqualTo(20);
  }

  @Test
  void countsWhatIsPutBeforeItIsAskedForOnlyAsItIsThere() {
    stored.added("blue", 30);
    assertThat(stored.atMost("blue")).isEqualTo(100);
  }
}
