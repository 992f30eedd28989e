package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadsTest {
  private final Threads threads = Threads.system();

  @Test
  void startsVirtualThreadsByTheThousand() throws InterruptedException {
    Pending<Integer> result = new Pending<>(threads);
    AtomicInteger sum = new AtomicInteger();
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      started.add(threads.startVirtual("virtual", () -> sum.addAndGet(result.await())));
    }
    result.complete(2);
    for (Thread each : started) {
      each.join();
    }
    assertThat(sum).hasValue(10_000);
  }
}
