package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.Entropy;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.BlockFilter;
import dev.odeon.chain.BlockSubscription;
import dev.odeon.chain.StartPoint;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home that is opened to be looked at: what waits in it goes on when somebody asks an actor. */
class AsleepHomeTest {
  private static final Key A = Key.actor("a");
  private static final Key DESK = Key.actor("desk");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Ports NOW = ports(Duration.ZERO);

  @TempDir private Path folder;

  /** Of a machine whose clock is late by that much. */
  private static Ports ports(Duration late) {
    Clock system = Clock.system();
    Clock clock =
        new Clock() {
          @Override
          public long millis() {
            return system.millis() - late.toMillis();
          }

          @Override
          public long nanos() {
            return system.nanos();
          }
        };
    return new Ports(clock, Entropy.system(), Disk.system(), Threads.system());
  }

  /** Leaves a timer that is overdue, a message that is undelivered, and a request that expired. */
  @BeforeEach
  void leaveWork() {
    try (TestNode node = TestNode.at(folder.resolve("home"), ports(DAY))) {
      Relay.start(node, "a");
      Relay.start(node, "b");
      Desk.start(node.actors(), "desk");
      node.start("t", "probe/alarms", "[grants]", "timers = true");
      long due = ports(DAY).clock().millis() + Duration.ofHours(1).toMillis();
      assertThat(node.request("t", "s|tea|" + due + "|ready")).isEqualTo("ok");
      Message open =
          new Message(
              DESK,
              "order",
              Message.Kind.REQUEST,
              Bytes.utf8("o"),
              Duration.ofHours(1),
              null,
              null);
      assertThat(node.actors().deliver(open)).isInstanceOf(Delivery.Accepted.class);
      Message list = Message.request(DESK, "l", Bytes.utf8("l"));
      assertThat(node.actors().request(list).text()).contains("order");
      assertThat(node.actors().pauses().pauseHome()).isTrue();
      node.actors().lifecycle().resume(A, "to send");
      node.send("a", Relay.to("b", "hello"));
      assertThat(node.actors().workload().outboxWaiting()).isOne();
    }
  }

  private TreeMap<String, Hash> log() throws IOException {
    TreeMap<String, Hash> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder.resolve("home").resolve("log"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file.toString(), Hash.of(Bytes.wrap(Files.readAllBytes(file))));
      }
    }
    assertThat(files).isNotEmpty();
    return files;
  }

  private TestNode asleep() {
    return TestNode.asleep(folder.resolve("home"), NOW);
  }

  /** What is recorded while it waits: at least these three. */
  private static void awaitAll(Actors actors) {
    List<String> left = new ArrayList<>(List.of("fired", "expired", "b"));
    try (BlockSubscription blocks = actors.history().follow(BlockFilter.all(), StartPoint.START)) {
      while (!left.isEmpty() && blocks.hasNext()) {
        var block = blocks.next().block();
        left.remove(block.event(0).name());
        if (block.height() > 0) {
          left.remove(block.key().text());
        }
      }
    }
  }

  @Test
  void readsWithoutWriting() throws IOException {
    TreeMap<String, Hash> before = log();
    try (TestNode node = asleep()) {
      Actors actors = node.actors();
      assertThat(actors.reports().list(Key.DEFAULT_TENANT)).hasSize(4);
      assertThat(actors.reports().timers(Key.actor("t"))).hasSize(1);
      assertThat(actors.requests().list(DESK)).hasSize(1);
      assertThat(actors.letters().open(A)).isEmpty();
      assertThat(actors.history().state(A, OptionalLong.empty()).state()).isNotNull();
      assertThat(actors.history().replay(A, _ -> {}).equal()).isTrue();
      assertThat(actors.pauses().isHomePaused()).isFalse();
      assertThat(actors.awaitDelivered(Duration.ofDays(1))).isTrue();
      assertThat(actors.workload().outboxWaiting()).isOne();
      assertThat(actors.workload().inMemory()).isZero();
    }
    assertThat(log()).isEqualTo(before);
  }

  @Test
  void goesOnWithWhatWaitsOnceAnActorIsAsked() {
    try (TestNode node = asleep()) {
      var _ = node.request("t", "L");
      awaitAll(node.actors());
      assertThat(node.actors().awaitDelivered(Duration.ofDays(1))).isTrue();
      assertThat(node.actors().workload().outboxWaiting()).isZero();
      assertThat(node.actors().workload().timers()).isZero();
      assertThat(node.actors().requests().list(DESK)).isEmpty();
    }
  }

  @Test
  void goesOnOnceAnActorIsStarted() {
    try (TestNode node = asleep()) {
      node.actors().lifecycle().stop(Key.actor("t"), "test");
      assertThat(node.actors().workload().outboxWaiting()).isOne();
      node.start("t", "probe/alarms", "[grants]", "timers = true");
      awaitAll(node.actors());
    }
  }

  @Test
  void goesOnOnceARequestIsAnswered() {
    try (TestNode node = asleep()) {
      node.actors().lifecycle().pause(DESK, "so that nothing expires");
      assertThat(node.actors().workload().outboxWaiting()).isOne();
      node.actors().lifecycle().resume(DESK, "test");
      awaitAll(node.actors());
    }
  }

  @Test
  void leavesOthersAsleepWhenOneIsStopped() {
    try (TestNode node = asleep()) {
      node.actors().lifecycle().stop(Key.actor("desk"), "test");
      node.actors().lifecycle().pause(Key.actor("b"), "test");
      assertThat(node.actors().workload().outboxWaiting()).isOne();
      assertThat(node.blocks("b")).hasSize(2);
      assertThat(node.blocks("t")).hasSize(2);
    }
  }
}
