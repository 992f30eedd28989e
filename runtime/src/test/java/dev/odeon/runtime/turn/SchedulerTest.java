package dev.odeon.runtime.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guests have their places, and who waits for something else leaves his to another. */
@Timeout(60)
class SchedulerTest {
  private static final int STACK_BYTES = 1 << 20;

  @Test
  void runsOthersWhileTheOnlyThreadWaits() throws InterruptedException {
    Scheduler scheduler = Scheduler.start(Clock.system(), Threads.system(), 1, STACK_BYTES);
    try {
      CountDownLatch gate = new CountDownLatch(1);
      CountDownLatch ended = new CountDownLatch(3);
      for (int i = 0; i < 2; i++) {
        ready(
            scheduler,
            () -> {
              assertThat(scheduler.waiting(() -> passed(gate))).isTrue();
              ended.countDown();
            });
      }
      ready(
          scheduler,
          () -> {
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
    Scheduler scheduler = Scheduler.start(Clock.system(), Threads.system(), 1, STACK_BYTES);
    try {
      CountDownLatch waited = new CountDownLatch(20);
      for (int i = 0; i < 20; i++) {
        ready(
            scheduler,
            () -> {
              scheduler.waiting(() -> true);
              waited.countDown();
            });
      }
      assertThat(waited.await(30, TimeUnit.SECONDS)).isTrue();

      awaitOneThread(scheduler);
    } finally {
      end(scheduler);
    }
  }

  /** Beside it no other runs where one guest may run at a time. */
  @Test
  void runsOnTheCallingThreadInThePlaceOfOneThatIsIdle() throws InterruptedException {
    Scheduler scheduler = Scheduler.start(Clock.system(), Threads.system(), 1, STACK_BYTES);
    try {
      List<String> events = new CopyOnWriteArrayList<>();
      CountDownLatch ended = new CountDownLatch(2);
      Threads.system()
          .start(
              "caller",
              STACK_BYTES,
              () -> {
                Thread caller = Thread.currentThread();
                while (!scheduler.runHere(
                    work(() -> {}),
                    () -> {
                      ready(
                          scheduler,
                          () -> {
                            events.add("other");
                            ended.countDown();
                          });
                      assertThat(nested(scheduler, events)).isFalse();
                      events.add(Thread.currentThread() == caller ? "here" : "elsewhere");
                    })) {
                  Thread.onSpinWait(); // until the guest thread has nothing to do
                }
                ended.countDown();
              });

      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(events).containsExactly("here", "other");
    } finally {
      end(scheduler);
    }
  }

  @Test
  void runsNothingOnAThreadWhoseStackMayBeTooSmall() {
    Scheduler scheduler = Scheduler.start(Clock.system(), Threads.system(), 1, STACK_BYTES);
    try {
      assertThat(scheduler.runHere(work(() -> {}), () -> {})).isFalse();
    } finally {
      end(scheduler);
    }
  }

  private static GuestWork work(Runnable slice) {
    return GuestWork.of("default", slice);
  }

  private static boolean nested(Scheduler scheduler, List<String> events) {
    return scheduler.runHere(work(() -> {}), () -> events.add("nested"));
  }

  private static void ready(Scheduler scheduler, Runnable slice) {
    assertThat(scheduler.ready(work(slice))).isTrue();
  }

  /** A tenant with many pieces of work does not keep another's waiting. */
  @Test
  void letsNoFloodOfOneTenantKeepAnotherWaiting() throws InterruptedException {
    Scheduler scheduler = Scheduler.start(Clock.system(), Threads.system(), 1, STACK_BYTES);
    try {
      CountDownLatch gate = new CountDownLatch(1);
      CountDownLatch ended = new CountDownLatch(101);
      List<String> events = new CopyOnWriteArrayList<>();
      scheduler.ready(GuestWork.of("flood", () -> passed(gate)));
      for (int i = 0; i < 100; i++) {
        scheduler.ready(
            GuestWork.of(
                "flood",
                () -> {
                  events.add("flood");
                  ended.countDown();
                }));
      }
      scheduler.ready(
          GuestWork.of(
              "quiet",
              () -> {
                events.add("quiet");
                ended.countDown();
              }));
      gate.countDown();

      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(events.getFirst()).isEqualTo("quiet");
    } finally {
      end(scheduler);
    }
  }

  /** Both have one turn each at a time, though one of them never ends a slice. */
  @Test
  void runsOthersInTheMiddleOfASliceThatGivesWay() throws InterruptedException {
    Scheduler scheduler = Scheduler.start(Clock.system(), Threads.system(), 1, STACK_BYTES);
    try {
      List<String> events = new CopyOnWriteArrayList<>();
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch ended = new CountDownLatch(4);
      scheduler.ready(
          GuestWork.of(
              "loops",
              () -> {
                begun.countDown();
                while (events.size() < 3) {
                  if (scheduler.mustGiveWay()) {
                    scheduler.giveWay(() -> false);
                  }
                }
                events.add("loops");
                ended.countDown();
              }));
      assertThat(passed(begun)).isTrue();
      for (int i = 0; i < 3; i++) {
        int turn = i;
        scheduler.ready(
            GuestWork.of(
                "quick",
                () -> {
                  events.add("quick " + turn);
                  ended.countDown();
                }));
      }

      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(events).containsExactly("quick 0", "quick 1", "quick 2", "loops");
      awaitOneThread(scheduler);
    } finally {
      end(scheduler);
    }
  }

  /** Also if it is to stop, and the thread that has its place is busy for long. */
  @Test
  void letsASliceGoOnThatIsToStopWhoeverHasItsPlace() throws InterruptedException {
    Scheduler scheduler = Scheduler.start(Clock.system(), Threads.system(), 1, STACK_BYTES);
    try {
      CountDownLatch gate = new CountDownLatch(1);
      CountDownLatch busy = new CountDownLatch(1);
      CountDownLatch stopped = new CountDownLatch(1);
      AtomicBoolean stop = new AtomicBoolean();
      AtomicReference<Thread> guest = new AtomicReference<>();
      scheduler.ready(
          GuestWork.of(
              "loops",
              () -> {
                guest.set(Thread.currentThread());
                while (!stop.get()) {
                  if (scheduler.mustGiveWay()) {
                    scheduler.giveWay(stop::get);
                  }
                }
                stopped.countDown();
              }));
      scheduler.ready(
          GuestWork.of(
              "quick",
              () -> {
                busy.countDown();
                assertThat(passed(gate)).isTrue();
              }));
      assertThat(passed(busy)).isTrue();
      stop.set(true);
      Threads.system().unpark(guest.get());

      assertThat(passed(stopped)).isTrue();
      gate.countDown();
      awaitOneThread(scheduler);
    } finally {
      end(scheduler);
    }
  }

  /** Each piece of work lets one thread too many end. */
  private static void awaitOneThread(Scheduler scheduler) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      ready(scheduler, ended::countDown);
    }
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (scheduler.threads() > 1 && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    assertThat(scheduler.threads()).isEqualTo(1);
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
