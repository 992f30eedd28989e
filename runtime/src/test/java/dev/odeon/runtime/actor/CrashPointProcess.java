package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.component.ResultValue;
import dev.odeon.log.EntryIndex;
import dev.odeon.log.EntryRun;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A process with a home on the real disk, which does what a scenario says, prints what is
 * acknowledged, and kills itself with SIGKILL when a thread of it reaches a point.
 */
final class CrashPointProcess {
  /** Points that only tests have, beside {@link CrashPoint}. */
  static final String CALL_BEGINS = "CALL_BEGINS";

  /** The world took a payment; the guest does not know. */
  static final String CALL_ANSWERED = "CALL_ANSWERED";

  /** The block that a timer fired is durable; what keeps the timers has not heard. */
  static final String TIMER_FIRED = "TIMER_FIRED";

  /** The same of the block that gives a timer up. */
  static final String TIMER_DEAD = "TIMER_DEAD";

  private static final Key A = Key.actor("a");
  private static final Key B = Key.actor("b");
  private static final Key PAYER = Key.actor("payer");
  static final List<Key> ACTORS = List.of(A, B, PAYER);

  private static final int SIGKILL = 9;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int JUMP_MILLIS = 20_000;
  private static final long PAST_MILLIS = 1_000;
  private static final long FUTURE_MILLIS = 4_102_444_800_000L; // in the year 2100

  /** What the process does. */
  enum Scenario {
    /** One sends to another, in two lanes. */
    SEND {
      @Override
      void run(Run run) {
        run.tell(A, "0", script().send("b", script()).sendHigh("b", script()));
        run.tell(A, "1", script().send("b", script().send("a", script())));
        run.delivered();
      }
    },
    /** One sends what the other cannot take, and something after it. */
    FAILING {
      @Override
      void run(Run run) {
        run.tell(A, "0", script().send("b", script().trap()).send("b", script()));
        run.delivered();
      }
    },
    /** One sends to nobody, and to somebody. */
    LOST {
      @Override
      void run(Run run) {
        run.tell(A, "0", script().send("nobody", script()).send("b", script()));
        run.delivered();
      }
    },
    /** One asks the other. */
    ASK {
      @Override
      void run(Run run) {
        run.ask(A, "0", script().request("b", script()).request("b", script()));
      }
    },
    /** One pays outside, twice in a turn. */
    PAY {
      @Override
      void run(Run run) {
        run.pay("0");
      }
    },
    /** A timer fires. */
    TIMER {
      @Override
      void run(Run run) {
        run.tell(A, "0", script().set("t", PAST_MILLIS, script().send("b", script())));
        run.fired();
        run.delivered();
      }
    },
    /** A timer is cancelled before it fires. */
    CANCEL {
      @Override
      void run(Run run) {
        run.tell(A, "0", script().set("t", FUTURE_MILLIS, script().trap()));
        run.tell(A, "1", script().cancel("t"));
        run.fired();
      }
    },
    /** Each turn of a timer fails, until it is given up. */
    FAILING_TIMER {
      @Override
      void run(Run run) {
        run.tell(A, "0", script().set("t", PAST_MILLIS, script().trap()));
        for (int i = 0; run.isTimed(); i++) {
          // Whatever the timers sleep for, a timer that is set now wakes them.
          run.jump();
          run.tell(A, "poke-" + run.now() + "-" + i, script().set("poke", i, script()));
        }
        run.fired();
      }
    };

    abstract void run(Run run);

    private static ScriptedGuest.Script script() {
      return ScriptedGuest.Script.empty();
    }
  }

  /** A home that is open, and who is told what is acknowledged. */
  static final class Run implements AutoCloseable {
    private final TestNode node;
    private final String prefix;
    private final BiConsumer<String, Block> acknowledged;
    private final AtomicLong jumped;

    private Run(
        TestNode node, String prefix, BiConsumer<String, Block> acknowledged, AtomicLong jumped) {
      this.node = node;
      this.prefix = prefix;
      this.acknowledged = acknowledged;
      this.jumped = jumped;
    }

    /**
     * Opens the home.
     *
     * @param prefix of all ids
     * @param points hears of each point
     */
    static Run open(
        Path folder,
        String prefix,
        Consumer<String> points,
        BiConsumer<String, Block> acknowledged) {
      AtomicLong jumped = new AtomicLong();
      Ports system = Ports.system();
      Ports ports =
          new Ports(
              clock(system.clock(), jumped), system.entropy(), system.disk(), system.threads());
      Substitutes substitutes =
          new Substitutes(
              dedup -> dedup,
              index -> index.name().equals("timers") ? new HeardLate(index, points) : index,
              point -> points.accept(point.name()));
      TestNode node =
          TestNode.open(
              folder.resolve("home"),
              ports,
              // However slow the machine is, no turn ends by its time.
              TestNode.settings(Map.of("turnTime", PATIENCE, "initTime", PATIENCE)),
              Till.offered((call, key) -> {
                points.accept(CALL_BEGINS);
                paid(folder, key);
                points.accept(CALL_ANSWERED);
                return ResultValue.ok(1L);
              }),
              substitutes);
      if (node.actors().chains().head(A).isEmpty()) {
        ScriptedGuest.start(node, A);
        ScriptedGuest.start(node, B);
        Till.start(node, PAYER.id());
      }
      return new Run(node, prefix, acknowledged, jumped);
    }

    private static Clock clock(Clock system, AtomicLong jumped) {
      return new Clock() {
        @Override
        public long millis() {
          return system.millis() + jumped.get();
        }

        @Override
        public long nanos() {
          return system.nanos();
        }
      };
    }

    TestNode node() {
      return node;
    }

    long now() {
      return node.actors().ports().clock().millis();
    }

    void jump() {
      jumped.addAndGet(JUMP_MILLIS);
    }

    /** Whether the timer of a scenario waits. */
    boolean isTimed() {
      return node.actors().reports().timers(A).stream().anyMatch(timer -> timer.name().equals("t"));
    }

    void tell(Key to, String id, ScriptedGuest.Script script) {
      give(Message.send(to, prefix + id, script.bytes()));
    }

    void ask(Key to, String id, ScriptedGuest.Script script) {
      give(Message.request(to, prefix + id, script.bytes()));
    }

    void pay(String id) {
      give(Message.request(PAYER, prefix + id, dev.odeon.base.Bytes.utf8("12")));
    }

    private void give(Message message) {
      Delivery delivery = node.actors().deliver(message);
      if (delivery instanceof Delivery.Accepted(Pending<Answer> answer)
          && answer.await() instanceof Answer.Completed done) {
        assertThat(Deduplication.closes(done.outcome())).as("%s", done).isTrue();
        acknowledged.accept(
            message.id(), node.blocks(message.to()).get(Math.toIntExact(done.block().height())));
      } else {
        throw new AssertionError("not taken: " + message + ": " + delivery);
      }
    }

    /** All that it starts with is there. */
    void ready() {
      assertThat(ACTORS).allMatch(actor -> node.actors().chains().head(actor).isPresent());
    }

    void delivered() {
      assertThat(node.actors().awaitDelivered(PATIENCE)).isTrue();
    }

    /** Waits until no timer waits. */
    void fired() {
      while (node.actors().workload().timers() > 0) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() {
      node.close();
    }
  }

  /** Hears of what fired and what was given up only after the point was passed. */
  private record HeardLate(BlockIndex index, Consumer<String> points) implements BlockIndex {
    @Override
    public String name() {
      return index.name();
    }

    @Override
    public int version() {
      return index.version();
    }

    @Override
    public EntryIndex entries() {
      return index.entries();
    }

    @Override
    public void block(long sequence, Block block, Sink sink) {
      switch (block.event(0).name()) {
        case "fired" -> points.accept(TIMER_FIRED);
        case "dead-letter" -> points.accept(TIMER_DEAD);
        default -> {}
      }
      index.block(sequence, block, sink);
    }

    @Override
    public void restored(EntryRun segment) {
      index.restored(segment);
    }
  }

  private CrashPointProcess() {}

  /** The world outside takes a payment. It survives the process. */
  private static synchronized void paid(Path folder, String key) {
    try {
      Files.writeString(
          folder.resolve("paid"), key + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The arguments: folder, scenario, prefix of the ids, point, which time it is reached. */
  @SuppressWarnings("restricted") // nothing of the JDK sends SIGKILL to its own process
  public static void main(String[] arguments) {
    MethodHandle kill =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().find("kill").orElseThrow(),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    int self = Math.toIntExact(ProcessHandle.current().pid());
    AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    Consumer<String> points =
        point -> {
          if (point.equals(arguments[3]) && left.decrementAndGet() == 0) {
            try {
              int _ = (int) kill.invokeExact(self, SIGKILL);
            } catch (Throwable e) {
              throw new AssertionError(e);
            }
          }
        };
    try (Run run =
        Run.open(
            Path.of(arguments[0]),
            arguments[2],
            points,
            (id, block) -> {
              System.out.println(id + " " + block.hash());
              System.out.flush();
            })) {
      run.delivered();
      left.set(Integer.parseInt(arguments[4]));
      Scenario.valueOf(arguments[1]).run(run);
    }
    System.out.println("over");
  }
}
