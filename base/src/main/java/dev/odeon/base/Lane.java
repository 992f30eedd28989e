package dev.odeon.base;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does one thing after another for the thread that owns it, a few behind. What fails
 * there fails the owner's next call; what comes after it is not done.
 */
public final class Lane implements AutoCloseable {
  /** One thing to do; without work, the end. */
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
  private final Deque<Step> underWay = new ArrayDeque<>();
  private Step last;

  /** Of the thread; none once it runs, for each step leads to all after it. */
  private @Nullable Step first;

  /** Starts the thread; at most {@code depth} things are under way. */
  public Lane(String name, Threads threads, int depth) {
    this.threads = threads;
    this.depth = depth;
    this.last = new Step(null, threads);
    this.first = last;
    threads.start(name, 0, this::run);
  }

  private Step begin() {
    Step begin = Objects.requireNonNull(first, "a lane is run once");
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
   * Has {@code work} done after what was given before; waits while too much is under way. The
   * result comes when it is done, or fails when it failed or anything before it.
   */
  public Pending<Boolean> submit(Runnable work) {
    while (underWay.size() >= depth) {
      var _ = underWay.removeFirst().done.await();
    }
    Step step = new Step(work, threads);
    underWay.add(step);
    append(step);
    return step.done;
  }

  private void append(Step step) {
    Step before = last;
    last = step;
    before.next.complete(step);
  }

  /** Waits until all is done. */
  public void finish() {
    while (!underWay.isEmpty()) {
      var _ = underWay.removeFirst().done.await();
    }
  }

  /** Ends the thread once what it has begun is done; does not tell what failed. */
  @Override
  public void close() {
    Step end = new Step(null, threads);
    append(end);
    var _ = end.done.await();
  }
}
