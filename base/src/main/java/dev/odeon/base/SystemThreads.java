package dev.odeon.base;

import java.util.concurrent.locks.LockSupport;

/** The machine's threads. */
enum SystemThreads implements Threads {
  INSTANCE;

  @Override
  public Thread start(String name, long stackBytes, Runnable body) {
    return Thread.ofPlatform().name(name).daemon().stackSize(stackBytes).start(body);
  }

  @Override
  public Thread startVirtual(String name, Runnable body) {
    return Thread.ofVirtual().name(name).start(body);
  }

  @Override
  public void park() {
    LockSupport.park(this);
  }

  @Override
  public void parkNanos(long nanos) {
    LockSupport.parkNanos(this, nanos);
  }

  @Override
  public void unpark(Thread thread) {
    LockSupport.unpark(thread);
  }

  @Override
  public void spin() {
    Thread.onSpinWait();
  }
}
