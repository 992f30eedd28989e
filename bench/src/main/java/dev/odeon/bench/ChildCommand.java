package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Entropy;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.cli.Console;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.engine.HostImports;
import dev.odeon.engine.Limits;
import dev.odeon.protocol.SocketPlace;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.server.ConnectionLimits;
import dev.odeon.server.Connections;
import dev.odeon.server.Echo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What a benchmark has a process of its own do, in the home of the command line. */
@Command(name = ChildProvider.NAME, hidden = true, description = "A part of bench.")
final class ChildCommand implements Runnable {
  /** What the line begins with that says how much heap idle actors hold. */
  static final String HEAP = "heap ";

  private static final long NEST_STACK_BYTES = 64 << 20;

  /** After so many instances all code that makes one has run. */
  private static final long NEST_WARM = 200;

  private final Console console;

  /** What to do. The names are for the command line. */
  enum Task {
    /** Append blocks until killed. */
    FILL,
    /** Open the home, once, and say how long that took in nanoseconds. */
    OPEN,
    /** Have one counter take turns. */
    TURN,
    /** Have so many actors idle, and say how much heap each of them holds. */
    IDLE,
    /** Have so many actors that ran a turn each in a home, and close it. */
    PASSIVE,
    /** Open that home, ask actors at random, and say how long all that took. */
    ACTIVATE,
    /** Open the store of the home, list it and sum it up. */
    LIST_STORE,
    /** Put and get one content of so many bytes. */
    STREAM,
    /** Have many instances of one module in the middle of a run: a few, and once told all. */
    INSTANCES,
    /** Load plug-ins of the execution service: a few, and once told so many more. */
    BINARIES,
    /** Have threads each run a plug-in once, and once told one that goes on, all at a time. */
    RUNNING,
    /** Answer each line at a socket in the home with itself, and say where that is. */
    ECHO
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
      case IDLE -> idle();
      case PASSIVE -> {
        IdleActors.fill(console.home(), count, this::say);
        say(PassiveActors.FILLED);
        untilKilled();
      }
      case ACTIVATE -> {
        say(PassiveActors.activate(console.home(), count));
        untilKilled();
      }
      case LIST_STORE -> {
        say(new StoreChild(console.home()).list());
        untilKilled();
      }
      case STREAM -> {
        say(new StoreChild(console.home()).stream(count));
        untilKilled();
      }
      case INSTANCES -> instances();
      case ECHO -> echo();
      case BINARIES -> ExecuteChild.binaries(console, count);
      case RUNNING -> ExecuteChild.running(console, Math.toIntExact(count));
    }
  }

  private void echo() {
    SocketPlace place = SocketPlace.of(console.home(), System::getenv, Entropy.system());
    try {
      Files.createDirectories(place.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Connections.start(place.socket(), new Echo(), ConnectionLimits.defaults(), Ports.system());
    say(place.socket().toString());
    untilKilled();
  }

  private void instances() {
    Threads.system().start("nest", NEST_STACK_BYTES, this::nest);
    untilKilled();
  }

  private void nest() {
    try (Engine engine = Engine.open(EngineConfig.standard(), Clock.system(), Threads.system())) {
      CompiledModule module = engine.compile(Bytes.wrap(V8Process.resource(FreshInstances.MODULE)));
      nest(module, module.link(_ -> Optional.empty()), 0);
    }
  }

  /** Each instance's run contains that of the next. */
  private void nest(CompiledModule module, HostImports none, long depth) {
    if (depth == NEST_WARM) {
      System.gc();
      say("warm");
      try {
        console.in().read();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (depth == NEST_WARM + count) {
      say("all");
      untilKilled();
    }
    module.run(
        Limits.DEFAULT,
        none,
        guest -> {
          guest.call("run", 16, 4);
          nest(module, none, depth + 1);
          return null;
        });
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

  private void idle() {
    IdleActors.Heap heap = IdleActors.measure(console.home(), count, this::say);
    say(HEAP + heap.actorBytes() + " " + heap.keyBytes());
    untilKilled();
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
