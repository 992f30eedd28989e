package dev.odeon.testkit;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A thread of a simulation. All fields but the baton belong to the thread that holds the baton. */
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

  /** The condition that it waits for; null if it waits for an unpark. */
  @Nullable BooleanSupplier condition;

  private volatile boolean baton;

  SimThread(String name, int index, java.util.function.Consumer<SimThread> body) {
    this.name = name;
    this.index = index;
    // Virtual threads switch about ten times faster than platform threads, and are collected when
    // unreferenced.
    this.thread = Thread.ofVirtual().name(name).unstarted(() -> body.accept(this));
  }

  boolean isRunnable(long nowNanos) {
    if (!parked) {
      return true;
    }
    BooleanSupplier awaited = condition;
    return awaited != null ? awaited.getAsBoolean() : permit || deadline <= nowNanos;
  }

  /** Resumes this thread. The caller does not touch the simulation until it gets the baton back. */
  void giveBaton() {
    baton = true;
    if (started) {
      LockSupport.unpark(thread);
    } else {
      started = true;
      thread.start();
    }
  }

  /** Takes the first baton, which starting the thread gives. */
  void takeFirstBaton() {
    baton = false;
  }

  /** Waits for the baton. */
  void awaitBaton() {
    while (!baton) {
      LockSupport.park(this);
    }
    baton = false;
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
