package dev.odeon.store;

import dev.odeon.base.Threads;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread that loads what is likely to be read soon. What it cannot keep up with is forgotten, and
 * what fails as well: the caller that needs it gets the failure.
 */
final class Prefetcher implements AutoCloseable {
  /** How many chunks of a large content are worth it. */
  static final int CHUNKS = 4;

  private static final int WISHES_MAX = 64;

  /** What is wished for: a small content, or chunks of a large one from {@code chunk} on. */
  record Wish(ContentRef ref, long chunk) {}

  private final Threads threads;
  private final Consumer<Wish> loader;
  private final Deque<Wish> wishes = new ArrayDeque<>();
  private @Nullable Thread thread;
  private boolean closed;

  Prefetcher(Threads threads, Consumer<Wish> loader) {
    this.threads = threads;
    this.loader = loader;
  }

  void ask(Wish wish) {
    boolean start;
    Thread waiting;
    synchronized (this) {
      if (closed || wishes.size() >= WISHES_MAX || wishes.contains(wish)) {
        return;
      }
      wishes.add(wish);
      start = thread == null;
      if (start) {
        // Until it has come, others may ask.
        thread = Thread.currentThread();
      }
      waiting = thread;
    }
    if (start) {
      Thread started = null;
      try {
        started = threads.start("odeon-store-prefetch", 0, this::run);
      } catch (OutOfMemoryError e) {
        // No thread is to be had: nothing is read ahead for now.
      } finally {
        synchronized (this) {
          thread = started;
        }
      }
    } else if (waiting != null) {
      threads.unpark(waiting);
    }
  }

  private void run() {
    while (true) {
      Wish next;
      synchronized (this) {
        if (closed) {
          return;
        }
        next = wishes.poll();
      }
      if (next == null) {
        threads.park();
        continue;
      }
      try {
        loader.accept(next);
      } catch (RuntimeException e) {
        synchronized (this) {
          wishes.remove(next);
        }
      }
    }
  }

  @Override
  public void close() {
    Thread waiting;
    synchronized (this) {
      closed = true;
      waiting = thread;
    }
    if (waiting != null) {
      threads.unpark(waiting);
    }
  }
}
