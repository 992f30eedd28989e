package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private final Clock clock = Clock.system();
  private final Deadlines deadlines = new Deadlines(clock, Threads.system());
  private final Pending<String> first = new Pending<>(Threads.system());

  @AfterEach
  void close() {
    deadlines.close();
  }

  @Test
  void runsWhatIsDueSoonerBeforeWhatWasAddedSooner() {
    Pending<Boolean> late = new Pending<>(Threads.system());
    in(
            Duration.ofMillis(60),
            () -> {
              first.complete("later");
              late.complete(true);
            })
        .start();
    in(Duration.ofMillis(1), () -> first.complete("sooner")).start();

    assertThat(late.await()).isTrue();
    assertThat(first.await()).isEqualTo("sooner");
    assertThat(deadlines.count()).isZero();
  }

  @Test
  void runsNothingThatWasCancelledBeforeOrAfterItWasStarted() {
    Deadlines.Entry before = in(Duration.ZERO, () -> first.complete("cancelled"));
    Deadlines.Entry after = in(Duration.ofDays(1), () -> first.complete("cancelled"));
    assertThat(before.cancel()).isTrue();
    before.start();
    after.start();
    assertThat(after.cancel()).isTrue();
    assertThat(deadlines.count()).isZero();

    Deadlines.Entry ran = in(Duration.ZERO, () -> first.complete("ran"));
    ran.start();
    assertThat(first.await()).isEqualTo("ran");
    assertThat(ran.cancel()).isFalse();
  }

  @Test
  void goesOnAfterAnActionThatFails() {
    in(
            Duration.ZERO,
            () -> {
              throw new IllegalStateException("broken");
            })
        .start();
    in(Duration.ofMillis(1), () -> first.complete("next")).start();

    assertThat(first.await()).isEqualTo("next");
  }

  private Deadlines.Entry in(Duration time, Runnable action) {
    return deadlines.at(clock.nanos() + time.toNanos(), action);
  }
}
