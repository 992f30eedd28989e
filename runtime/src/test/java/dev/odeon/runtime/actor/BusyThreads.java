package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.engine.Limits;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.ForwardedRequest;
import dev.odeon.runtime.Message;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Keeps all guest threads of a node busy until it is closed, so that messages pile up. */
final class BusyThreads implements AutoCloseable {
  private static final Duration REST = Duration.ofMillis(1);

  private final CountDownLatch release = new CountDownLatch(1);

  /** A message whose turn begins when it is released, and ends soon then. */
  private record Held(Message request, CountDownLatch began, CountDownLatch release)
      implements ForwardedRequest {
    @Override
    public Limits limits(Limits most) {
      began.countDown();
      await(release);
      return most.withTime(REST);
    }
  }

  private BusyThreads() {}

  /** All threads of {@code node}, once their actors run. */
  static BusyThreads of(TestNode node) {
    BusyThreads busy = new BusyThreads();
    int threads = node.actors().settings().guestThreads();
    CountDownLatch began = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      String id = "loops-" + TestNode.freshId();
      node.start(id, "hostile/loops-in-send");
      Message held = Message.send(Key.actor(id), "x", Bytes.empty());
      assertThat(node.actors().deliver(new Held(held, began, busy.release)))
          .isInstanceOf(Delivery.Accepted.class);
    }
    await(began);
    return busy;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    release.countDown();
  }
}
