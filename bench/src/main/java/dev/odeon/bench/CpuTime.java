package dev.odeon.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The processor time of this process, and what of it the calling thread used.
 *
 * @param processNanos of all threads: those of the JVM, which collect and compile, too
 * @param threadNanos of the calling thread
 */
record CpuTime(long processNanos, long threadNanos) {
  static final CpuTime ZERO = new CpuTime(0, 0);

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** What was used up to now. The calling thread is a platform thread. */
  static CpuTime now() {
    return new CpuTime(PROCESS.getProcessCpuTime(), THREADS.getCurrentThreadCpuTime());
  }

  /** What was used since {@code before}, which was taken on the same thread. */
  CpuTime since(CpuTime before) {
    return new CpuTime(processNanos - before.processNanos, threadNanos - before.threadNanos);
  }

  /** Both together. */
  CpuTime plus(CpuTime more) {
    return new CpuTime(processNanos + more.processNanos, threadNanos + more.threadNanos);
  }

  /** What all threads but the calling one used. */
  long othersNanos() {
    return processNanos - threadNanos;
  }
}
