package dev.odeon.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What one boot of a simulated machine offers: the ports for the code under test.
 *
 * @param disk the disk of this boot
 * @param clock the clock, which goes on from boot to boot
 * @param threads the threads of this boot
 * @param entropy the randomness of this boot
 */
public record World(SimDisk disk, SimClock clock, SimThreads threads, SeededEntropy entropy) {
  /** Runs on the main thread of a boot. */
  @FunctionalInterface
  public interface Body {
    /** Runs it; when it returns, the process of the boot ends. */
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

  /** Waits until {@code condition} holds; it is asked between steps and touches no port. */
  public void await(BooleanSupplier condition) {
    threads.await(condition);
  }

  /** Waits until no other thread can go on without time passing. */
  public void awaitIdle() {
    threads.awaitIdle();
  }

  /** Lets {@code time} pass. */
  public void sleep(Duration time) {
    threads.sleep(time.toNanos());
  }

  /** Cuts the power: what was not synced may be lost. Never returns. */
  public void cutPower() {
    threads.end(End.POWER_CUT);
  }

  /** Kills the process: what was written stays readable. Never returns. */
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
