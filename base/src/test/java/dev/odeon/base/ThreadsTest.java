package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadsTest {
  private final Threads threads = Threads.system();

  @Test
  void wakesEveryThreadThatIsUnparkedTogetherWithOthers() throws InterruptedException {
    for (int count : new int[] {1, 2, 3, 40}) {
      for (int round = 0; round < 20; round++) {
        List<Pending<Integer>> results =
            IntStream.range(0, count).mapToObj(_ -> new Pending<Integer>(threads)).toList();
        AtomicInteger sum = new AtomicInteger();
        List<Thread> sleepers = new ArrayList<>();
        for (Pending<Integer> result : results) {
          sleepers.add(threads.start("sleeper", 0, () -> sum.addAndGet(result.await())));
        }
        threads.unparkTogether(() -> results.forEach(result -> result.complete(1)));
        for (Thread sleeper : sleepers) {
          sleeper.join();
        }
        assertThat(sum).hasValue(count);
      }
    }
  }

  @Test
  void wakesThoseUnparkedBeforeAFailureAndPassesItOn() throws InterruptedException {
    Pending<Integer> result = new Pending<>(threads);
    Thread sleeper = threads.start("sleeper", 0, result::await);
    assertThatThrownBy(() ->
            threads.unparkTogether(() -> {
              result.complete(1);
              throw new IllegalStateException("broken");
            }))
        .hasMessage("broken");
    sleeper.join();
    assertThat(result.isDone()).isTrue();
  }

  @Test
  void waitsBusilyForAMomentOnly() {
    assertThat(threads.spinUntil(() -> false)).isFalse();
    assertThat(threads.spinUntil(() -> true)).isTrue();
    AtomicInteger asked = new AtomicInteger();
    assertThat(threads.spinUntil(() -> asked.incrementAndGet() > 3)).isTrue();
  }

  @Test
  void letsOneThreadWaitBusilyAtATime() {
    AtomicBoolean inner = new AtomicBoolean(true);
    AtomicInteger asked = new AtomicInteger();
    threads.spinUntil(() -> {
      if (asked.incrementAndGet() == 2) {
        inner.set(threads.spinUntil(() -> asked.get() > 2 || asked.incrementAndGet() > 1000));
      }
      return asked.get() >= 2;
    });
    assertThat(inner).isFalse();
  }

  @Test
  void startsLightThreadsByTheThousand() throws InterruptedException {
    Pending<Integer> result = new Pending<>(threads);
    AtomicInteger sum = new AtomicInteger();
    List<Thread> light = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      light.add(threads.startLight("light", () -> sum.addAndGet(result.await())));
    }
    result.complete(2);
    for (Thread each : light) {
      each.join();
    }
    assertThat(sum).hasValue(10_000);
  }
}
