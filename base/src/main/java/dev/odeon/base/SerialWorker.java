package dev.odeon.base;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs tasks one after the other for the thread that owns it, up to a few behind. A
 * task that fails also fails the owner's next call, and the tasks after it are skipped.
 */
public final class SerialWorker implements AutoCloseable {
  /** A task; the last one has no work. */
  private static final class Step {
    private final @Nullable Runnable work;
    private final Pending<Boolean> done;
    private final Pending<Step> next;

    Step(@Nullable Runnable work, Threads threads) {
      this.work = work;
      this.done = new Pending<>(threads);
      this.next = new Pending<>(threads);
    }
  }

  private final Threads threads;
  private final int depth;
  private final Deque<Step> unfinished = new ArrayDeque<>();
  private Step last;

  /** Owned by the thread; null once it runs, since each step leads to all steps after it. */
  private @Nullable Step first;

  /** Starts the thread, which has at most {@code depth} tasks at a time. */
  public SerialWorker(String name, Threads threads, int depth) {
    this.threads = threads;
    this.depth = depth;
    this.last = new Step(null, threads);
    this.first = last;
    threads.start(name, 0, this::run);
  }

  private Step begin() {
    Step begin = Objects.requireNonNull(first, "a worker runs once");
    first = null;
    return begin;
  }

  private void run() {
    RuntimeException failure = null;
    Step step = begin().next.await();
    while (step.work != null) {
      if (failure == null) {
        try {
          step.work.run();
        } catch (RuntimeException e) {
          failure = e;
        } catch (Error e) {
          // The owner must not wait for ever.
          failure = new IllegalStateException("a helper thread failed", e);
        }
      }
      if (failure == null) {
        step.done.complete(true);
      } else {
        step.done.fail(failure);
      }
      step = step.next.await();
    }
    step.done.complete(true);
  }

  /**
   * Runs {@code work} after all earlier tasks; blocks while {@code depth} tasks are unfinished. The
   * result completes when the task has run, and fails if it or an earlier task failed.
   */
  public Pending<Boolean> submit(Runnable work) {
    while (unfinished.size() >= depth) {
      var _ = unfinished.removeFirst().done.await();
    }
    Step step = new Step(work, threads);
    unfinished.add(step);
    append(step);
    return step.done;
  }

  private void append(Step step) {
    Step before = last;
    last = step;
    before.next.complete(step);
  }

  /** Waits until all tasks have run. */
  public void finish() {
    while (!unfinished.isEmpty()) {
      var _ = unfinished.removeFirst().done.await();
    }
  }

  /** Ends the thread after the tasks it has; does not report failures. */
  @Override
  public void close() {
    Step end = new Step(null, threads);
    append(end);
    var _ = end.done.await();
  }
}
