package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PendingTest {
  private final Threads threads = Threads.system();
  private final Pending<String> pending = new Pending<>(threads);

  @Test
  void givesItsValueToWhoComesLater() {
    assertThat(pending.isDone()).isFalse();
    assertThat(pending.complete("yes")).isTrue();

    assertThat(pending.isDone()).isTrue();
    assertThat(pending.await()).isEqualTo("yes");
    assertThat(pending.await(Clock.system(), 0)).contains("yes");
  }

  @Test
  void throwsItsFailureAsItWasGiven() {
    IllegalStateException cause = new IllegalStateException("no");
    pending.fail(cause);

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(pending::await)
        .isSameAs(cause);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> pending.await(Clock.system(), 1))
        .isSameAs(cause);
  }

  @Test
  void keepsTheFirstResult() {
    pending.complete("first");

    assertThat(pending.complete("second")).isFalse();
    assertThat(pending.fail(new IllegalStateException("late"))).isFalse();
    assertThat(pending.await()).isEqualTo("first");
  }

  @Test
  void callsBackOnceBeforeOrAfter() {
    List<String> calls = new ArrayList<>();
    pending.whenDone((value, failure) -> calls.add("early " + value + " " + failure));
    assertThat(calls).isEmpty();
    pending.complete("yes");
    pending.complete("again");
    pending.whenDone((value, failure) -> calls.add("late " + value + " " + failure));

    assertThat(calls).containsExactly("early yes null", "late yes null");
  }

  @Test
  void givesUpAtTheDeadline() {
    assertThat(pending.await(Clock.system(), 1_000_000)).isEmpty();
    assertThat(pending.await(Clock.system(), -1)).isEmpty();
    pending.complete("late");
    assertThat(pending.await(Clock.system(), -1)).contains("late");
  }

  @Test
  void keepsTheInterruptOfWhoWaits() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    boolean[] flag = {false};
    Thread waiter =
        threads.start(
            "waiter",
            0,
            () -> {
              started.countDown();
              pending.await();
              flag[0] = Thread.currentThread().isInterrupted();
            });
    started.await();
    waiter.interrupt();
    pending.complete("yes");
    waiter.join();

    assertThat(flag[0]).isTrue();
  }

  /**
   * Many waiters and completers on real threads: one wins, nobody is left waiting, callbacks run
   * once.
   */
  @Test
  void wakesEveryoneInEveryRace() throws Exception {
    int waiters = 3;
    int completers = 2;
    try (ExecutorService pool = Executors.newFixedThreadPool(waiters + completers + 1)) {
      for (int round = 0; round < 2_000; round++) {
        Pending<Integer> race = new Pending<>(threads);
        CyclicBarrier start = new CyclicBarrier(waiters + completers + 1);
        AtomicInteger wins = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        List<Future<Integer>> seen = new ArrayList<>();
        List<Future<?>> finishers = new ArrayList<>();
        for (int i = 0; i < waiters; i++) {
          boolean timed = i == 0;
          seen.add(
              pool.submit(() -> {
                start.await();
                return timed
                    ? race.await(Clock.system(), TimeUnit.MINUTES.toNanos(1)).orElseThrow()
                    : race.await();
              }));
        }
        for (int i = 0; i < completers; i++) {
          int value = i;
          finishers.add(
              pool.submit(() -> {
                start.await();
                wins.addAndGet(race.complete(value) ? 1 : 0);
                return value;
              }));
        }
        finishers.add(
            pool.submit(() -> {
              start.await();
              race.whenDone((value, failure) -> calls.incrementAndGet());
              return true;
            }));
        int first = seen.getFirst().get(1, TimeUnit.MINUTES);
        for (Future<Integer> other : seen) {
          assertThat(other.get(1, TimeUnit.MINUTES)).isEqualTo(first);
        }
        for (Future<?> finisher : finishers) {
          finisher.get(1, TimeUnit.MINUTES);
        }
        assertThat(wins).hasValue(1);
        assertThat(calls).hasValue(1);
      }
    }
  }
}
