package dev.odeon.runtime.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageRateTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void takesASecondsWorthAtOnceAndThenAsManyAsTheRateSays() {
    MessageRate rate = new MessageRate(10, 5);
    for (int i = 0; i < 10; i++) {
      assertThat(rate.take(5)).isZero();
    }
    assertThat(rate.take(5)).isEqualTo(SECOND / 10);
    assertThat(rate.used(5)).isEqualTo(10);
    assertThat(rate.take(5 + SECOND / 10 - 1)).isEqualTo(1);
    assertThat(rate.take(5 + SECOND / 10)).isZero();
    assertThat(rate.take(5 + SECOND / 10)).isEqualTo(SECOND / 10);
    assertThat(rate.used(5 + 10 * SECOND)).isZero();
  }

  @Test
  void savesNothingUp() {
    MessageRate rate = new MessageRate(2, 0);
    long late = 1_000 * SECOND;
    assertThat(rate.take(late)).isZero();
    assertThat(rate.take(late)).isZero();
    assertThat(rate.take(late)).isEqualTo(SECOND / 2);
  }

  @Test
  void takesOneASecondAndAMillion() {
    MessageRate slow = new MessageRate(1, 0);
    assertThat(slow.take(0)).isZero();
    assertThat(slow.take(0)).isEqualTo(SECOND);
    MessageRate fast = new MessageRate(1_000_000, 0);
    for (int i = 0; i < 1_000_000; i++) {
      assertThat(fast.take(0)).isZero();
    }
    assertThat(fast.take(0)).isEqualTo(1_000);
  }

  @Test
  void goesOnAtAnotherRate() {
    MessageRate rate = new MessageRate(10, 0);
    while (rate.take(0) == 0) {}
    rate.change(1_000);
    assertThat(rate.take(0)).isEqualTo(SECOND / 1_000);
  }

  @Test
  void staysOnTheMonotonicClockWhereverThatBegins() {
    MessageRate rate = new MessageRate(1, Long.MAX_VALUE - 5);
    assertThat(rate.take(Long.MAX_VALUE - 5)).isZero();
    assertThat(rate.take(Long.MAX_VALUE - 5)).isEqualTo(SECOND);
    assertThat(rate.take(Long.MAX_VALUE - 5 + SECOND)).isZero();
  }
}
