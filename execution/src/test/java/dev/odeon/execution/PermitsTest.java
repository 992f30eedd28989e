package dev.odeon.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import dev.odeon.engine.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PermitsTest {
  private static final Cancellation ASKED = new Cancellation();
  private static final long FAR = Clock.system().nanos() + Duration.ofHours(1).toNanos();

  @Test
  void letsMoreRunOnlyOnceSomebodyWaitedForAMoment() {
    Permits permits = permits(2, 3, 10, Duration.ofSeconds(30));

    assertThat(permits.enter(FAR, ASKED)).isEqualTo(Permits.Entry.AT_ONCE);
    assertThat(permits.enter(FAR, ASKED)).isEqualTo(Permits.Entry.AT_ONCE);
    long before = Clock.system().nanos();
    assertThat(permits.enter(FAR, ASKED)).isEqualTo(Permits.Entry.WAITED);

    assertThat(Clock.system().nanos() - before).isGreaterThanOrEqualTo(2_000_000);
    assertThat(permits.running()).isEqualTo(3);
  }

  @Test
  void refusesWhoWaitedTooLong() {
    Permits permits = permits(1, 1, 10, Duration.ofMillis(20));
    permits.enter(FAR, ASKED);

    assertThatThrownBy(() -> permits.enter(FAR, ASKED))
        .isInstanceOfSatisfying(
            ExecutionException.class,
            e -> assertThat(e.kind()).isEqualTo(ExecutionException.Kind.OVERLOADED));
    assertThat(permits.waiting()).isZero();
    permits.leave();
    assertThat(permits.enter(FAR, ASKED)).isEqualTo(Permits.Entry.AT_ONCE);
  }

  @Test
  void refusesWhoComesWhenTooManyWait() {
    Permits permits = permits(1, 1, 0, Duration.ofSeconds(30));
    permits.enter(FAR, ASKED);

    assertThatThrownBy(() -> permits.enter(FAR, ASKED))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("0 calls wait already");
  }

  @Test
  void doesNotWaitPastTheCallersDeadline() {
    Permits permits = permits(1, 1, 10, Duration.ofSeconds(30));
    permits.enter(FAR, ASKED);

    assertThat(permits.enter(Clock.system().nanos() + 10_000_000, ASKED))
        .isEqualTo(Permits.Entry.LATE);
    assertThat(permits.running()).isEqualTo(1);
    assertThat(permits.waiting()).isZero();
  }

  @Test
  void doesNotWaitForWhatIsTakenBack() {
    Permits permits = permits(1, 1, 10, Duration.ofSeconds(30));
    permits.enter(FAR, ASKED);
    Cancellation cancellation = new Cancellation();
    Thread.ofPlatform()
        .start(() -> {
          while (permits.waiting() == 0) {
            Thread.onSpinWait();
          }
          cancellation.cancel();
        });
    assertThat(permits.enter(FAR, cancellation)).isEqualTo(Permits.Entry.LATE);
  }

  @Test
  void neverLetsMoreInThanMayAndLosesNoWaiter() throws InterruptedException {
    Permits permits = permits(2, 2, 100, Duration.ofSeconds(30));
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int each = 0; each < 2_000; each++) {
                  permits.enter(FAR, ASKED);
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  Thread.yield();
                  inside.decrementAndGet();
                  permits.leave();
                }
                done.incrementAndGet();
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(done).hasValue(8);
    assertThat(most.get()).isLessThanOrEqualTo(2);
    assertThat(permits.running()).isZero();
    assertThat(permits.waiting()).isZero();
  }

  private static Permits permits(int few, int most, int waiting, Duration time) {
    return new Permits(
        Clock.system(),
        Threads.system(),
        ExecutionConfig.defaults().withRuns(few, most, waiting, time));
  }
}
