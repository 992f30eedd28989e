package dev.odeon.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;

/** Workers that do the same side by side: one is the calling thread, many are virtual threads. */
final class WorkerThreads {
  private WorkerThreads() {}

  /**
   * Has {@code count} workers run, and waits for all.
   *
   * @param work what the worker of an index, 0-based, does
   * @return what each gave, in no order
   * @throws RuntimeException what one of them threw
   */
  static <T> List<T> run(int count, IntFunction<T> work) {
    if (count == 1) {
      return List.of(work.apply(0));
    }
    ConcurrentLinkedQueue<T> results = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i;
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              results.add(work.apply(index));
            } catch (RuntimeException e) {
              failures.add(e);
            }
          }));
    }
    threads.forEach(WorkerThreads::join);
    RuntimeException failure = failures.peek();
    if (failure != null) {
      throw failure;
    }
    return List.copyOf(results);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted in the middle of a measurement", e);
    }
  }
}
