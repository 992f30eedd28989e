package dev.odeon.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A result that is not there yet: completed once, with a value or a failure, and awaited by any
 * number of threads. Any thread may complete it; callbacks run on the thread that does, so they are
 * short and never block. An interrupt of a thread that waits does not end its wait, and is pending
 * again after it.
 */
public final class Pending<T> {
  private final Threads threads;
  // Made when they are needed: a turn makes several of these, and most have one callback.
  private @Nullable List<Thread> waiters;
  private @Nullable List<BiConsumer<@Nullable T, @Nullable RuntimeException>> callbacks;
  private @Nullable T value;
  private @Nullable RuntimeException failure;
  private volatile boolean done;

  /** A result nobody has completed. */
  public Pending(Threads threads) {
    this.threads = threads;
  }

  /** Gives the value. Returns false if there was a result already; then nothing changes. */
  public boolean complete(T result) {
    return finish(result, null);
  }

  /**
   * Gives the failure that {@link #await()} throws. Returns false if there was a result already.
   */
  public boolean fail(RuntimeException cause) {
    return finish(null, cause);
  }

  /** Whether there is a result. */
  public boolean isDone() {
    return done;
  }

  /**
   * Runs {@code callback} once there is a result, at once if there is: (value, null) or (null,
   * failure).
   */
  public void whenDone(BiConsumer<@Nullable T, @Nullable RuntimeException> callback) {
    synchronized (this) {
      if (!done) {
        if (callbacks == null) {
          callbacks = new ArrayList<>(1);
        }
        callbacks.add(callback);
        return;
      }
    }
    callback.accept(value, failure);
  }

  /**
   * Blocks until there is a result.
   *
   * @throws RuntimeException the failure, as it was given
   */
  public T await() {
    if (done) {
      return result();
    }
    enlist();
    boolean interrupted = false;
    while (!done) {
      threads.park();
      interrupted |= Thread.interrupted();
    }
    restore(interrupted);
    return result();
  }

  /**
   * Blocks until there is a result or {@code nanos} have passed by {@code clock}; empty if they
   * have.
   *
   * @throws RuntimeException the failure, as it was given
   */
  public Optional<T> await(Clock clock, long nanos) {
    enlist();
    long deadline = clock.nanos() + nanos;
    boolean interrupted = false;
    while (!done) {
      long left = deadline - clock.nanos();
      if (left <= 0) {
        break;
      }
      threads.parkNanos(left);
      interrupted |= Thread.interrupted();
    }
    restore(interrupted);
    if (!done) {
      // Who waits again and again with a deadline would be on the list again and again.
      delist();
    }
    return done ? Optional.of(result()) : Optional.empty();
  }

  private boolean finish(@Nullable T result, @Nullable RuntimeException cause) {
    synchronized (this) {
      if (done) {
        return false;
      }
      value = result;
      failure = cause;
      done = true;
    }
    // Both lists are frozen now: every later caller sees done and adds nothing.
    if (waiters != null) {
      waiters.forEach(threads::unpark);
    }
    if (callbacks != null) {
      callbacks.forEach(callback -> callback.accept(result, cause));
    }
    return true;
  }

  private void enlist() {
    synchronized (this) {
      if (!done) {
        if (waiters == null) {
          waiters = new ArrayList<>(1);
        }
        waiters.add(Thread.currentThread());
      }
    }
  }

  private void delist() {
    synchronized (this) {
      if (!done && waiters != null) {
        waiters.remove(Thread.currentThread());
      }
    }
  }

  private T result() {
    RuntimeException cause = failure;
    if (cause != null) {
      throw cause;
    }
    T result = value;
    if (result == null) {
      throw new IllegalStateException("read before there was a result");
    }
    return result;
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
