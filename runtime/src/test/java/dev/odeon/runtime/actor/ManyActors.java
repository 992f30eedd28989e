package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Priority;
import dev.odeon.chain.Head;
import dev.odeon.engine.LoadRequest;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Registration;
import dev.odeon.testkit.SimClock;
import dev.odeon.testkit.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Eight actors of two tenants in a simulation, who do to each other what a seed says, and what the
 * world outside does to them and was told. It outlives the machine.
 */
final class ManyActors {
  static final List<Key> ALL =
      List.of(
          Key.actor("a0"),
          Key.actor("a1"),
          Key.actor("a2"),
          Key.actor("a3"),
          Key.actor("a4"),
          new Key("acme", "actor", "a0"),
          new Key("acme", "actor", "a1"),
          new Key("acme", "actor", "a2"));

  /** The names of a tenant's actors, and one of nobody. */
  private static final Map<String, List<String>> NAMES =
      Map.of(
          Key.DEFAULT_TENANT,
          List.of("a0", "a1", "a2", "a3", "a4", "nobody"),
          "acme",
          List.of("a0", "a1", "a2", "nobody"));

  /** A busy machine may not run a thread for this long. */
  static final Duration STALL = Duration.ofSeconds(60);

  private static final int MESSAGES = 14;
  private static final int USERS = 2;
  private static final Duration HELD = Duration.ofSeconds(30);
  private static final long TIMERS_MILLIS = 90_000;

  /** Made before the machine boots: that takes long. */
  private final List<Bytes> modules = List.of(ScriptedGuest.MODULE, ScriptedGuest.OTHER_MODULE);

  private final List<Message> messages = new ArrayList<>();
  private final Set<Message> trapping = new HashSet<>();
  private final Set<Head> acknowledged = new HashSet<>();
  private final Set<Key> removed = new HashSet<>();

  /** What {@code random} makes of them. */
  ManyActors(SplittableRandom random) {
    for (int i = 0; i < MESSAGES; i++) {
      Key to = ALL.get(random.nextInt(ALL.size()));
      boolean request = random.nextInt(3) == 0;
      ScriptedGuest.Script script = script(random, to.tenant(), 2);
      boolean held = request && random.nextInt(4) == 0;
      if (held) {
        script.hold();
      }
      Message.Kind kind = request ? Message.Kind.REQUEST : Message.Kind.SEND;
      Priority priority = Priority.values()[random.nextInt(3)];
      Message message =
          new Message(
              to, "told-" + i, kind, script.bytes(), held ? HELD : null, priority, null, null);
      messages.add(message);
      if (script.traps()) {
        trapping.add(message);
      }
    }
  }

  private static ScriptedGuest.Script script(SplittableRandom random, String tenant, int depth) {
    ScriptedGuest.Script script = ScriptedGuest.Script.empty();
    for (int calls = random.nextInt(4); calls > 0; calls--) {
      List<String> names = NAMES.get(tenant);
      String to = Objects.requireNonNull(names).get(random.nextInt(names.size()));
      ScriptedGuest.Script what =
          depth == 0 ? ScriptedGuest.Script.empty() : script(random, tenant, depth - 1);
      switch (random.nextInt(16)) {
        case 0, 1, 2 -> script.send(to, what);
        case 3 -> script.sendHigh(to, what);
        case 4 -> script.sendLow(to, what);
        case 5, 6 -> script.request(to, what);
        case 7 -> script.openChannel(to).sendOnChannel();
        case 8 -> script.sendOnChannel();
        case 9 -> script.closeChannel();
        case 10, 11 ->
            script.set(
                "t" + random.nextInt(3),
                SimClock.START_MILLIS + random.nextLong(TIMERS_MILLIS),
                what);
        case 12 -> script.cancel("t" + random.nextInt(3));
        case 13 -> script.trapPerhaps();
        case 14 -> script.reject();
        default -> {
          if (random.nextInt(4) == 0) {
            script.trap();
          }
        }
      }
    }
    return script;
  }

  /** Opens the home of {@code world}. */
  static TestNode open(World world, boolean paused, Substitutes substitutes) {
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    return TestNode.open(ports, TestNode.settings(paused), substitutes);
  }

  /** Starts those that never ran, and again those that were stopped. */
  void startAll(TestNode node) {
    for (int i = 0; i < ALL.size(); i++) {
      Key key = ALL.get(i);
      if (isRemoved(node, key)) {
        continue;
      }
      if (i % 3 == 0) {
        noted(() -> ScriptedGuest.start(node, key, "[mailbox]", "capacity = 2"));
      } else if (i % 3 == 1) {
        noted(() -> ScriptedGuest.start(node, key, "[mailbox]", "while_paused = \"queue\""));
      } else {
        noted(() -> ScriptedGuest.start(node, key));
      }
    }
  }

  /** Lets all act that may not, for good. */
  void resumeAll(TestNode node) {
    boolean _ = node.actors().pauses().resumeHome();
    for (Key key : ALL) {
      if (!isRemoved(node, key)) {
        noted(() -> node.actors().lifecycle().resume(key, "go on"));
        noted(() -> node.actors().lifecycle().start(key, LoadRequest.of(key.tenant())));
      }
    }
  }

  /** Lets {@code key} act, though the home may be paused. */
  void resume(TestNode node, Key key) {
    noted(() -> node.actors().lifecycle().resume(key, "alone"));
  }

  /** Does what people do, at random, until all messages were sent once, taken or not. */
  void live(World world, TestNode node, SplittableRandom random, Duration jump) {
    List<Thread> threads = new ArrayList<>();
    for (int user = 0; user < USERS; user++) {
      int number = user;
      threads.add(world.start("user-" + user, () -> sendAll(world, node, number, false)));
    }
    SplittableRandom own = random.split();
    threads.add(world.start("operator", () -> operate(world, node, own, jump)));
    threads.forEach(world::join);
  }

  /** Lets everybody act, sends all until each is taken that can be, and checks that all is done. */
  void end(World world, TestNode node) {
    startAll(node);
    resumeAll(node);
    for (int user = 0; user < USERS; user++) {
      sendAll(world, node, user, true);
    }
    // The clock may have been set back.
    long behind = Math.max(0, SimClock.START_MILLIS - world.clock().millis());
    world.sleep(Duration.ofMillis(behind + TIMERS_MILLIS).plusMinutes(2));
    world.await(() -> node.actors().workload().outboxWaiting() == 0);
    checkDone(node);
  }

  private void sendAll(World world, TestNode node, int user, boolean last) {
    for (int i = user; i < messages.size(); i += USERS) {
      Message message = messages.get(i);
      int attempts = last && !trapping.contains(message) ? 500 : 2;
      for (int attempt = 0; attempt < attempts; attempt++) {
        Delivery delivery = node.actors().deliver(message);
        if (delivery instanceof Delivery.Accepted(Pending<Answer> answer)) {
          Answer told = awaited(world, answer);
          if (told == null || isEnd(told)) {
            break;
          }
        } else if (delivery instanceof Delivery.Removed) {
          break;
        }
        world.sleep(Duration.ofMillis(1));
      }
    }
  }

  /** Who waits for what is left open goes on after a while, with null. */
  private @Nullable Answer awaited(World world, Pending<Answer> answer) {
    Answer told = answer.await(world.clock(), Duration.ofSeconds(10).toNanos()).orElse(null);
    note(told);
    return told;
  }

  private static boolean isEnd(Answer answer) {
    return answer instanceof Answer.Completed done && Deduplication.closes(done.outcome())
        || answer instanceof Answer.Withdrawn
        || answer instanceof Answer.Expired;
  }

  private void operate(World world, TestNode node, SplittableRandom random, Duration jump) {
    for (int i = 0; i < 10; i++) {
      Key key = ALL.get(random.nextInt(ALL.size()));
      switch (random.nextInt(12)) {
        case 0, 1 -> noted(() -> node.actors().lifecycle().pause(key, "rest"));
        case 2, 3, 4 -> noted(() -> node.actors().lifecycle().resume(key, "go on"));
        case 5 -> noted(() -> node.actors().lifecycle().stop(key, "for a while"));
        case 6 -> noted(() -> node.actors().lifecycle().start(key, LoadRequest.of(key.tenant())));
        case 7 -> {
          boolean _ = node.actors().pauses().pauseHome();
        }
        case 8 -> {
          boolean _ = node.actors().pauses().resumeHome();
        }
        case 9 ->
            noted(() ->
                node.actors()
                    .lifecycle()
                    .upgrade(
                        key,
                        null,
                        modules.get(random.nextInt(modules.size())),
                        LoadRequest.of(key.tenant())));
        case 10 -> {
          if (random.nextInt(3) == 0) {
            noted(() -> node.actors().lifecycle().stop(key, "for ever"));
            noted(() -> node.actors().lifecycle().remove(key, "no use"));
          }
        }
        default -> world.clock().jump(jump);
      }
      world.sleep(Duration.ofMillis(random.nextInt(2_000)));
    }
  }

  /** An operation that is acknowledged, or refused. */
  private interface Operation {
    Answer run();
  }

  private void noted(Operation operation) {
    try {
      note(operation.run());
    } catch (ActorException _) {
      // It makes no sense now, or the disk is gone.
    }
  }

  private synchronized void note(@Nullable Answer answer) {
    if (answer instanceof Answer.Completed done && done.outcome().equals(Outcome.RETURNED)) {
      acknowledged.add(done.block());
    }
  }

  private boolean isRemoved(TestNode node, Key key) {
    boolean gone =
        node.actors().reports().list(key.tenant()).stream()
            .map(status -> status.registration())
            .anyMatch(registration ->
                registration.key().equals(key)
                    && registration.status() == Registration.Status.REMOVED);
    if (gone) {
      removed.add(key);
    }
    return gone;
  }

  /** Checks what was told, and what must be so at any time. */
  HistoryCheck check(TestNode node) {
    Set<Head> told;
    synchronized (this) {
      told = Set.copyOf(acknowledged);
    }
    return HistoryCheck.of(node, ALL).has(told);
  }

  private void checkDone(TestNode node) {
    HistoryCheck check = check(node);
    ALL.forEach(key -> isRemoved(node, key));
    check.isDone(removed);
    for (Message message : messages) {
      if (!removed.contains(message.to()) && !trapping.contains(message)) {
        assertThat(check.fromOutside()).containsKey(message.id());
      }
    }
  }
}
