package dev.odeon.chain;

import dev.odeon.base.Threads;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands items from one thread to another, in order, a few ahead: who gives waits while that many
 * are on their way, who takes waits while there are none. The queue is guarded by this object's
 * monitor, which is never held over a port call.
 */
final class Relay<T> {
  private final Threads threads;
  private final int ahead;
  private final ArrayDeque<T> items = new ArrayDeque<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile @Nullable Thread giver;
  private volatile @Nullable Thread taker;
  private volatile boolean ended;
  private volatile boolean abandoned;

  /** At most {@code ahead} items are on their way. */
  Relay(Threads threads, int ahead) {
    this.threads = threads;
    this.ahead = ahead;
  }

  /**
   * Hands {@code item} over.
   *
   * @throws CancellationException if nobody takes items any more
   */
  void give(T item) {
    giver = Thread.currentThread();
    waitFor(() -> count.get() < ahead || abandoned);
    if (abandoned) {
      throw new CancellationException("nobody takes what is handed over");
    }
    synchronized (this) {
      items.add(item);
    }
    count.incrementAndGet();
    wake(taker);
  }

  /** Nothing more will be given. */
  void end() {
    ended = true;
    wake(taker);
  }

  /** The next item; null after the last one. */
  @Nullable T take() {
    taker = Thread.currentThread();
    waitFor(() -> count.get() > 0 || ended);
    T item;
    synchronized (this) {
      item = items.poll();
    }
    if (item != null) {
      count.decrementAndGet();
      wake(giver);
    }
    return item;
  }

  /** Nothing more will be taken. */
  void abandon() {
    abandoned = true;
    wake(giver);
  }

  private void waitFor(BooleanSupplier condition) {
    if (threads.spinUntil(condition)) {
      return;
    }
    boolean interrupted = false;
    while (!condition.getAsBoolean()) {
      threads.park();
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void wake(@Nullable Thread other) {
    if (other != null) {
      threads.unpark(other);
    }
  }
}
