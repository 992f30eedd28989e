package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.base.Priority;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.engine.LoadRequest;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.DeadLetter;
import dev.odeon.runtime.ManifestException;
import dev.odeon.runtime.Message;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One-way messages between actors. */
class OutboxTest {
  private SimDisk disk = new SimDisk(1);

  @AutoClose private TestNode node = open();

  private TestNode open() {
    return TestNode.open(new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system()));
  }

  private void reopen() {
    SimDisk before = disk;
    disk = before.crash(3);
    node = open();
  }

  private Answer.Completed tell(String id, String body) {
    return node.send(id, body);
  }

  /** Waits until nothing is on its way, or gives up. */
  private void settled() {
    assertThat(node.actors().awaitDelivered(Duration.ofSeconds(20))).isTrue();
    assertThat(node.actors().workload().outboxWaiting()).isZero();
  }

  private void replayed(String... ids) {
    for (String id : ids) {
      assertThat(node.actors().history().replay(Key.actor(id), _ -> {}).equal()).as(id).isTrue();
    }
  }

  @Test
  void deliversInOrderAndTellsWhatCausedWhat() {
    Relay.start(node, "a");
    Relay.start(node, "b");
    node.answer(
        new Message(
            Key.actor("a"),
            "first",
            Message.Kind.SEND,
            Bytes.utf8(Relay.times(3, Relay.to("b", ""))),
            null,
            Priority.NORMAL,
            "tour",
            null));
    tell("a", Relay.to("b", Relay.to("a", "")));
    settled();

    assertThat(Relay.taken(node, "b"))
        .containsExactly(
            "a/1/0#1 returned", "a/1/1#1 returned", "a/1/2#1 returned", "a/2/0#1 returned");
    assertThat(Relay.taken(node, "a")).containsExactly("b/4/0#1 returned");
    EventData.Message first = (EventData.Message) node.blocks("b").get(1).event(0).data();
    assertThat(first.correlation()).isEqualTo("tour");
    assertThat(first.causation()).isEqualTo("first");
    EventData.Message back = (EventData.Message) node.blocks("a").getLast().event(0).data();
    EventData.Message there = (EventData.Message) node.blocks("b").getLast().event(0).data();
    assertThat(there.correlation()).isEqualTo(there.causation()).startsWith("m-");
    assertThat(back.correlation()).isEqualTo(there.correlation());
    assertThat(back.causation()).isEqualTo("a/2/0");
    replayed("a", "b");

    reopen();
    assertThat(node.actors().workload().outboxWaiting()).isZero();
    assertThat(Relay.taken(node, "b")).hasSize(4);
  }

  @Test
  void keepsThePlaceOfAMessageThatFailsUntilItIsADeadLetter() {
    Relay.start(node, "a");
    Relay.start(node, "b");
    tell("a", Relay.to("b", "trap"));
    tell("a", Relay.to("b", "reject"));
    tell("a", Relay.to("b", "rest"));
    settled();

    List<String> taken = Relay.taken(node, "b");
    assertThat(taken.subList(0, 5))
        .isEqualTo(IntStream.range(1, 6).mapToObj(i -> "a/1/0#" + i + " trapped").toList());
    assertThat(taken.get(5)).startsWith("a/1/0 dead-letter: 5 attempts: the last one trapped");
    assertThat(taken.subList(6, 8)).containsExactly("a/2/0#1 rejected", "a/3/0#1 rejected");
    EventData.Settlement letter = (EventData.Settlement) node.blocks("b").get(6).event(0).data();
    assertThat(letter.body()).isEqualTo(Bytes.utf8("trap"));
    assertThat(letter.export()).isEqualTo(Message.Kind.SEND.function());
    replayed("a", "b");
  }

  @Test
  void tellsTheSenderWhatNobodyGets() {
    Relay.start(node, "a");
    tell("a", Relay.times(3, Relay.to("nobody", "")));
    settled();
    assertThat(Relay.taken(node, "a"))
        .containsExactly(
            "a/1/0 undeliverable: there is no actor nobody",
            "a/1/1 undeliverable: there is no actor nobody",
            "a/1/2 undeliverable: there is no actor nobody");

    Relay.start(node, "nobody");
    tell("a", Relay.to("nobody", ""));
    settled();
    assertThat(Relay.taken(node, "nobody")).containsExactly("a/5/0#1 returned");
    node.actors().lifecycle().stop(Key.actor("nobody"), "test");
    node.actors().lifecycle().remove(Key.actor("nobody"), "test");
    tell("a", Relay.to("nobody", ""));
    settled();
    assertThat(Relay.taken(node, "a").getLast())
        .isEqualTo("a/6/0 undeliverable: nobody was removed: test");
    replayed("a", "nobody");

    reopen();
    assertThat(node.actors().workload().outboxWaiting()).isZero();
  }

  @Test
  void waitsForAnActorThatIsStopped() {
    Relay.start(node, "a");
    Relay.start(node, "b");
    Relay.start(node, "c");
    node.actors().lifecycle().stop(Key.actor("b"), "test");
    tell("a", Relay.times(5, Relay.to("b", "")));
    tell("a", Relay.to("c", ""));
    assertThat(node.actors().awaitDelivered(Duration.ofSeconds(20))).isTrue();
    assertThat(node.actors().workload().outboxWaiting()).isEqualTo(5);
    assertThat(Relay.taken(node, "c")).hasSize(1);

    reopen();
    assertThat(node.actors().workload().outboxWaiting()).isEqualTo(5);
    tell("a", Relay.to("b", ""));
    Relay.start(node, "b");
    settled();
    assertThat(Relay.taken(node, "b"))
        .containsExactly(
            "a/1/0#1 returned",
            "a/1/1#1 returned",
            "a/1/2#1 returned",
            "a/1/3#1 returned",
            "a/1/4#1 returned",
            "a/3/0#1 returned");
    replayed("a", "b");
  }

  @Test
  void waitsForAnActorThatIsPaused() {
    Relay.start(node, "a");
    Relay.start(node, "b");
    node.actors().lifecycle().pause(Key.actor("b"), "test");
    tell("a", Relay.times(3, Relay.to("b", "")));
    assertThat(node.actors().awaitDelivered(Duration.ofSeconds(20))).isTrue();
    assertThat(node.actors().workload().outboxWaiting()).isEqualTo(3);
    node.actors().lifecycle().resume(Key.actor("b"), "test");
    settled();
    assertThat(Relay.taken(node, "b"))
        .containsExactly("a/1/0#1 returned", "a/1/1#1 returned", "a/1/2#1 returned");
    replayed("a", "b");
  }

  @Test
  void takesWhatAnActorSendsItself() {
    Relay.start(node, "a");
    tell("a", Relay.times(3, Relay.to("a", "")));
    settled();
    assertThat(Relay.taken(node, "a"))
        .containsExactly("a/1/0#1 returned", "a/1/1#1 returned", "a/1/2#1 returned");
    replayed("a");
  }

  @Test
  void waitsForRoomInAMailbox() {
    for (String id : List.of("a", "b", "c")) {
      Relay.start(node, id, "message-server-host = true\n[mailbox]\ncapacity = 2");
    }
    for (int i = 0; i < 3; i++) {
      tell("a", Relay.times(50, Relay.to("b", "")));
      tell("c", Relay.times(20, Relay.to("b", "")));
    }
    settled();
    assertThat(Relay.taken(node, "b")).hasSize(210).doesNotHaveDuplicates();
    assertThat(node.counter("b")).isEqualTo(210);
    for (String sender : List.of("a", "c")) {
      List<String> own =
          Relay.taken(node, "b").stream().filter(each -> each.startsWith(sender)).toList();
      assertThat(own)
          .isSortedAccordingTo((one, other) -> {
            String[] x = one.split("[/#]");
            String[] y = other.split("[/#]");
            int order = Integer.compare(Integer.parseInt(x[1]), Integer.parseInt(y[1]));
            return order != 0
                ? order
                : Integer.compare(Integer.parseInt(x[2]), Integer.parseInt(y[2]));
          });
    }
  }

  @Test
  void refusesMoreThanTheOutboxHolds() {
    Relay.start(node, "a");
    Relay.start(node, "b");
    node.actors().lifecycle().stop(Key.actor("b"), "test");
    for (int i = 0; i < 8; i++) {
      tell("a", Relay.times(127, Relay.to("b", "")));
    }
    Answer.Completed over = tell("a", Relay.times(9, Relay.to("b", "")));
    assertThat(over.outcome()).isEqualTo(new Outcome.Rejected("full"));
    assertThat(tell("a", Relay.times(8, Relay.to("b", ""))).outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(tell("a", Relay.to("b", "")).outcome()).isEqualTo(new Outcome.Rejected("full"));
    assertThat(tell("a", Relay.to("a", "")).outcome()).isEqualTo(Outcome.RETURNED);
    Relay.start(node, "b");
    settled();
    assertThat(node.counter("b")).isEqualTo(1_024);
    assertThat(tell("a", Relay.times(9, Relay.to("b", ""))).outcome()).isEqualTo(Outcome.RETURNED);
    settled();
    assertThat(node.counter("b")).isEqualTo(1_033);
    replayed("a");
  }

  @Test
  void sendsOnlyWhereTheManifestSays() {
    Relay.start(node, "a", "message-server-host = { targets = [\"worker-*\", \"b\", \"jobs/*\"] }");
    Relay.start(node, "b");
    assertThat(tell("a", Relay.to("b", "")).outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(tell("a", Relay.to("worker-7", "")).outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(tell("a", Relay.to("jobs/x", "")).outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(tell("a", Relay.to("bb", "")).outcome())
        .isEqualTo(new Outcome.Rejected("not granted"));
    assertThat(tell("a", Relay.to("other/b", "")).outcome())
        .isEqualTo(new Outcome.Rejected("not granted"));
    settled();
    assertThat(Relay.taken(node, "a"))
        .extracting(each -> each.substring(each.indexOf(' ')))
        .containsExactly(
            " undeliverable: there is no actor worker-7",
            " undeliverable: there is no actor jobs/x");
    assertThatThrownBy(
            () -> Relay.start(node, "x", "message-server-host = { targets = [\"a/b/c\"] }"))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("'a/b/c' names no actors");
  }

  @Test
  void refusesWhatCannotBeAMessage() {
    Relay.start(node, "a");
    assertThat(tell("a", Relay.to("", "x")).outcome())
        .isEqualTo(
            new Outcome.Rejected(
                "no such actor: an actor id has 1 to 256 bytes of UTF-8, this one has 0"));
    assertThat(tell("a", Relay.to("binary/x", "x")).outcome())
        .isEqualTo(new Outcome.Rejected("no such actor"));
    assertThat(tell("a", Relay.to("system/x", "x")).outcome())
        .isEqualTo(new Outcome.Rejected("no such actor"));
    replayed("a");
  }

  @Test
  void closesWhatItsReceiverHasNoExportFor() {
    Relay.start(node, "a");
    node.start("w", "probe/channels");
    tell("a", Relay.to("w", "x"));
    settled();
    assertThat(Relay.taken(node, "w")).hasSize(1);
    replayed("a", "w");
  }

  @Test
  void tellsWhatNobodyGetsAlsoOfASenderThatIsStopped() {
    Relay.start(node, "a");
    Relay.start(node, "b");
    node.actors().lifecycle().stop(Key.actor("b"), "test");
    tell("a", Relay.to("b", ""));
    node.actors().lifecycle().stop(Key.actor("a"), "test");
    node.actors().lifecycle().remove(Key.actor("b"), "test");
    settled();
    assertThat(Relay.taken(node, "a")).containsExactly("a/1/0 undeliverable: b was removed: test");
    replayed("a", "b");
  }

  @Test
  void findsWhatIsPendingWithoutAnythingDerived() {
    Relay.start(node, "a");
    Relay.start(node, "b");
    tell("a", Relay.times(7, Relay.to("b", "")));
    settled();
    node.actors().lifecycle().stop(Key.actor("b"), "test");
    tell("a", Relay.times(3, Relay.to("b", "")));
    node.close();
    disk.files().stream()
        .filter(file -> file.startsWith(TestNode.FOLDER.resolve("derived")))
        .forEach(disk::delete);
    node = open();
    assertThat(node.actors().workload().outboxWaiting()).isEqualTo(3);
    Relay.start(node, "b");
    settled();
    assertThat(node.counter("b")).isEqualTo(10);
    Block last = node.blocks("b").getLast();
    assertThat(((EventData.Message) last.event(0).data()).attempt()).isEqualTo(1);
  }

  @Test
  void deliversADeadLetterAgainOnceAndDropsAnotherForEver() {
    Relay.start(node, "a");
    Relay.startDeaf(node, "w");
    tell("a", Relay.to("w", ""));
    tell("a", Relay.to("w", "two"));
    settled();
    List<DeadLetter> letters = node.actors().letters().open(Key.actor("w"));
    assertThat(letters).extracting(each -> each.id().toString()).containsExactly("a/1/0", "a/2/0");
    assertThat(letters.getLast().body()).isEqualTo(Bytes.utf8("two"));
    DeadLetter first = letters.getFirst();
    DeadLetter second = letters.getLast();
    node.actors()
        .lifecycle()
        .upgrade(Key.actor("w"), null, Relay.module(), LoadRequest.of(Key.DEFAULT_TENANT));

    Message again = node.actors().letters().again(first);
    assertThat(again.id())
        .isEqualTo("letter/%s/%d".formatted(node.actors().homeId().hex(), first.number()));
    assertThat(TestNode.taken(node.answer(again)).duplicate()).isFalse();
    assertThat(TestNode.taken(node.answer(again)).duplicate()).isTrue();
    node.actors().lifecycle().stop(Key.actor("w"), "test");
    TestNode.taken(node.actors().letters().drop(Key.actor("w"), second.number(), "test"));
    assertThat(node.actors().letters().open(Key.actor("w"))).isEmpty();

    reopen();
    assertThat(node.actors().letters().open(Key.actor("w"))).isEmpty();
    assertThatThrownBy(() -> node.actors().letters().get(Key.actor("w"), second.number()))
        .isInstanceOf(ActorException.class)
        .hasMessage("w has no open dead letter " + second.number());
    replayed("a", "w");
  }
}
