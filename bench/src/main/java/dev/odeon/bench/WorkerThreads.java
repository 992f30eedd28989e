package dev.odeon.bench;

import dev.odeon.base.Threads;
import dev.odeon.runtime.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;

/**
 * Workers that do the same side by side: one is a platform thread with the stack of a guest, many
 * are virtual threads.
 */
final class WorkerThreads {
  private static final long STACK_BYTES = Settings.defaults().guestStackBytes();

  private WorkerThreads() {}

  /**
   * Has {@code count} workers run, and waits for all.
   *
   * @param work what the worker of an index, 0-based, does
   * @return what each gave, in no order
   * @throws RuntimeException what one of them threw
   */
  static <T> List<T> run(int count, IntFunction<T> work) {
    ConcurrentLinkedQueue<T> results = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i;
      Runnable body =
          () -> {
            try {
              results.add(work.apply(index));
            } catch (RuntimeException e) {
              failures.add(e);
            }
          };
      threads.add(
          count == 1
              ? Threads.system().start("bench-worker", STACK_BYTES, body)
              : Thread.startVirtualThread(body));
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
