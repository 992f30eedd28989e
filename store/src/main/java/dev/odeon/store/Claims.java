package dev.odeon.store;

import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Lets one thread at a time work on each key. The table is small, and locked for its own changes
 * alone; who must wait does so through the port.
 */
final class Claims<K> {
  private final Threads threads;
  private final Map<K, Pending<Boolean>> held = new HashMap<>();

  Claims(Threads threads) {
    this.threads = threads;
  }

  /** Runs {@code work} while nobody else works on {@code key}. */
  <T> T with(K key, Supplier<T> work) {
    Pending<Boolean> own = new Pending<>(threads);
    claim(key, own);
    try {
      return work.get();
    } finally {
      release(key, own);
    }
  }

  private void claim(K key, Pending<Boolean> own) {
    while (true) {
      Pending<Boolean> other;
      synchronized (held) {
        other = held.putIfAbsent(key, own);
      }
      if (other == null) {
        return;
      }
      var _ = other.await();
    }
  }

  private void release(K key, Pending<Boolean> own) {
    synchronized (held) {
      held.remove(key);
    }
    own.complete(true);
  }
}
