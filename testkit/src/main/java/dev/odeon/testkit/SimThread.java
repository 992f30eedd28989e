package dev.odeon.testkit;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread of a simulation. All but the baton and the interrupt belongs to the thread that holds
 * the baton.
 */
final class SimThread {
  static final long NEVER = Long.MAX_VALUE;

  final String name;
  final int index;
  final Thread thread;
  boolean started;
  boolean ended;
  boolean parked;
  boolean permit;
  long deadline = NEVER;
  boolean awaitsIdle;
  int priority;

  /** What it waits for instead of an unpark, if it does. */
  @Nullable BooleanSupplier condition;

  private volatile boolean baton;
  private volatile boolean interrupted;

  SimThread(String name, int index, java.util.function.Consumer<SimThread> body) {
    this.name = name;
    this.index = index;
    // Virtual threads hand over some ten times faster than the machine's, and are gone when nobody
    // knows them.
    this.thread = Thread.ofVirtual().name(name).unstarted(() -> body.accept(this));
  }

  boolean isRunnable(long nowNanos) {
    if (!parked) {
      return true;
    }
    BooleanSupplier awaited = condition;
    return awaited != null
        ? awaited.getAsBoolean()
        : permit || deadline <= nowNanos || isInterrupted();
  }

  /**
   * The flag is copied before it is cleared, so reading it first and the copy second misses no
   * interrupt.
   */
  private boolean isInterrupted() {
    return thread.isInterrupted() || interrupted;
  }

  /**
   * Lets it run. The caller touches nothing of the simulation afterwards until it gets the baton
   * back.
   */
  void giveBaton() {
    baton = true;
    if (started) {
      LockSupport.unpark(thread);
    } else {
      started = true;
      thread.start();
    }
  }

  /** The first baton is given by starting the thread. */
  void takeFirstBaton() {
    baton = false;
  }

  /**
   * Waits for the baton. An interrupt would make each park return at once, so the flag is put aside
   * meanwhile.
   */
  void awaitBaton() {
    while (!baton) {
      LockSupport.park(this);
      if (thread.isInterrupted()) {
        interrupted = true;
        Thread.interrupted();
      }
    }
    baton = false;
    if (interrupted) {
      interrupted = false;
      thread.interrupt();
    }
  }

  String state(long nowNanos) {
    StringBuilder text = new StringBuilder(name);
    text.append(": ");
    if (!started) {
      text.append("not started");
    } else if (!parked) {
      text.append("runnable");
    } else if (condition != null) {
      text.append("waits for a condition");
    } else if (deadline == NEVER) {
      text.append("parked");
    } else {
      text.append("parked for ").append(deadline - nowNanos).append(" ns");
    }
    int shown = 0;
    for (StackTraceElement frame : thread.getStackTrace()) {
      boolean ours =
          frame.getClassName().startsWith("java.")
              || frame.getClassName().startsWith("jdk.")
              || frame.getClassName().equals(SimThread.class.getName())
              || frame.getClassName().equals(SimThreads.class.getName());
      if (!ours && shown++ < 6) {
        text.append(System.lineSeparator()).append("      at ").append(frame);
      }
    }
    return text.toString();
  }
}
