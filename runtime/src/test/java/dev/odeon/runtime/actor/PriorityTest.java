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
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PriorityTest {
  private final TestNode node =
      TestNode.open(
          new Ports(Clock.system(), new SeededEntropy(1), new SimDisk(1), Threads.system()));
  private BusyThreads busy;
  private final List<Pending<Answer>> answers = new ArrayList<>();

  @BeforeEach
  void hold() {
    node.start("counter", "counter", "[mailbox]", "capacity = 8");
    busy = BusyThreads.of(node);
  }

  private void letGo() {
    busy.close();
  }

  @AfterEach
  void close() {
    letGo();
    node.close();
  }

  private Delivery deliver(TurnRequest request) {
    Delivery delivery = node.actors().deliver(request);
    if (delivery instanceof Delivery.Accepted accepted) {
      answers.add(accepted.answer());
    }
    return delivery;
  }

  private Delivery send(String id, Priority priority) {
    return deliver(Message.send(Key.actor("counter"), id, Bytes.utf8("1")).withPriority(priority));
  }

  private List<EventData.Message> taken() {
    answers.forEach(answer -> assertThat(answer.await()).isInstanceOf(Answer.Completed.class));
    return node.blocks("counter").stream()
        .skip(1)
        .peek(block -> assertThat(block.header().outcome()).isEqualTo(Outcome.RETURNED))
        .map(block -> (EventData.Message) block.event(0).data())
        .toList();
  }

  @Test
  void takesHighBeforeNormalBeforeLowAndRecordsTheLane() {
    for (int i = 0; i < 3; i++) {
      for (Priority priority : List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH)) {
        send(priority.text() + i, priority);
      }
    }
    letGo();

    List<EventData.Message> taken = taken();
    assertThat(taken)
        .extracting(message -> message.id().toString())
        .containsExactly(
            "high0", "high1", "high2", "normal0", "normal1", "normal2", "low0", "low1", "low2");
    assertThat(taken.getFirst().lane()).isEqualTo(Lane.HIGH);
    assertThat(taken.getLast().lane()).isEqualTo(Lane.LOW);
    assertThat(node.actors().history().replay(Key.actor("counter"), _ -> {}).equal()).isTrue();
  }

  @Test
  void keepsAHighOneOutForNoFloodOfLowOnes() {
    for (int i = 0; i < 8; i++) {
      assertThat(send("low" + i, Priority.LOW)).isInstanceOf(Delivery.Accepted.class);
    }

    assertThat(send("low8", Priority.LOW)).isEqualTo(new Delivery.Full(8));
    assertThat(send("high", Priority.HIGH)).isInstanceOf(Delivery.Accepted.class);
    letGo();
    assertThat(taken().getFirst().id()).hasToString("high");
  }

  @Test
  void takesAStopBeforeAllMessages() {
    send("high", Priority.HIGH);
    Pending<Answer> stopped = new Pending<>(Threads.system());
    Thread stopper =
        Thread.ofPlatform()
            .start(() ->
                stopped.complete(node.actors().lifecycle().stop(Key.actor("counter"), "a test")));
    while (node.actors().workload().waiting() < 2) {
      Thread.onSpinWait();
    }
    letGo();

    assertThat(stopped.await()).isInstanceOf(Answer.Completed.class);
    assertThat(answers.getLast().await()).isInstanceOf(Answer.Refused.class);
    assertThat(stopper.isDaemon()).isFalse();
  }

  @Test
  void isTheSameMessageInAnotherLane() {
    send("once", Priority.LOW);
    send("once", Priority.HIGH);
    letGo();

    assertThat(taken()).extracting(EventData.Message::lane).containsExactly(Lane.HIGH);
    assertThat(answers.getLast().await())
        .isInstanceOfSatisfying(
            Answer.Completed.class, done -> assertThat(done.duplicate()).isFalse());
    assertThat(answers.get(answers.size() - 2).await())
        .isInstanceOfSatisfying(
            Answer.Completed.class, done -> assertThat(done.duplicate()).isTrue());
  }
}
