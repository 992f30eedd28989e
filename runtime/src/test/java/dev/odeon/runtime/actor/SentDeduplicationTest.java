package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.chain.MessageId;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages between actors that come again, in each lane, before and after a crash. */
class SentDeduplicationTest {
  private static final Key SENDER = Key.actor("s");
  private static final Key COUNTER = Key.actor("c");

  private SimDisk disk = new SimDisk(1);

  /** A message of another actor. */
  private record Sent(Key to, MessageId.Sent messageId, Lane lane, Bytes body)
      implements TurnRequest {
    @Override
    public @Nullable String id() {
      return null;
    }

    @Override
    public String export() {
      return (lane == Lane.REQUEST ? Message.Kind.REQUEST : Message.Kind.SEND).function();
    }

    @Override
    public Event cause(long attempt, @Nullable Long deadlineMillis) {
      return Event.of(
          export(),
          new EventData.Message(
              messageId, lane, attempt, body, null, null, deadlineMillis, null, null));
    }
  }

  private TestNode open() {
    return TestNode.open(new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system()));
  }

  private TestNode reopened() {
    disk = disk.crash(3);
    return open();
  }

  private static Sent sent(Key to, Lane lane, long height, long index, String body) {
    return new Sent(to, new MessageId.Sent(SENDER, height, index), lane, Bytes.utf8(body));
  }

  private static Sent inc(Lane lane, long height, long index) {
    return sent(COUNTER, lane, height, index, "inc");
  }

  private static Pending<Answer> deliver(TestNode node, TurnRequest request) {
    Delivery delivery = node.actors().deliver(request);
    assertThat(delivery).isInstanceOf(Delivery.Accepted.class);
    return ((Delivery.Accepted) delivery).answer();
  }

  private static Answer.Completed taken(TestNode node, TurnRequest request) {
    return TestNode.taken(deliver(node, request).await());
  }

  @Test
  void takesEachIdOnceAndKnowsAllBeforeTheNewest() {
    TestNode first = open();
    first.start("c", "counter");
    assertThat(taken(first, inc(Lane.NORMAL, 1, 0)).duplicate()).isFalse();
    assertThat(taken(first, inc(Lane.NORMAL, 1, 0)).duplicate()).isTrue();
    assertThat(taken(first, inc(Lane.NORMAL, 1, 3)).duplicate()).isFalse();
    assertThat(taken(first, inc(Lane.NORMAL, 2, 1)).duplicate()).isFalse();
    assertThat(first.counter("c")).isEqualTo(3);

    try (TestNode node = reopened()) {
      assertThat(taken(node, inc(Lane.NORMAL, 1, 0)).duplicate()).isTrue();
      assertThat(taken(node, inc(Lane.NORMAL, 1, 3)).duplicate()).isTrue();
      assertThat(taken(node, inc(Lane.NORMAL, 2, 1)).duplicate()).isTrue();
      assertThat(node.counter("c")).isEqualTo(3);
      assertThat(taken(node, inc(Lane.NORMAL, 2, 2)).duplicate()).isFalse();
      assertThat(node.counter("c")).isEqualTo(4);
    }
  }

  @Test
  void countsEachLaneAndEachSenderForItself() {
    try (TestNode node = open()) {
      node.start("c", "counter");
      assertThat(taken(node, inc(Lane.NORMAL, 5, 0)).duplicate()).isFalse();
      assertThat(taken(node, inc(Lane.HIGH, 4, 0)).duplicate()).isFalse();
      assertThat(taken(node, inc(Lane.LOW, 3, 0)).duplicate()).isFalse();
      MessageId.Sent other = new MessageId.Sent(Key.actor("t"), 1, 0);
      assertThat(taken(node, new Sent(COUNTER, other, Lane.NORMAL, Bytes.utf8("inc"))).duplicate())
          .isFalse();
      assertThat(taken(node, inc(Lane.LOW, 3, 0)).duplicate()).isTrue();
      assertThat(node.counter("c")).isEqualTo(4);
    }
  }

  @Test
  void countsTheAttemptsAtWhatFailsAndTakesNothingBeforeIt() {
    TestNode first = open();
    first.start("traps", "hostile/traps");
    Key traps = Key.actor("traps");
    Answer.Completed failed = taken(first, sent(traps, Lane.NORMAL, 1, 0, "u"));
    assertThat(failed.outcome()).isInstanceOf(Outcome.Trapped.class);
    assertThat(attempt(first)).isEqualTo(1);
    assertThat(deliver(first, sent(traps, Lane.NORMAL, 1, 1, "u")).await())
        .isEqualTo(new Answer.Refused("the message s/1/1 waits until s/1/0 is closed"));

    try (TestNode node = reopened()) {
      assertThat(taken(node, sent(traps, Lane.NORMAL, 1, 0, "u")).duplicate()).isFalse();
      assertThat(attempt(node)).isEqualTo(2);
      assertThat(taken(node, sent(traps, Lane.NORMAL, 1, 0, "u")).duplicate()).isFalse();
      assertThat(attempt(node)).isEqualTo(3);
      // What came before it is closed, or it would not have been taken.
      assertThat(taken(node, sent(traps, Lane.NORMAL, 0, 9, "u")).duplicate()).isTrue();
    }
  }

  private static long attempt(TestNode node) {
    return ((EventData.Message) node.blocks("traps").getLast().event(0).data()).attempt();
  }

  @Test
  void answersTheLastRequestOfASenderAgainAndNoneBeforeIt() {
    TestNode first = open();
    first.start("c", "counter");
    Sent request = sent(COUNTER, Lane.REQUEST, 1, 0, "get");
    Bytes reply = taken(first, request).reply();
    assertThat(reply).isNotNull();
    assertThat(taken(first, request).duplicate()).isTrue();

    try (TestNode node = reopened()) {
      Answer.Completed again = taken(node, request);
      assertThat(again.duplicate()).isTrue();
      assertThat(again.reply()).isEqualTo(reply);
      assertThat(taken(node, sent(COUNTER, Lane.REQUEST, 1, 1, "get")).duplicate()).isFalse();
      assertThat(deliver(node, request).await())
          .isEqualTo(new Answer.Refused("the request s/1/0 is older than the last of its sender"));
    }
  }

  @Test
  void joinsARequestThatIsOpenAndAnswersAllOfThem() {
    TestNode first = open();
    first.start("e", "probe/defers", "[grants]", "message-server-host = true");
    Sent request = sent(Key.actor("e"), Lane.REQUEST, 7, 2, "later");
    Pending<Answer> left = deliver(first, request);
    // One more turn behind it: what is before that is durable.
    TestNode.taken(first.answer(Message.request(Key.actor("e"), "other", Bytes.utf8("x"))));
    assertThat(left.isDone()).isFalse();

    try (TestNode node = reopened()) {
      Pending<Answer> open = deliver(node, request);
      Pending<Answer> joined = deliver(node, request);
      assertThat(node.send("e", "at last").outcome()).isEqualTo(Outcome.RETURNED);
      assertThat(TestNode.taken(open.await()).reply()).isEqualTo(Bytes.utf8("at last"));
      assertThat(TestNode.taken(joined.await()).reply()).isEqualTo(Bytes.utf8("at last"));
      assertThat(taken(node, request).reply()).isEqualTo(Bytes.utf8("at last"));
    }
  }
}
