package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.ManifestException;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.ReplayReport;
import dev.odeon.runtime.StateAt;
import dev.odeon.runtime.WhatIfReport;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActorsTest {
  private final SimDisk disk = new SimDisk(1);
  private final Ports ports =
      new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system());
  private TestNode node;

  @BeforeEach
  void open() {
    node = TestNode.open(ports);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private void reopen() {
    node.close();
    open();
  }

  @Test
  void spawnsAnActorThatCounts() {
    Answer.Completed started = TestNode.taken(node.start("c", "counter"));

    assertThat(started.outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(started.block().height()).isZero();
    assertThat(node.send("c", "inc").reply()).isNull();
    assertThat(node.request("c", "41")).isEqualTo("42");
    assertThat(node.request("c", "get")).isEqualTo("42");
    assertThat(node.counter("c")).isEqualTo(42);
  }

  @Test
  void writesOneBlockATurnWithEverythingInIt() {
    node.start("c", "counter");
    node.send("c", "inc");
    node.request("c", "get");

    List<Block> blocks = node.blocks("c");
    assertThat(blocks).hasSize(3);
    assertThat(kinds(blocks.get(0)))
        .containsExactly(EventKind.LIFECYCLE, EventKind.NOTE, EventKind.STATE);
    assertThat(kinds(blocks.get(1))).containsExactly(EventKind.MESSAGE, EventKind.STATE);
    assertThat(kinds(blocks.get(2))).containsExactly(EventKind.MESSAGE, EventKind.REPLY);
    assertThat(blocks.get(2).header().parent()).isEqualTo(blocks.get(1).hash());
    assertThat(blocks.get(2).header().stateHash()).isEqualTo(blocks.get(1).header().stateHash());
  }

  @Test
  void goesOnAfterReopening() {
    node.start("c", "counter");
    node.send("c", "5");
    reopen();

    assertThat(node.request("c", "inc")).isEqualTo("6");
    assertThat(node.actors().reports().list("default"))
        .singleElement()
        .satisfies(status -> {
          assertThat(status.registration().status()).isEqualTo(Registration.Status.RUNNING);
          assertThat(status.head().height()).isEqualTo(2);
        });
  }

  @Test
  void makesTheSameChainWithAndWithoutRestarts() {
    node.start("stays", "probe/remembers");
    node.start("comes", "probe/remembers");
    for (int i = 0; i < 5; i++) {
      assertThat(node.request("stays", "x")).isEqualTo("1 1 1");
      reopen();
      assertThat(node.request("comes", "x")).isEqualTo("1 1 1");
    }
    List<Block> stays = node.blocks("stays");
    List<Block> comes = node.blocks("comes");
    for (int i = 0; i < stays.size(); i++) {
      assertThat(stays.get(i).header().stateHash()).isEqualTo(comes.get(i).header().stateHash());
      assertThat(stays.get(i).eventCount()).isEqualTo(comes.get(i).eventCount());
    }
  }

  @Test
  void answersAMessageSentAgainWithWhatCameOfIt() {
    node.start("c", "counter");
    Message message = Message.request(Key.actor("c"), "once", Bytes.utf8("inc"));
    Answer.Completed first = TestNode.taken(node.answer(message));
    Answer.Completed second = TestNode.taken(node.answer(message));
    reopen();
    Answer.Completed third = TestNode.taken(node.answer(message));

    assertThat(first.duplicate()).isFalse();
    assertThat(second)
        .isEqualTo(new Answer.Completed(first.outcome(), first.reply(), first.block(), true));
    assertThat(third).isEqualTo(second);
    assertThat(node.counter("c")).isEqualTo(1);
  }

  @Test
  void refusesAnIdThatWasAnotherMessages() {
    node.start("c", "counter");
    Answer.Completed first =
        TestNode.taken(node.answer(Message.send(Key.actor("c"), "id", Bytes.utf8("1"))));
    Answer other = node.answer(Message.send(Key.actor("c"), "id", Bytes.utf8("2")));
    Answer kind = node.answer(Message.request(Key.actor("c"), "id", Bytes.utf8("1")));
    reopen();
    Answer later = node.answer(Message.send(Key.actor("c"), "id", Bytes.utf8("2")));

    assertThat(other).isEqualTo(new Answer.IdempotencyKeyReused(first.block()));
    assertThat(kind).isEqualTo(other);
    assertThat(later).isEqualTo(other);
  }

  @Test
  void takesTheSameIdAgainAfterATrapAsTheNextAttempt() {
    node.start("t", "hostile/traps");
    Message message = Message.send(Key.actor("t"), "again", Bytes.utf8("u"));

    for (int attempt = 1; attempt <= 3; attempt++) {
      Answer.Completed taken = TestNode.taken(node.answer(message));
      assertThat(taken.outcome()).isInstanceOf(Outcome.Trapped.class);
      Event cause = node.blocks("t").getLast().event(0);
      assertThat(((EventData.Message) cause.data()).attempt()).isEqualTo(attempt);
      if (attempt == 2) {
        reopen();
      }
    }
  }

  @Test
  void keepsTheStateWhenTheGuestRejects() {
    node.start("c", "counter");
    node.send("c", "3");

    Answer.Completed rejected = node.send("c", "three");

    assertThat(rejected.outcome()).isInstanceOf(Outcome.Rejected.class);
    assertThat(node.counter("c")).isEqualTo(3);
    assertThat(node.send("c", "inc").outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(node.counter("c")).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "hostile/loops-in-send, x, exhausted: time",
    "hostile/recurses, x, exhausted: stack",
    "hostile/grows-then-traps, x, exhausted: memory",
    "hostile/fills-table, x, exhausted: table",
    "hostile/lies, r, exhausted: output",
    "hostile/lies, a, trapped",
    "hostile/traps, d, trapped: divide-by-zero",
    "hostile/logs-too-much, x, exhausted: output",
    "hostile/rejects, no, rejected: no",
  })
  void letsAGuestFailItsOwnTurnOnly(String guest, String body, String outcome) {
    assertThat(TestNode.taken(node.start("h", guest)).outcome()).isEqualTo(Outcome.RETURNED);
    node.start("c", "counter");

    assertThat(node.send("h", body).outcome().text()).startsWith(outcome);
    assertThat(node.request("c", "inc")).isEqualTo("1");
    assertThat(node.actors().history().replay(Key.actor("h"), _ -> {}).equal()).isTrue();
    reopen();
    assertThat(node.send("h", body).outcome().text()).startsWith(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    "hostile/traps-in-init, trapped: unreachable",
    "hostile/rejects-init, rejected: not today",
    "hostile/loops-in-init, exhausted: time",
    "hostile/realloc-loops, exhausted: time",
    "hostile/loops-in-start, exhausted: time",
    "hostile/start-asks-time, trapped: denied",
  })
  void recordsAnInitThatFailsAndLetsItBeTriedAgain(String guest, String outcome) {
    String grant = "[grants]\ntiming = true";
    Answer.Completed failed = TestNode.taken(node.start("f", guest, grant));
    assertThat(failed.outcome().text()).startsWith(outcome);
    assertThat(node.actors().deliver(Message.send(Key.actor("f"), "m", Bytes.empty())))
        .isInstanceOfSatisfying(
            Delivery.Stopped.class, s -> assertThat(s.reason()).contains(outcome));
    reopen();

    Answer.Completed started = TestNode.taken(node.start("f", "counter"));

    assertThat(started.outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(started.block().height()).isEqualTo(1);
    assertThat(node.request("f", "inc")).isEqualTo("1");
    reopen();
    assertThat(node.counter("f")).isEqualTo(1);
    assertThat(node.actors().history().replay(Key.actor("f"), _ -> {}).equal()).isTrue();
  }

  @Test
  void stopsAndStartsAgainWithItsState() {
    node.start("c", "counter");
    node.send("c", "7");
    node.actors().lifecycle().stop(Key.actor("c"), "enough");

    assertThat(node.actors().deliver(Message.send(Key.actor("c"), "m", Bytes.empty())))
        .isEqualTo(new Delivery.Stopped("stopped: enough"));
    reopen();
    assertThatThrownBy(() -> node.start("c", "echo"))
        .isInstanceOf(ActorException.class)
        .hasMessageContaining("another module");
    assertThat(TestNode.taken(node.start("c", "counter")).outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(node.request("c", "inc")).isEqualTo("8");
    assertThat(node.actors().history().replay(Key.actor("c"), _ -> {}).equal()).isTrue();
  }

  @Test
  void leavesAloneWhatRunsOrIsStoppedAlready() {
    Answer.Completed started = TestNode.taken(node.start("c", "counter"));
    assertThat(node.start("c", "counter"))
        .isEqualTo(new Answer.Completed(Outcome.RETURNED, null, started.block(), true));
    assertThatThrownBy(() -> node.start("c", "echo"))
        .hasMessageContaining("runs already, with another module");
    Answer.Completed stopped = TestNode.taken(node.actors().lifecycle().stop(Key.actor("c"), "x"));
    assertThat(node.actors().lifecycle().stop(Key.actor("c"), "y"))
        .isEqualTo(new Answer.Completed(Outcome.RETURNED, null, stopped.block(), true));
    assertThatThrownBy(() -> node.actors().lifecycle().stop(Key.actor("nobody"), "x"))
        .hasMessageContaining("there is no actor nobody");
  }

  @Test
  void refusesAManifestThatAsksForMoreThanTheServerAllows() {
    assertThatThrownBy(() -> node.start("c", "counter", "[limits]", "memory_mb = 65"))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("limits.memory_mb is 65");
  }

  @Test
  void refusesWhatHasNoPlace() {
    node.start("c", "counter");
    Bytes large = Bytes.wrap(new byte[(64 << 10) + 1]);

    assertThat(node.actors().deliver(Message.send(Key.actor("c"), "m", large)))
        .isEqualTo(new Delivery.TooLarge((64 << 10) + 1, 64 << 10));
    assertThat(node.actors().deliver(Message.send(Key.actor("x"), "m", Bytes.empty())))
        .isEqualTo(new Delivery.NoSuchActor());
  }

  @Test
  void refusesMessagesWhenTheMailboxIsFull() {
    node.start("l", "hostile/loops-in-send", "[mailbox]", "capacity = 2");
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      deliveries.add(node.actors().deliver(Message.send(Key.actor("l"), "m" + i, Bytes.utf8("x"))));
    }

    assertThat(deliveries).contains(new Delivery.Full(2));
    assertThat(deliveries.getFirst()).isInstanceOf(Delivery.Accepted.class);
  }

  @Test
  void writesNothingForAMessageThatWaitedTooLong() {
    node.start("l", "hostile/loops-in-send", "[limits]", "time_ms = 200");
    Key key = Key.actor("l");
    Delivery slow = node.actors().deliver(Message.send(key, "slow", Bytes.utf8("x")));
    Message hurried =
        new Message(
            key, "hurried", Message.Kind.SEND, Bytes.empty(), Duration.ofMillis(20), null, null);
    Delivery late = node.actors().deliver(hurried);

    assertThat(((Delivery.Accepted) late).answer().await())
        .isEqualTo(new Answer.DeadlineExceeded());
    ((Delivery.Accepted) slow).answer().await();
    assertThat(node.blocks("l")).hasSize(2);
  }

  @Test
  void answersARequestInALaterTurn() {
    node.start("d", "probe/defers", "[grants]", "message-server-host = true");
    Message request = Message.request(Key.actor("d"), "r", Bytes.utf8("please"));
    Pending<Answer> first = ((Delivery.Accepted) node.actors().deliver(request)).answer();
    Pending<Answer> again = ((Delivery.Accepted) node.actors().deliver(request)).answer();

    node.send("d", "here");

    assertThat(TestNode.taken(first.await()).reply()).isEqualTo(Bytes.utf8("here"));
    assertThat(TestNode.taken(again.await()).duplicate()).isTrue();
    reopen();
    assertThat(TestNode.taken(node.answer(request)).reply()).isEqualTo(Bytes.utf8("here"));
    ReplayReport report = node.actors().history().replay(Key.actor("d"), _ -> {});
    assertThat(report.divergences()).isEmpty();
    assertThat(report.last()).isEqualTo(report.expected());
  }

  @Test
  void answersARequestThatARestartLeftOpen() {
    node.start("d", "probe/defers", "[grants]", "message-server-host = true");
    Message request = Message.request(Key.actor("d"), "r", Bytes.utf8("please"));
    Pending<Answer> before = ((Delivery.Accepted) node.actors().deliver(request)).answer();
    reopen();
    assertThat(before.await()).isInstanceOf(Answer.Stopping.class);
    Pending<Answer> after = ((Delivery.Accepted) node.actors().deliver(request)).answer();

    node.send("d", "late");

    assertThat(TestNode.taken(after.await()).reply()).isEqualTo(Bytes.utf8("late"));
  }

  @Test
  void endsTheWaitOfWhoJoinsAnOpenRequestAtTheirOwnDeadline() {
    node.start("d", "probe/defers", "[grants]", "message-server-host = true");
    Pending<Answer> patient = deliver(request("r", null));
    Answer hurried = node.answer(request("r", Duration.ofMillis(50)));

    assertThat(hurried).isEqualTo(new Answer.Unanswered(node.blocks("d").getLast().head()));
    assertThat(patient.isDone()).isFalse();
    node.send("d", "here");
    assertThat(TestNode.taken(patient.await()).reply()).isEqualTo(Bytes.utf8("here"));
    Answer.Completed later = TestNode.taken(node.answer(request("r", Duration.ofDays(1))));
    assertThat(later.reply()).isEqualTo(Bytes.utf8("here"));
    assertThat(later.duplicate()).isTrue();
    assertThat(node.actors().history().replay(Key.actor("d"), _ -> {}).equal()).isTrue();
  }

  @Test
  void endsTheWaitInAMailboxAtTheDeadlineWhateverStandsBeforeIt() {
    node.start("l", "hostile/loops-in-send");
    Pending<Answer> slow = deliver(Message.send(Key.actor("l"), "slow", Bytes.utf8("x")));
    Pending<Answer> late =
        deliver(
            new Message(
                Key.actor("l"),
                "late",
                Message.Kind.SEND,
                Bytes.empty(),
                Duration.ofMillis(1),
                null,
                null));
    assertThat(late.await()).isEqualTo(new Answer.DeadlineExceeded());
    assertThat(slow.isDone()).isFalse();
    assertThat(slow.await()).isInstanceOf(Answer.Completed.class);
    assertThat(node.blocks("l")).hasSize(2);
  }

  @Test
  void givesATurnUpThatTakesLongerThanItsClosingMayTake() {
    node.start("l", "hostile/loops-in-send");
    node.start("c", "counter");
    node.send("c", "inc");
    Pending<Answer> endless = deliver(Message.send(Key.actor("l"), "m", Bytes.utf8("x")));

    node.actors().close(Duration.ZERO);

    open();
    assertThat(node.counter("c")).isEqualTo(1);
    assertThat(endless.await()).isNotInstanceOf(Answer.Completed.class);
    assertThat(node.blocks("l")).hasSize(1);
  }

  private Pending<Answer> deliver(Message message) {
    return ((Delivery.Accepted) node.actors().deliver(message)).answer();
  }

  private static Message request(String id, @Nullable Duration deadline) {
    return new Message(
        Key.actor("d"), id, Message.Kind.REQUEST, Bytes.utf8("please"), deadline, null, null);
  }

  @Test
  void recordsWhatAGuestReadsAndReplaysIt() {
    node.start("dice", "probe/dice", "[grants]", "random = true", "timing = true");
    for (int i = 0; i < 3; i++) {
      node.request("dice", "throw");
    }

    ReplayReport report = node.actors().history().replay(Key.actor("dice"), _ -> {});

    assertThat(report.equal()).isTrue();
    assertThat(report.run()).isEqualTo(4);
    assertThat(kinds(node.blocks("dice").getLast()))
        .containsExactly(
            EventKind.MESSAGE, EventKind.CALL, EventKind.CALL, EventKind.STATE, EventKind.REPLY);
  }

  @Test
  void tellsTheStateOfEveryHeight() {
    node.start("c", "counter");
    for (int i = 0; i < 20; i++) {
      node.send("c", "inc");
    }
    for (int height = 0; height <= 20; height++) {
      StateAt at = node.actors().history().state(Key.actor("c"), OptionalLong.of(height));
      assertThat(at.state()).isNotNull();
      assertThat(at.state().at(0)).isEqualTo((byte) height);
      assertThat(at.head().height()).isEqualTo(height);
    }
    assertThatThrownBy(() -> node.actors().history().state(Key.actor("c"), OptionalLong.of(21)))
        .hasMessageContaining("has no block 21");
  }

  @Test
  void rebuildsALargeStateByRunningTurnsAgain() {
    node.start("b", "probe/ballast");
    node.request("b", "100000");
    for (int i = 0; i < 30; i++) {
      node.send("b", "x");
    }
    reopen();

    assertThat(node.request("b", "?")).isEqualTo("30");
    assertThat(node.actors().history().state(Key.actor("b"), OptionalLong.of(11)).state())
        .satisfies(state -> assertThat(state.at(0)).isEqualTo((byte) 10));
  }

  @Test
  void tellsNoneFromEmpty() {
    node.start("n", "probe/nothing");
    assertThat(node.request("n", "")).isEqualTo("none");
    node.send("n", "empty");
    assertThat(node.request("n", "")).isEqualTo("some 0");
    reopen();
    assertThat(node.request("n", "")).isEqualTo("some 0");
    node.send("n", "none");
    assertThat(node.request("n", "")).isEqualTo("none");
    assertThat(node.blocks("n").getLast().header().stateHash()).isNull();
  }

  @Test
  void logsAFloatModulesStateEachTimeItChanges() {
    node.start("f", "probe/floats");
    node.answer(Message.send(Key.actor("f"), "m", Bytes.ofHex("000000000000f03f")));
    reopen();
    Bytes reply =
        TestNode.taken(
                node.answer(Message.request(Key.actor("f"), "r", Bytes.ofHex("000000000000f03f"))))
            .reply();

    assertThat(reply).isEqualTo(Bytes.ofHex("0000000000000040"));
  }

  @Test
  void comparesOtherCodeWithTheSameHistory() {
    node.start("c", "counter");
    node.send("c", "inc");
    node.request("c", "get");

    WhatIfReport same =
        node.actors()
            .history()
            .whatIf(Key.actor("c"), Bytes.wrap(SampleGuests.module("counter")), _ -> {});
    WhatIfReport other =
        node.actors()
            .history()
            .whatIf(Key.actor("c"), Bytes.wrap(SampleGuests.module("echo")), _ -> {});

    assertThat(same.clean()).isTrue();
    assertThat(other.clean()).isFalse();
    assertThat(other.different()).isEqualTo(3);
    assertThat(node.blocks("c")).hasSize(3);
  }

  @Test
  void runsManyActorsAtOnceAndEachInOrder() {
    List<Pending<Answer>> answers = new ArrayList<>();
    for (int actor = 0; actor < 20; actor++) {
      node.start("a" + actor, "counter");
    }
    for (int round = 1; round <= 30; round++) {
      for (int actor = 0; actor < 20; actor++) {
        Message message = Message.request(Key.actor("a" + actor), "r" + round, Bytes.utf8("inc"));
        answers.add(((Delivery.Accepted) node.actors().deliver(message)).answer());
      }
    }
    for (int i = 0; i < answers.size(); i++) {
      assertThat(TestNode.taken(answers.get(i).await()).reply())
          .isEqualTo(Bytes.utf8("" + (i / 20 + 1)));
    }
  }

  @Test
  void losesNothingWhenDerivedDataIsDeleted() {
    node.start("b", "probe/ballast");
    node.request("b", "5000");
    Message message = Message.send(Key.actor("b"), "once", Bytes.utf8("x"));
    node.answer(message);
    node.close();
    disk.files().stream()
        .filter(file -> file.startsWith(TestNode.FOLDER.resolve("derived")))
        .forEach(disk::delete);
    open();

    assertThat(TestNode.taken(node.answer(message)).duplicate()).isTrue();
    assertThat(node.request("b", "?")).isEqualTo("1");
  }

  private static List<EventKind> kinds(Block block) {
    return block.events().stream().map(Event::kind).toList();
  }
}
