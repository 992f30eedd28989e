package dev.odeon.runtime.actor;

import dev.odeon.base.Clock;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Runs actions at their time, on a thread of its own, which starts with the first. Any thread adds
 * and cancels; guarded by its own monitor, which is never held over a port call.
 */
final class Deadlines implements AutoCloseable {
  private final Clock clock;
  private final Threads threads;
  private final Pending<Boolean> ended;
  private final TreeSet<Entry> entries = new TreeSet<>();
  private boolean started;
  private @Nullable Thread thread;
  private boolean closed;
  private long numbers;

  private enum Status {
    NEW,
    WAITING,
    FIRED,
    CANCELLED
  }

  /** One action and its time. */
  final class Entry implements Comparable<Entry> {
    private final long dueNanos;
    private final Runnable action;
    private final long number;
    // Guarded by the deadlines.
    private Status status = Status.NEW;

    private Entry(long dueNanos, Runnable action, long number) {
      this.dueNanos = dueNanos;
      this.action = action;
      this.number = number;
    }

    /** Counts from now on, unless it was cancelled. The action must be short and never block. */
    void start() {
      Deadlines.this.start(this);
    }

    /** Keeps the action from running; false if it runs or ran. */
    boolean cancel() {
      synchronized (Deadlines.this) {
        if (status == Status.WAITING) {
          entries.remove(this);
        }
        if (status != Status.FIRED) {
          status = Status.CANCELLED;
        }
        return status == Status.CANCELLED;
      }
    }

    @Override
    public int compareTo(Entry other) {
      int order = Long.signum(dueNanos - other.dueNanos);
      return order != 0 ? order : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }
  }

  Deadlines(Clock clock, Threads threads) {
    this.clock = clock;
    this.threads = threads;
    this.ended = new Pending<>(threads);
  }

  /** An action for {@code dueNanos} by the monotonic clock, once it is started. */
  synchronized Entry at(long dueNanos, Runnable action) {
    return new Entry(dueNanos, action, numbers++);
  }

  /** How many actions wait for their time. */
  synchronized int count() {
    return entries.size();
  }

  private void start(Entry entry) {
    Thread sleeper = null;
    boolean first = false;
    synchronized (this) {
      if (entry.status == Status.NEW && !closed) {
        entry.status = Status.WAITING;
        entries.add(entry);
        sleeper = entries.first() == entry ? thread : null;
        first = !started;
        started = true;
      }
    }
    if (first) {
      startThread();
    } else if (sleeper != null) {
      threads.unpark(sleeper);
    }
  }

  private void startThread() {
    try {
      Thread _ = threads.start("odeon-timeouts", 0, this::run);
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        started = false;
      }
      throw e;
    }
  }

  private void run() {
    synchronized (this) {
      thread = Thread.currentThread();
    }
    while (true) {
      long now = clock.nanos();
      Entry due = null;
      Entry next;
      synchronized (this) {
        if (closed) {
          break;
        }
        next = entries.isEmpty() ? null : entries.first();
        if (next != null && next.dueNanos - now <= 0) {
          entries.remove(next);
          next.status = Status.FIRED;
          due = next;
        }
      }
      if (due != null) {
        run(due);
      } else if (next == null) {
        threads.park();
      } else {
        threads.parkNanos(next.dueNanos - now);
      }
    }
    ended.complete(true);
  }

  /** The thread is everybody's: what one action does wrong must not end it. */
  private static void run(Entry due) {
    try {
      due.action.run();
    } catch (RuntimeException | VirtualMachineError | LinkageError e) {
      System.getLogger(Deadlines.class.getPackageName())
          .log(System.Logger.Level.ERROR, "an action failed at its time: " + e);
    }
  }

  /** Forgets what waits, and ends the thread. */
  @Override
  public void close() {
    Thread sleeper;
    synchronized (this) {
      closed = true;
      entries.clear();
      if (!started) {
        return;
      }
      sleeper = thread;
    }
    if (sleeper != null) {
      threads.unpark(sleeper);
    }
    boolean _ = ended.await();
  }
}
