package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guests have their places, and who waits for something else leaves his to another. */
@Timeout(60)
class SchedulerTest {
  private static final int STACK_BYTES = 1 << 20;

  @Test
  void runsOthersWhileTheOnlyThreadWaits() throws InterruptedException {
    Scheduler scheduler = Scheduler.start(Threads.system(), 1, STACK_BYTES);
    try {
      CountDownLatch gate = new CountDownLatch(1);
      CountDownLatch ended = new CountDownLatch(3);
      for (int i = 0; i < 2; i++) {
        scheduler.ready(() -> {
          assertThat(scheduler.waiting(() -> passed(gate))).isTrue();
          ended.countDown();
        });
      }
      scheduler.ready(() -> {
        gate.countDown();
        ended.countDown();
      });

      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      end(scheduler);
    }
  }

  @Test
  void hasNoMoreThreadsThanBeforeOnceTheyAreBack() throws InterruptedException {
    Scheduler scheduler = Scheduler.start(Threads.system(), 1, STACK_BYTES);
    try {
      CountDownLatch waited = new CountDownLatch(20);
      for (int i = 0; i < 20; i++) {
        scheduler.ready(() -> {
          scheduler.waiting(() -> true);
          waited.countDown();
        });
      }
      assertThat(waited.await(30, TimeUnit.SECONDS)).isTrue();

      // Each piece of work lets one thread too many end.
      CountDownLatch ended = new CountDownLatch(100);
      for (int i = 0; i < 100; i++) {
        scheduler.ready(ended::countDown);
      }
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (scheduler.threads() > 1 && System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      assertThat(scheduler.threads()).isEqualTo(1);
    } finally {
      end(scheduler);
    }
  }

  private static boolean passed(CountDownLatch gate) {
    try {
      return gate.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static void end(Scheduler scheduler) {
    Clock clock = Clock.system();
    assertThat(scheduler.close(clock, clock.nanos() + TimeUnit.SECONDS.toNanos(30))).isTrue();
  }
}
