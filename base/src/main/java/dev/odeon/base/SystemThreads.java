package dev.odeon.base;

import java.util.concurrent.locks.LockSupport;

/** The machine's threads. */
enum SystemThreads implements Threads {
  INSTANCE;

  @Override
  public Thread start(String name, long stackBytes, Runnable body) {
    Thread thread = new SizedThread(name, stackBytes, body);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public long stackBytes() {
    return Thread.currentThread() instanceof SizedThread sized ? sized.stackBytes : 0;
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

  /** A thread that knows the size of its stack, which the JDK does not tell. */
  private static final class SizedThread extends Thread {
    private final long stackBytes;

    SizedThread(String name, long stackBytes, Runnable body) {
      super(null, body, name, stackBytes);
      this.stackBytes = stackBytes;
    }
  }
}
