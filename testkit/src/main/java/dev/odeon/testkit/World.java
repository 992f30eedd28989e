package dev.odeon.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The ports of one boot of a simulated machine, for the code under test.
 *
 * @param disk the disk of this boot
 * @param clock the clock, which continues from boot to boot
 * @param threads the threads of this boot
 * @param entropy the randomness of this boot
 */
public record World(SimDisk disk, SimClock clock, SimThreads threads, SeededEntropy entropy) {
  /** The main thread of a boot. */
  @FunctionalInterface
  public interface Body {
    /**
     * Runs the main thread; when it returns, the process of the boot ends.
     *
     * @throws Exception if the test fails
     */
    void run(World world) throws Exception;
  }

  /** Starts a thread. */
  public Thread start(String name, Runnable body) {
    return threads.start(name, 0, body);
  }

  /** Waits until {@code thread} has ended. */
  public void join(Thread thread) {
    threads.join(thread);
  }

  /**
   * Waits until {@code condition} is true. It is evaluated between steps and must not call a port.
   */
  public void await(BooleanSupplier condition) {
    threads.await(condition);
  }

  /** Waits until no other thread can run unless time passes. */
  public void awaitIdle() {
    threads.awaitIdle();
  }

  /** Sleeps for {@code time} of the simulated clock. */
  public void sleep(Duration time) {
    threads.sleep(time.toNanos());
  }

  /** Cuts the power: unsynced data may be lost. Never returns. */
  public void cutPower() {
    threads.end(End.POWER_CUT);
  }

  /** Kills the process: written data stays readable. Never returns. */
  public void kill() {
    threads.end(End.KILLED);
  }

  /** How a boot ended. */
  public enum End {
    /** Its main thread returned, and the process with it. */
    RETURNED,
    /** The process was killed. */
    KILLED,
    /** The power was cut. */
    POWER_CUT
  }
}
