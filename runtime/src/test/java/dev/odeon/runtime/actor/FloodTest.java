package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Priority;
import dev.odeon.base.Threads;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While a flood goes on, others get their turns: else these tests would not end. */
@Timeout(60)
class FloodTest {
  private static final int MESSAGES = 20;

  private final TestNode node =
      TestNode.open(
          new Ports(Clock.system(), new SeededEntropy(1), new SimDisk(1), Threads.system()));

  @AfterEach
  void close() {
    node.close();
  }

  /** Keeps the mailboxes of some actors full until it is closed. */
  private final class Flood implements AutoCloseable {
    private final List<Thread> feeders = new ArrayList<>();
    private final AtomicLong taken = new AtomicLong();
    private volatile boolean over;

    Flood(List<Key> actors, Priority priority) {
      for (Key actor : actors) {
        feeders.add(Thread.ofPlatform().start(() -> feed(actor, priority)));
      }
      while (taken.get() < 100) {
        Thread.onSpinWait();
      }
    }

    private void feed(Key actor, Priority priority) {
      Pending<Answer> last = null;
      while (!over) {
        Message message =
            Message.send(actor, TestNode.freshId(), Bytes.utf8("1")).withPriority(priority);
        switch (node.actors().deliver(message)) {
          case Delivery.Accepted(Pending<Answer> answer) -> {
            last = answer;
            answer.whenDone((_, _) -> taken.incrementAndGet());
          }
          case Delivery.Full _ -> {
            if (last != null) {
              last.await();
            }
          }
          case Delivery other -> throw new IllegalStateException("" + other);
        }
      }
    }

    @Override
    public void close() {
      over = true;
      for (Thread feeder : feeders) {
        try {
          feeder.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private Key counter(String tenant, String id) {
    Key key = new Key(tenant, Key.DEFAULT_CATEGORY, id);
    String manifest = "module = \"counter.wasm\"";
    node.actors()
        .lifecycle()
        .start(
            key,
            Manifest.parse("test.toml", Bytes.utf8(manifest), node.actors().capabilities()),
            Bytes.wrap(SampleGuests.module("counter")));
    return key;
  }

  private void countsInStep(Key key, Priority priority) {
    for (int i = 0; i < MESSAGES; i++) {
      Message message =
          Message.send(key, TestNode.freshId(), Bytes.utf8("1")).withPriority(priority);
      assertThat(TestNode.taken(node.answer(message)).outcome()).isEqualTo(Outcome.RETURNED);
    }
  }

  @Test
  void ofOneActorLeavesAnotherItsTurns() {
    Key flooded = counter(Key.DEFAULT_TENANT, "flooded");
    Key quiet = counter(Key.DEFAULT_TENANT, "quiet");
    try (Flood _ = new Flood(List.of(flooded), Priority.HIGH)) {
      countsInStep(quiet, Priority.LOW);
    }
  }

  @Test
  void ofManyActorsOfATenantLeavesAnotherTenantItsTurns() {
    List<Key> flooded = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      flooded.add(counter("noisy", "flooded-" + i));
    }
    Key quiet = counter("quiet", "counter");
    var _ =
        node.actors()
            .tenants()
            .set("noisy", Map.of(TenantLimit.WEIGHT, Optional.of(100L)), "a test");
    try (Flood _ = new Flood(flooded, Priority.NORMAL)) {
      countsInStep(quiet, Priority.NORMAL);
    }
  }

  @Test
  void ofHighMessagesLeavesLowOnesTheirShare() {
    Key flooded = counter(Key.DEFAULT_TENANT, "flooded");
    try (Flood _ = new Flood(List.of(flooded), Priority.HIGH)) {
      countsInStep(flooded, Priority.LOW);
    }
  }

  @Test
  void ofOneActorDoesNotDelayItsStop() {
    Key flooded = counter(Key.DEFAULT_TENANT, "flooded");
    List<Pending<Answer>> waiting = new ArrayList<>();
    try (BusyThreads _ = BusyThreads.of(node)) {
      for (int i = 0; i < MESSAGES; i++) {
        Message message = Message.send(flooded, TestNode.freshId(), Bytes.utf8("1"));
        waiting.add(((Delivery.Accepted) node.actors().deliver(message)).answer());
      }
      Thread.ofPlatform().start(() -> node.actors().lifecycle().stop(flooded, "a test"));
      while (node.actors().workload().waiting() < MESSAGES + 1) {
        Thread.onSpinWait();
      }
    }
    assertThat(waiting)
        .allSatisfy(each -> assertThat(each.await()).isInstanceOf(Answer.Refused.class));
  }
}
