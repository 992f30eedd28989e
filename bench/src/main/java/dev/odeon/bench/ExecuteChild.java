package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.cli.Console;
import dev.odeon.engine.Cancellation;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.execution.RunLimits;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** What the execution service needs memory for, in a process of its own. */
final class ExecuteChild {
  private static final String TENANT = "default";
  private static final int WARM = 50;

  private ExecuteChild() {}

  /**
   * Says the bytes in use with a few plug-ins loaded and run, and when told, those with {@code
   * count} more.
   */
  static void binaries(Console console, long count) {
    try (Actors actors = Actors.open(console.home(), Ports.system(), Settings.defaults());
        Execution execution = Execution.open(actors, ExecutionConfig.defaults())) {
      load(execution, "warm ", WARM);
      say(console, usedBytes());
      hear(console);
      load(execution, "more ", count);
      say(console, usedBytes());
      hear(console);
    }
  }

  private static void load(Execution execution, String mark, long count) {
    for (int i = 0; i < count; i++) {
      runUppercase(
          execution, execution.load(TENANT, null, Variants.of("uppercase", mark + i)).id());
    }
  }

  /**
   * Has {@code count} threads run a plug-in once each, says so, and when told has all of them run
   * one that does not end, which is said too.
   */
  static void running(Console console, int count) {
    try (Actors actors = Actors.open(console.home(), Ports.system(), Settings.defaults());
        Execution execution = Execution.open(actors, ExecutionConfig.defaults())) {
      UUID short1 = execution.load(TENANT, null, Variants.of("uppercase", "once")).id();
      UUID endless = execution.load(TENANT, null, Variants.of("endless", "all")).id();
      CountDownLatch warm = new CountDownLatch(count);
      CountDownLatch told = new CountDownLatch(1);
      List<Cancellation> ends = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Cancellation end = new Cancellation();
        ends.add(end);
        Threads.system()
            .start(
                "runner-" + i,
                Settings.defaults().guestStackBytes(),
                () -> {
                  runUppercase(execution, short1);
                  warm.countDown();
                  await(told);
                  execution.execute(TENANT, endless, Bytes.utf8(""), RunLimits.NOTHING, end);
                });
      }
      await(warm);
      System.gc();
      say(console, count);
      hear(console);
      told.countDown();
      pause();
      System.gc();
      say(console, count);
      hear(console);
      ends.forEach(Cancellation::cancel);
    }
  }

  private static void runUppercase(Execution execution, UUID id) {
    Bytes input = Bytes.utf8(ExecuteBench.INPUT);
    if (!execution.execute(TENANT, id, input, RunLimits.NOTHING, new Cancellation()).succeeded()) {
      throw new IllegalStateException("a plug-in of a benchmark does not run");
    }
  }

  /** What is in use on the heap and beside it, once what is not needed was collected. */
  private static long usedBytes() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    System.gc();
    System.gc();
    return memory.getHeapMemoryUsage().getUsed() + memory.getNonHeapMemoryUsage().getUsed();
  }

  private static void say(Console console, long number) {
    console.out().println(number);
    console.out().flush();
  }

  private static void hear(Console console) {
    try {
      console.in().read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted in the middle of a measurement", e);
    }
  }

  /** Long enough for every thread to have had its turn on the processors. */
  private static void pause() {
    try {
      Thread.sleep(1_500);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted in the middle of a measurement", e);
    }
  }
}
