package dev.odeon.cli.theater;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Threads that do one thing to many items: most of the time they wait for the disk. */
final class Workers {
  private static final int COUNT = 16;

  private Workers() {}

  /**
   * Has each of {@code items} worked on, in no order.
   *
   * @throws RuntimeException what the first work that failed threw; no other is begun after it
   * @throws Error likewise
   */
  static <T> void each(List<T> items, Consumer<T> work) {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable worker =
        () -> {
          for (int i = next.getAndIncrement();
              i < items.size() && failure.get() == null;
              i = next.getAndIncrement()) {
            try {
              work.accept(items.get(i));
            } catch (RuntimeException | Error e) {
              failure.compareAndSet(null, e);
            }
          }
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < Math.min(COUNT, items.size()); i++) {
        var _ = threads.submit(worker);
      }
    }
    switch (failure.get()) {
      case null -> {
        // All is done.
      }
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException("a consumer throws nothing else", e);
    }
  }
}
