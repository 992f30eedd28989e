package dev.odeon.bench;

import dev.odeon.base.Ports;
import dev.odeon.cli.Console;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Settings;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What a benchmark has a process of its own do, in the home of the command line. */
@Command(name = ChildProvider.NAME, hidden = true, description = "A part of bench.")
final class ChildCommand implements Runnable {
  private final Console console;

  /** What to do. The names are for the command line. */
  enum Task {
    /** Append blocks until killed. */
    FILL,
    /** Open the home, once, and say how long that took in nanoseconds. */
    OPEN,
    /** Have one counter take turns. */
    TURN,
    /** Open the store of the home, list it and sum it up. */
    LIST_STORE,
    /** Put and get one content of so many bytes. */
    STREAM
  }

  @Parameters(index = "0", paramLabel = "TASK")
  private Task task = Task.OPEN;

  @Parameters(index = "1", paramLabel = "COUNT", arity = "0..1")
  private long count;

  ChildCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    switch (task) {
      case FILL -> fill();
      case OPEN -> open();
      case TURN -> turn();
      case LIST_STORE -> {
        say(new StoreChild(console.home()).list());
        untilKilled();
      }
      case STREAM -> {
        say(new StoreChild(console.home()).stream(count));
        untilKilled();
      }
    }
  }

  private void fill() {
    try (Actors actors = actors()) {
      Filling filling = new Filling(actors.chains());
      filling.append(count);
      say("filled");
      filling.append(Long.MAX_VALUE);
    }
  }

  private void open() {
    long begun = System.nanoTime();
    try (Actors actors = actors()) {
      say(System.nanoTime() - begun + " " + actors.chains().size());
      untilKilled();
    }
  }

  private void turn() {
    try (Counters counters = Counters.open(console.home(), 1)) {
      for (long i = 0; i < count; i++) {
        counters.at(0).increment();
      }
      say("taken");
      untilKilled();
    }
  }

  private Actors actors() {
    return Actors.open(console.home(), Ports.system(), Settings.defaults());
  }

  private void say(String line) {
    console.out().println(line);
    console.out().flush();
  }

  private static void untilKilled() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted instead of killed", e);
    }
  }
}
