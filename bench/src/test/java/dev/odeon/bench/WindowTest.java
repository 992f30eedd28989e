package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.cli.Failure;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WindowTest {
  private static final int MOST = 16;

  private final Window window = new Window(MOST);

  @Test
  void neverHoldsMoreThanItsSizeAndIsEmptyAtTheEnd() throws Exception {
    BlockingQueue<Integer> inFlight = new ArrayBlockingQueue<>(MOST);
    AtomicInteger left = new AtomicInteger();
    Thread leaving =
        Thread.ofPlatform()
            .start(() -> {
              while (left.get() < 10_000) {
                if (inFlight.poll() != null) {
                  left.incrementAndGet();
                  window.leave();
                }
              }
            });

    for (int i = 0; i < 10_000; i++) {
      window.enter();
      inFlight.add(i); // throws if there are more than fit
    }
    window.awaitEmpty();

    assertThat(left).hasValue(10_000);
    leaving.join();
  }

  @Test
  void saysWhatDidNotEndAsItShould() {
    window.enter();
    window.enter();
    window.leave("a turn was not taken: expired");
    window.leave();

    assertThatThrownBy(window::awaitEmpty)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("a turn was not taken: expired");
  }
}
