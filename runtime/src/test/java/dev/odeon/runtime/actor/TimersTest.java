package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.engine.LoadRequest;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.ManifestException;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.timer.PendingTimer;
import dev.odeon.testkit.SimClock;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TimersTest {
  private static final Key KEY = Key.actor("t");
  private static final long START = SimClock.START_MILLIS;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);

  private static TestNode open(World world) {
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    return TestNode.open(ports, TestNode.settings(16L << 10), dedup -> dedup);
  }

  private interface Body {
    void run(World world, TestNode node);
  }

  /** A home with the actor {@code t}, which sets timers as it is told. */
  private static void node(Body body, String... manifest) {
    Simulation.once(
        1,
        world -> {
          try (TestNode node = open(world)) {
            start(node, manifest);
            body.run(world, node);
          }
        });
  }

  private static void start(TestNode node, String... manifest) {
    Answer.Completed started = TestNode.taken(node.start("t", "probe/alarms", lines(manifest)));
    assertThat(started.outcome()).isEqualTo(Outcome.RETURNED);
  }

  private static String[] lines(String... manifest) {
    List<String> lines = new ArrayList<>(List.of("[grants]", "timers = true"));
    lines.addAll(List.of(manifest));
    return lines.toArray(String[]::new);
  }

  private static String ask(TestNode node, String... calls) {
    return node.request("t", String.join("\n", calls));
  }

  /** What timers sent the actor, in order. */
  private static List<String> fired(TestNode node) {
    List<String> bodies = new ArrayList<>();
    for (Block block : node.blocks("t")) {
      if (block.event(0).name().equals("fired") && closes(block)) {
        bodies.add(Objects.requireNonNull(timer(block).body()).text());
      }
    }
    return bodies;
  }

  private static EventData.Timer timer(Block block) {
    return (EventData.Timer) block.event(0).data();
  }

  private static boolean closes(Block block) {
    return block.header().outcome() instanceof Outcome.Returned;
  }

  private static void assertReplays(TestNode node) {
    assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    byte[] module = SampleGuests.module("probe/alarms");
    assertThat(node.actors().history().whatIf(KEY, Bytes.wrap(module), _ -> {}).differences())
        .isEmpty();
  }

  @Test
  void firesAtItsTimeAsAMessageFromTheActorItself() {
    node((world, node) -> {
      assertThat(ask(node, "s|tea|" + (START + 60_000) + "|ready", "L"))
          .isEqualTo("ok\ntea=" + (START + 60_000));
      world.sleep(Duration.ofSeconds(50));
      assertThat(fired(node)).isEmpty();
      world.sleep(Duration.ofSeconds(11));

      Block block = node.blocks("t").getLast();
      assertThat(block.event(0).name()).isEqualTo("fired");
      assertThat(timer(block))
          .isEqualTo(new EventData.Timer("tea", 1, 0, START + 60_000, Bytes.utf8("ready")));
      assertThat(block.header().timeMillis()).isBetween(START + 60_000, START + 60_100);
      assertThat(ask(node, "?", "L")).isEqualTo("ready\n\n");
      assertReplays(node);
    });
  }

  @Test
  void firesAtOnceWhatIsPast() {
    node((world, node) -> {
      assertThat(ask(node, "s|a|0|first", "s|b|1|second")).isEqualTo("ok\nok");
      world.awaitIdle();
      assertThat(fired(node)).containsExactly("first", "second");
    });
  }

  @Test
  void replacesAndCancels() {
    node((world, node) -> {
      long soon = START + 60_000;
      assertThat(ask(node, "s|a|" + soon + "|old", "s|b|" + soon + "|gone", "c|b", "c|b"))
          .isEqualTo("ok\nok\nok\n! no timer 'b' waits");
      assertThat(ask(node, "s|a|" + (soon + 1) + "|new", "L")).isEqualTo("ok\na=" + (soon + 1));
      assertThat(ask(node, "c|nothing")).isEqualTo("! no timer 'nothing' waits");
      world.sleep(Duration.ofMinutes(5));
      assertThat(fired(node)).containsExactly("new");
      assertThat(ask(node, "c|a")).isEqualTo("! no timer 'a' waits");
      assertReplays(node);
    });
  }

  @Test
  void forgetsWhatATurnSetThatFailed() {
    node((world, node) -> {
      assertThat(node.send("t", "s|a|0|never\nx").outcome()).isInstanceOf(Outcome.Trapped.class);
      world.sleep(DAY);
      assertThat(fired(node)).isEmpty();
      assertThat(node.actors().workload().timers()).isZero();
    });
  }

  @Test
  void setsItselfAgainFromItsOwnTurn() {
    node((world, node) -> {
      assertThat(ask(node, "s|a|0|s|a|" + (START + 10_000) + "|done")).isEqualTo("ok");
      world.sleep(Duration.ofSeconds(30));
      assertThat(fired(node)).containsExactly("s|a|" + (START + 10_000) + "|done", "done");
      assertReplays(node);
    });
  }

  @Test
  void answersInWordsWhatCannotBeSet() {
    node((world, node) -> {
      long far = START + Duration.ofDays(36_525).toMillis();
      assertThat(ask(node, "s|a|" + far + "|x", "s|a|" + (far + 1_000_000) + "|x"))
          .isEqualTo(
              "ok\n! a timer is due within 100 years, this one is not: its time is in milliseconds since 1970");
      assertThat(ask(node, "s|a|18446744073709551615|x"))
          .startsWith("! a timer is due within 100 years");
      assertThat(ask(node, "s||1|x"))
          .isEqualTo("! the name of a timer has 1 to 256 bytes of UTF-8, this one has 0");
      assertThat(ask(node, "s|" + "n".repeat(257) + "|1|x"))
          .isEqualTo("! the name of a timer has 1 to 256 bytes of UTF-8, this one has 257");
      assertThat(ask(node, "s|a\tb|1|x"))
          .isEqualTo("! the name of a timer has no control characters, this one has");
      assertThat(ask(node, "L")).isEqualTo("a=" + far);
    });
  }

  @Test
  void refusesMoreTimersThanAnActorMayHave() {
    node((world, node) -> {
      long soon = START + 60_000;
      List<String> calls = new ArrayList<>();
      for (int i = 0; i < 101; i++) {
        calls.add("s|n" + i + "|" + soon + "|-");
      }
      assertThat(ask(node, calls.toArray(String[]::new)))
          .isEqualTo(
              "ok\n".repeat(100) + "! full: 100 timers wait, more than that an actor cannot have");
      assertThat(ask(node, "s|n7|" + soon + "|-", "s|other|1|-", "c|n3", "s|other|" + soon + "|-"))
          .isEqualTo("ok\n! full: 100 timers wait, more than that an actor cannot have\nok\nok");
      world.sleep(Duration.ofSeconds(90));
      assertThat(fired(node)).hasSize(100);
      assertThat(ask(node, "s|n3|" + (soon * 2) + "|x")).isEqualTo("ok");
    });
  }

  @Test
  void refusesMoreTimersThanATenantMayHave() {
    Simulation.once(
        1,
        world -> {
          try (TestNode node = open(world)) {
            for (int actor = 0; actor < 11; actor++) {
              node.start("t" + actor, "probe/alarms", lines());
              List<String> calls = new ArrayList<>();
              for (int i = 0; i < 100; i++) {
                calls.add("s|n" + i + "|" + (START + 600_000) + "|x");
              }
              String last = node.request("t" + actor, String.join("\n", calls));
              assertThat(last)
                  .endsWith(
                      actor < 10
                          ? "ok"
                          : "! full: 1,000 timers of the tenant default wait, more than that it cannot have");
            }
            node.request("t0", "c|n0");
            assertThat(node.request("t10", "s|a|" + (START + 600_000) + "|x")).isEqualTo("ok");
          }
        });
  }

  @Test
  void firesWhatWasSetBeforeItWasClosedAndOpened() {
    for (boolean withoutIndex : new boolean[] {false, true}) {
      Simulation.run(
          2,
          sim -> {
            sim.boot(world -> {
              try (TestNode node = open(world)) {
                start(node);
                ask(
                    node,
                    "s|a|" + (START + 60_000) + "|one",
                    "s|b|" + (START + 7_200_000) + "|two");
                ask(node, "s|c|" + (START + 60_000) + "|never", "c|c");
                for (int i = 0; i < 100; i++) {
                  ask(node, "s|d|" + (START + 60_000) + "|" + "never".repeat(30), "c|d");
                }
                world.sleep(Duration.ofSeconds(10));
              }
            });
            if (withoutIndex) {
              sim.boot(world -> deleteIndices(world));
            }
            sim.clock().advance(Duration.ofHours(1));
            sim.boot(world -> {
              try (TestNode node = open(world)) {
                world.awaitIdle();
                assertThat(fired(node)).containsExactly("one");
                world.sleep(Duration.ofHours(2));
                assertThat(fired(node)).containsExactly("one", "two");
                assertThat(node.actors().workload().timers()).isZero();
                assertReplays(node);
              }
            });
          });
    }
  }

  private static void deleteIndices(World world) {
    Path folder = TestNode.FOLDER.resolve("derived/index");
    assertThat(world.disk().list(folder)).contains("0000000000000001.timers");
    for (String file : world.disk().list(folder)) {
      world.disk().delete(folder.resolve(file));
    }
  }

  @Test
  void waitsWhileItsActorIsStoppedAndIsGoneOnceThatIsRemoved() {
    node((world, node) -> {
      ask(node, "s|a|" + (START + 60_000) + "|late");
      node.actors().lifecycle().stop(KEY, "test");
      world.sleep(DAY);
      assertThat(fired(node)).isEmpty();
      node.actors().lifecycle().start(KEY, LoadRequest.of(KEY.tenant()));
      world.awaitIdle();
      assertThat(fired(node)).containsExactly("late");

      ask(node, "s|b|" + (START + 2 * DAY.toMillis()) + "|never");
      assertThat(node.actors().workload().timers()).isOne();
      node.actors().lifecycle().stop(KEY, "test");
      node.actors().lifecycle().remove(KEY, "test");
      assertThat(node.actors().workload().timers()).isZero();
      assertThat(node.actors().reports().timers(KEY)).isEmpty();
    });
  }

  @Test
  void waitWhileTheHomeIsPausedAndFireOnceEachWhenItGoesOn() {
    node((world, node) -> {
      ask(node, "s|a|" + (START + 1_000) + "|late", "s|b|" + (START + DAY.toMillis()) + "|later");
      assertThat(node.actors().pauses().pauseHome()).isTrue();
      world.sleep(Duration.ofMinutes(5));
      assertThat(fired(node)).isEmpty();

      node.actors().lifecycle().resume(KEY, "looked at");
      world.awaitIdle();
      assertThat(fired(node)).containsExactly("late");

      assertThat(node.actors().pauses().resumeHome()).isTrue();
      assertThat(node.actors().pauses().pauseHome()).isTrue();
      world.sleep(DAY.multipliedBy(2));
      assertThat(fired(node)).containsExactly("late");
      assertThat(node.actors().pauses().resumeHome()).isTrue();
      world.awaitIdle();
      assertThat(fired(node)).containsExactly("late", "later");
      assertReplays(node);
    });
  }

  @Test
  void triesATurnThatFailsAgainAndGivesItUpAsADeadLetter() {
    node((world, node) -> {
      ask(node, "s|bad|0|x", "s|good|1|fine");
      world.sleep(Duration.ofMinutes(2));

      assertThat(fired(node)).containsExactly("fine");
      List<Block> failed =
          node.blocks("t").stream()
              .filter(block -> block.event(0).name().equals("fired") && !closes(block))
              .toList();
      assertThat(failed).hasSize(5);
      Block last = node.blocks("t").getLast();
      assertThat(last.event(0).name()).isEqualTo("dead-letter");
      assertThat(last.event(0).data())
          .isInstanceOfSatisfying(
              EventData.Settlement.class,
              settlement -> {
                assertThat(settlement.body()).isEqualTo(Bytes.utf8("x"));
                assertThat(settlement.reason()).isEqualTo("5 turns of the timer bad failed");
              });
      assertThat(node.actors().workload().timers()).isZero();
      assertReplays(node);
    });
  }

  @Test
  void isTriedAsOftenAsADeliveryMayBe() {
    Simulation.once(
        1,
        world -> {
          Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
          Settings settings = TestNode.settings(Map.of("deliveryAttempts", 70));
          try (TestNode node = TestNode.open(ports, settings, dedup -> dedup)) {
            start(node);
            ask(node, "s|bad|0|x");
            // Twice as long after each time, up to 17 minutes: 60 of those, and some.
            world.sleep(Duration.ofHours(12));
            assertThat(node.blocks("t").getLast().event(0).name()).isEqualTo("fired");
            assertThat(node.actors().workload().timers()).isOne();
            world.sleep(Duration.ofHours(8));
            assertThat(node.actors().workload().timers()).isZero();
            assertThat(node.blocks("t").getLast().event(0).data())
                .isInstanceOfSatisfying(
                    EventData.Settlement.class,
                    settlement ->
                        assertThat(settlement.reason())
                            .isEqualTo("70 turns of the timer bad failed"));
          }
        });
  }

  @Test
  void countsFailedTurnsOverACrash() {
    Simulation.run(
        3,
        sim -> {
          sim.boot(world -> {
            try (TestNode node = open(world)) {
              start(node);
              ask(node, "s|bad|0|x");
              world.sleep(Duration.ofSeconds(2));
              assertThat(node.actors().reports().timers(KEY).getFirst().attempts()).isEqualTo(2);
            }
          });
          sim.boot(world -> {
            try (TestNode node = open(world)) {
              world.sleep(Duration.ofMinutes(2));
              assertThat(node.blocks("t").stream().filter(b -> b.event(0).name().equals("fired")))
                  .hasSize(5);
              assertThat(node.blocks("t").getLast().event(0).name()).isEqualTo("dead-letter");
            }
          });
        });
  }

  // Of manifests.

  private static final String[] TICK = {
    "[[timer]]", "name = \"tick\"", "every = \"1h\"", "body = \"tick\""
  };

  @Test
  void firesAManifestsTimerAgainAndAgain() {
    node(
        (world, node) -> {
          PendingTimer waits = node.actors().reports().timers(KEY).getFirst();
          assertThat(waits.name()).isEqualTo("tick");
          assertThat(waits.grid()).isEqualTo("every 1h");
          long spawned = node.blocks("t").getFirst().header().timeMillis();
          assertThat(waits.dueMillis()).isEqualTo(spawned + 3_600_000);
          for (int i = 0; i < 3; i++) {
            world.sleep(Duration.ofHours(1));
          }
          world.sleep(SECOND);
          assertThat(fired(node)).containsExactly("tick", "tick", "tick");
          assertThat(timer(node.blocks("t").getLast()))
              .isEqualTo(
                  new EventData.Timer("tick", 0, 0, spawned + 3 * 3_600_000, Bytes.utf8("tick")));
          assertThat(ask(node, "L", "s|tick|0|x", "c|tick"))
              .isEqualTo(
                  "\n! the timer 'tick' is the manifest's: choose another name\n! the timer 'tick' is the manifest's: choose another name");
          assertReplays(node);
        },
        TICK);
  }

  @Test
  void keepsTheGridOverAStopAndAStartAndFiresWhatWasMissedOnce() {
    Simulation.run(
        4,
        sim -> {
          sim.boot(world -> {
            try (TestNode node = open(world)) {
              start(node, TICK);
              world.sleep(Duration.ofMinutes(90));
              node.actors().lifecycle().stop(KEY, "test");
            }
          });
          sim.clock().advance(Duration.ofHours(5));
          sim.boot(world -> {
            try (TestNode node = open(world)) {
              world.sleep(Duration.ofMinutes(1));
              assertThat(fired(node)).hasSize(1);
              node.actors().lifecycle().start(KEY, LoadRequest.of(KEY.tenant()));
              world.awaitIdle();
              assertThat(fired(node)).hasSize(2);
              long spawned = node.blocks("t").getFirst().header().timeMillis();
              assertThat(timer(node.blocks("t").getLast()).dueMillis())
                  .isEqualTo(spawned + 6 * 3_600_000);
              world.sleep(Duration.ofHours(1));
              assertThat(fired(node)).hasSize(3);
              assertThat(timer(node.blocks("t").getLast()).dueMillis())
                  .isEqualTo(spawned + 7 * 3_600_000);
              assertReplays(node);
            }
          });
        });
  }

  @Test
  void firesEachTimeOnceWhateverTheClockDoes() {
    node(
        (world, node) -> {
          world.sleep(Duration.ofHours(2).plusMinutes(1));
          assertThat(fired(node)).hasSize(2);
          world.clock().jump(DAY);
          world.sleep(Duration.ofMinutes(2));
          assertThat(fired(node)).as("missed ones once").hasSize(3);
          world.clock().jump(DAY.negated());
          world.sleep(Duration.ofHours(23));
          assertThat(fired(node)).as("none of the day again").hasSize(3);
          world.sleep(Duration.ofHours(2));
          assertThat(fired(node)).as("on the grid again").hasSize(4);
          List<Long> times =
              node.blocks("t").stream()
                  .filter(block -> block.event(0).name().equals("fired"))
                  .map(block -> timer(block).dueMillis())
                  .toList();
          assertThat(times).doesNotHaveDuplicates().isSorted();
          long spawned = node.blocks("t").getFirst().header().timeMillis();
          assertThat(times).allMatch(due -> (due - spawned) % 3_600_000 == 0);
        },
        TICK);
  }

  @Test
  void firesAGuestsTimerOnceWhateverTheClockDoes() {
    node((world, node) -> {
      ask(node, "s|a|" + (START + 3_600_000) + "|once");
      world.clock().jump(DAY);
      world.sleep(Duration.ofMinutes(2));
      assertThat(fired(node)).containsExactly("once");
      world.clock().jump(DAY.negated());
      world.sleep(Duration.ofDays(3));
      assertThat(fired(node)).containsExactly("once");
    });
  }

  @Test
  void firesByCronInItsZoneOverTheChangeOfClocks() {
    Simulation.once(
        5,
        world -> {
          world
              .clock()
              .jump(
                  Duration.between(
                      Instant.ofEpochMilli(START), Instant.parse("2026-03-27T12:00:00Z")));
          try (TestNode node = open(world)) {
            start(
                node,
                "[[timer]]",
                "name = \"nightly\"",
                "cron = \"30 2 * * *\"",
                "zone = \"Europe/Berlin\"",
                "body = \"night\"");
            world.sleep(Duration.ofDays(4));
            List<Instant> times =
                node.blocks("t").stream()
                    .filter(block -> block.event(0).name().equals("fired"))
                    .map(block ->
                        Instant.ofEpochMilli(Objects.requireNonNull(timer(block).dueMillis())))
                    .toList();
            assertThat(times)
                .containsExactly(
                    Instant.parse("2026-03-28T01:30:00Z"),
                    Instant.parse("2026-03-29T01:00:00Z"),
                    Instant.parse("2026-03-30T00:30:00Z"),
                    Instant.parse("2026-03-31T00:30:00Z"));
          }
        });
  }

  @Test
  void changesItsTimersWithTheManifest() {
    node(
        (world, node) -> {
          Bytes module = Bytes.wrap(SampleGuests.module("probe/alarms"));
          upgrade(
              node,
              module,
              "[[timer]]",
              "name = \"other\"",
              "every = \"2h\"",
              "[[timer]]",
              "name = \"tick\"",
              "every = \"1h\"",
              "body = \"tick\"");
          List<PendingTimer> both = node.actors().reports().timers(KEY);
          assertThat(both).extracting(PendingTimer::name).containsExactly("tick", "other");
          assertThat(both).extracting(PendingTimer::height).containsExactly(0L, 1L);

          upgrade(node, module, "[[timer]]", "name = \"tick\"", "every = \"3h\"", "body = \"new\"");
          List<PendingTimer> left = node.actors().reports().timers(KEY);
          assertThat(left).extracting(PendingTimer::grid).containsExactly("every 3h");
          world.sleep(Duration.ofHours(4));
          assertThat(fired(node)).containsExactly("new");

          upgrade(node, module);
          assertThat(node.actors().reports().timers(KEY)).isEmpty();
          assertReplays(node);
        },
        TICK);
  }

  private static void upgrade(TestNode node, Bytes module, String... manifest) {
    String text = "module = \"alarms.wasm\"\n" + String.join("\n", lines(manifest));
    Manifest parsed = Manifest.parse("test.toml", Bytes.utf8(text), node.actors().capabilities());
    TestNode.taken(
        node.actors().lifecycle().upgrade(KEY, parsed, module, LoadRequest.of(KEY.tenant())));
  }

  @Test
  void refusesAManifestWhoseModuleCannotTakeATimer() {
    Simulation.once(
        1,
        world -> {
          try (TestNode node = open(world)) {
            assertThatThrownBy(() -> node.start("i", "probe/channels", TICK))
                .isInstanceOf(ActorException.class)
                .hasMessageContaining(
                    "it does not export theater:simple/message-server-client#handle-send, which the timers of the manifest call");
            assertThatThrownBy(() ->
                    start(
                        node,
                        "[[timer]]",
                        "name = \"t\"",
                        "every = \"1h\"",
                        "body = \"" + "b".repeat(70_000) + "\""))
                .isInstanceOf(ManifestException.class)
                .hasMessage("the body of the timer t has 70000 bytes: at most 65536 here");
          }
        });
  }
}
