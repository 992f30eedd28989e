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
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.engine.OverloadedException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Extensions;
import dev.odeon.runtime.Message;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final Key KEY = Key.actor("b");

  private final Ports ports =
      new Ports(Clock.system(), new SeededEntropy(1), new SimDisk(1), Threads.system());
  private TestNode node = TestNode.open(ports);
  private final List<Pending<Answer>> answers = new ArrayList<>();

  @AfterEach
  void close() {
    node.close();
  }

  private void reopen() {
    node.close();
    node = TestNode.open(ports);
  }

  /** Sends what {@code send} sends while no guest thread is free, and waits for the answers. */
  private List<Answer> together(Runnable send) {
    answers.clear();
    try (BusyThreads _ = BusyThreads.of(node)) {
      send.run();
    }
    return answers.stream().map(Pending::await).toList();
  }

  private void send(String... bodies) {
    for (String body : bodies) {
      send(Message.send(KEY, body, Bytes.utf8(body)));
    }
  }

  private void send(Message message) {
    Delivery delivery = node.actors().deliver(message);
    assertThat(delivery).isInstanceOf(Delivery.Accepted.class);
    answers.add(((Delivery.Accepted) delivery).answer());
  }

  private String state() {
    Bytes state = node.actors().history().state(KEY, OptionalLong.empty()).state();
    return Objects.requireNonNull(state).text();
  }

  private void assertReplays() {
    assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
  }

  private static List<String> ids(Block block) {
    return block.causes().stream()
        .map(cause -> String.valueOf(((EventData.Message) cause.data()).id()))
        .toList();
  }

  @Test
  void takesWhatWaitsAsOneTurnAndOneBlock() {
    BatchGuest.start(node, "b");
    List<Answer> answered = together(() -> send("a", "b", "c"));

    List<Block> blocks = node.blocks("b");
    assertThat(blocks).hasSize(2);
    assertThat(ids(blocks.getLast())).containsExactly("a", "b", "c");
    assertThat(blocks.getLast().causes())
        .extracting(cause -> cause.name())
        .containsOnly("odeon:actor/batch#handle-batch");
    assertThat(answered)
        .containsOnly(new Answer.Completed(Outcome.RETURNED, null, blocks.getLast().head(), false));
    assertThat(state()).isEqualTo("[a;b;c;]");
    assertReplays();
  }

  @Test
  void hasTheSameStateAfterARestart() {
    BatchGuest.start(node, "b");
    together(() -> send("a", "b", "c"));
    reopen();

    assertThat(state()).isEqualTo("[a;b;c;]");
    assertThat(node.send("b", "d").outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(state()).isEqualTo("[a;b;c;]d;");
    assertReplays();
  }

  @Test
  void runsTheSameInAWhatIf() {
    BatchGuest.start(node, "b");
    together(() -> send("a", "b"));

    var same = node.actors().history().whatIf(KEY, BatchGuest.UNVERSIONED, _ -> {});
    assertThat(same.differences()).isEmpty();
    var other = node.actors().history().whatIf(KEY, BatchGuest.BATCHES_ALONE, _ -> {});
    assertThat(other.differences()).isEmpty();
  }

  @Test
  void takesOneThatComesAloneAlone() {
    BatchGuest.start(node, "b");
    node.send("b", "a");
    assertThat(state()).isEqualTo("a;");
  }

  @Test
  void takesOneAsABatchIfTheGuestTakesNothingElse() {
    BatchGuest.start(node, "b", BatchGuest.BATCHES_ALONE);
    node.send("b", "a");

    assertThat(state()).isEqualTo("[a;]");
    assertReplays();
    Message once = Message.send(KEY, "once", Bytes.utf8("o"));
    TestNode.taken(node.answer(once));
    assertThat(TestNode.taken(node.answer(once)).duplicate()).isTrue();
  }

  @Test
  void knowsEachMessageOfABatchAgain() {
    BatchGuest.start(node, "b");
    Answer.Completed first = (Answer.Completed) together(() -> send("a", "b", "c")).getFirst();
    for (int i = 0; i < 2; i++) {
      for (String id : List.of("a", "b", "c")) {
        Answer.Completed again = TestNode.taken(node.answer(Message.send(KEY, id, Bytes.utf8(id))));
        assertThat(again.duplicate()).isTrue();
        assertThat(again.block()).isEqualTo(first.block());
      }
      assertThat(node.answer(Message.send(KEY, "b", Bytes.utf8("other"))))
          .isEqualTo(new Answer.IdempotencyKeyReused(first.block()));
      reopen();
    }
    assertThat(state()).isEqualTo("[a;b;c;]");
  }

  @Test
  void takesAMessageThatWaitsTwiceOnce() {
    BatchGuest.start(node, "b");
    List<Answer> answered = together(() -> send("a", "b", "a", "c"));

    assertThat(state()).isEqualTo("[a;b;]c;");
    assertThat(answered).allMatch(each -> each instanceof Answer.Completed);
    assertThat(((Answer.Completed) answered.get(2)).duplicate()).isTrue();
  }

  @Test
  void closesAllOfABatchThatIsRejected() {
    BatchGuest.start(node, "b");
    List<Answer> answered = together(() -> send("a", "r", "c"));

    Block rejected = node.blocks("b").getLast();
    assertThat(ids(rejected)).containsExactly("a", "r", "c");
    assertThat(answered)
        .containsOnly(
            new Answer.Completed(new Outcome.Rejected("no"), null, rejected.head(), false));
    assertThat(TestNode.taken(node.answer(Message.send(KEY, "a", Bytes.utf8("a")))).duplicate())
        .isTrue();
    assertReplays();
  }

  @Test
  void takesEachAloneOnceABatchTraps() {
    BatchGuest.start(node, "b");
    List<Answer> answered = together(() -> send("a", "x", "c"));

    List<Block> blocks = node.blocks("b");
    assertThat(blocks).hasSize(5);
    assertThat(blocks.get(1).causes()).hasSize(3);
    assertThat(blocks.get(1).header().outcome()).isInstanceOf(Outcome.Trapped.class);
    assertThat(blocks.subList(2, 5))
        .allSatisfy(block -> {
          assertThat(block.causes()).hasSize(1);
          assertThat(((EventData.Message) block.event(0).data()).attempt()).isEqualTo(2);
        });
    assertThat(answered)
        .extracting(each -> ((Answer.Completed) each).block())
        .containsExactlyElementsOf(blocks.subList(2, 5).stream().map(Block::head).toList());
    assertThat(((Answer.Completed) answered.get(1)).outcome()).isInstanceOf(Outcome.Trapped.class);
    assertThat(state()).isEqualTo("a;c;");
    assertReplays();
  }

  @Test
  void takesAMessageThatFailedBeforeAlone() {
    BatchGuest.start(node, "b");
    together(() -> send("a", "x"));
    together(() -> send("b", "x", "c", "d"));

    assertThat(state()).isEqualTo("a;b;[c;d;]");
    reopen();
    together(() -> send("e", "x", "f"));
    assertThat(state()).isEqualTo("a;b;[c;d;]e;f;");
    assertReplays();
  }

  @Test
  void takesAtMostSoManyAtATime() {
    BatchGuest.start(node, "b");
    together(() ->
        IntStream.range(0, TestNode.settings().mailboxCapacity()).forEach(i -> send("m" + i)));
    assertThat(node.blocks("b").get(1).causes()).hasSize(BatchCollector.MESSAGES_MAX);
  }

  @Test
  void takesAtMostSoManyBytesAtATime() {
    BatchGuest.start(node, "b", BatchGuest.UNVERSIONED);
    String large = "r".repeat(64 << 10);
    together(() ->
        IntStream.range(0, 20).forEach(i -> send(Message.send(KEY, "m" + i, Bytes.utf8(large)))));

    assertThat(node.blocks("b")).hasSize(3);
    assertThat(node.blocks("b").get(1).causes()).hasSize(16);
  }

  @Test
  void mixesNoLanes() {
    BatchGuest.start(node, "b");
    together(() -> {
      send("n1");
      send(Message.send(KEY, "l", Bytes.utf8("l1")).withPriority(Priority.LOW));
      send("n2");
      send(Message.send(KEY, "h", Bytes.utf8("h1")).withPriority(Priority.HIGH));
      send("n3");
    });

    assertThat(state()).isEqualTo("h1;[n1;n2;n3;]l1;");
  }

  @Test
  void asksBeforeItPaysInABatch() {
    Till till = new Till();
    AtomicBoolean overloaded = new AtomicBoolean(true);
    Extensions shop =
        till.offered(_ -> {
          if (overloaded.getAndSet(false)) {
            throw new OverloadedException("a test");
          }
        });
    node.close();
    node = TestNode.open(ports, TestNode.settings(), shop, dedup -> dedup);
    BatchGuest.start(node, "b", BatchGuest.PAYING, "[grants]", "till = true");
    List<Answer> refused = together(() -> send("a", "$", "c"));
    assertThat(refused).allMatch(each -> each instanceof Answer.Refused);

    List<Answer> again = together(() -> send("a", "$", "c"));
    assertThat(again).allMatch(each -> ((Answer.Completed) each).duplicate());
    assertThat(ids(node.blocks("b").get(1))).containsExactly("a", "$", "c");
    assertThat(till.calls()).containsExactly("b/1/0", "b/1/0");
    assertThat(state()).isEqualTo("[a;$;c;]");
    assertReplays();
  }
}
