package dev.odeon.store;

import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A lock for each key. The table is small, and its monitor is held for its own changes only;
 * threads wait through the port.
 */
final class KeyedLock<K> {
  private final Threads threads;
  private final Map<K, Pending<Boolean>> held = new HashMap<>();

  KeyedLock(Threads threads) {
    this.threads = threads;
  }

  /** Runs {@code work} while holding the lock of {@code key}. */
  <T> T with(K key, Supplier<T> work) {
    Pending<Boolean> own = new Pending<>(threads);
    acquire(key, own);
    try {
      return work.get();
    } finally {
      release(key, own);
    }
  }

  private void acquire(K key, Pending<Boolean> own) {
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
