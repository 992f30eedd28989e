package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.host.Contract;
import dev.odeon.host.capability.ChannelId;
import dev.odeon.runtime.Message;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Channels between actors: opened, refused, used and closed from both ends. */
@Timeout(60)
class ChannelsTest {
  private SimDisk disk = new SimDisk(1);
  private TestNode node = open();

  private TestNode open() {
    return TestNode.open(new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system()));
  }

  @BeforeEach
  void start() {
    for (String id : new String[] {"a", "b"}) {
      TestNode.taken(AskingGuest.start(node, id));
    }
  }

  @AfterEach
  void end() {
    for (String id : new String[] {"a", "b"}) {
      assertThat(node.actors().history().replay(Key.actor(id), _ -> {}).equal()).as(id).isTrue();
    }
    node.close();
  }

  private void again() {
    node.close();
    node = open();
  }

  /** Waits until all that was sent is taken. */
  private void settled() {
    while (node.actors().workload().outboxWaiting() > 0) {
      Thread.onSpinWait();
    }
  }

  private String opened() {
    String answer = node.request("a", "ob");
    assertThat(answer).startsWith("+a/").endsWith(">b");
    return answer.substring(1);
  }

  private void hasCounted(String id, long count) {
    settled();
    assertThat(Math.max(0, node.counter(id))).as(id).isEqualTo(count);
  }

  @Test
  void goesBothWaysUntilItIsClosed() {
    String channel = opened();

    assertThat(channel).isEqualTo("a/1/0>b");
    assertThat(node.request("a", "s" + channel)).isEqualTo("+");
    assertThat(node.request("b", "s" + channel)).isEqualTo("+");
    assertThat(node.request("b", "s" + channel)).isEqualTo("+");
    hasCounted("a", 2);
    hasCounted("b", 1);
    Block taken = node.blocks("b").get(2);
    assertThat(taken.event(0).name()).isEqualTo(Contract.HANDLE_CHANNEL_MESSAGE);
    EventData.Message message = (EventData.Message) taken.event(0).data();
    assertThat(message.body().text()).isEqualTo("later");
    assertThat(Objects.requireNonNull(message.metadata()).get("channel")).isEqualTo(channel);

    assertThat(node.request("b", "x" + channel)).isEqualTo("+");
    hasCounted("a", 102);
    assertThat(node.request("a", "s" + channel)).isEqualTo("-closed");
    assertThat(node.request("b", "s" + channel)).isEqualTo("-closed");
    assertThat(node.request("a", "x" + channel)).isEqualTo("-closed");
    hasCounted("a", 102);
    hasCounted("b", 1);
  }

  @Test
  void isThereAfterARestart() {
    String channel = opened();
    again();
    assertThat(node.request("b", "s" + channel)).isEqualTo("+");
    hasCounted("a", 1);
    again();
    assertThat(node.request("a", "x" + channel)).isEqualTo("+");
    hasCounted("b", 100);
    again();
    assertThat(node.request("b", "s" + channel)).isEqualTo("-closed");
    disk = disk.crash(3);
    node = open();
    assertThat(node.request("a", "s" + channel)).isEqualTo("-closed");
  }

  @Test
  void isUsedInTheTurnThatOpensItAndNotInTheOneThatClosesIt() {
    assertThat(node.request("a", "pb")).isEqualTo("+");
    hasCounted("b", 1);
    assertThat(node.request("a", "Xa/1/0>b")).isEqualTo("-closed");
    hasCounted("b", 101);
  }

  @Test
  void tellsThatItIsRefused() {
    assertThat(node.request("a", "obno")).isEqualTo("-refused: no");
    assertThat(node.request("a", "sa/1/0>b")).isEqualTo("-unknown channel");
    assertThat(node.request("b", "sa/1/0>b")).isEqualTo("-unknown channel");
    assertThat(node.request("a", "obt")).isEqualTo("-trapped: unreachable");
    assertThat(node.request("a", "oat")).isEqualTo("-itself");
    assertThat(node.request("a", "oq")).isEqualTo("-no such actor");
    TestNode.taken(node.start("n", "counter"));
    assertThat(node.request("a", "on")).startsWith("-not handled: n does not export");
  }

  @Test
  void takesNothingThatNamesNoChannelOfTheActor() {
    String channel = opened();
    TestNode.taken(AskingGuest.start(node, "c"));
    for (String text :
        new String[] {
          channel, "", "x", "a/1/0", "a/1/0>", ">b", "a/9/9>c", "a/01/0>b", "a/-1/0>c"
        }) {
      assertThat(node.request("c", "s" + text)).as(text).isEqualTo("-unknown channel");
      assertThat(node.request("c", "x" + text)).as(text).isEqualTo("-unknown channel");
    }
    hasCounted("b", 0);
  }

  @Test
  void isClosedFromTheOtherEndIfTheTurnThatOpenedItFailed() {
    Message failing = Message.request(Key.actor("a"), TestNode.freshId(), Bytes.utf8("Ob"));
    assertThat(TestNode.taken(node.answer(failing)).outcome()).isInstanceOf(Outcome.Trapped.class);

    assertThat(node.request("a", "sa/1/0>b")).isEqualTo("-unknown channel");
    // Its acceptor finds out when it sends.
    assertThat(node.request("b", "sa/1/0>b")).isEqualTo("+");
    hasCounted("b", 100);
    hasCounted("a", 0);
    assertThat(node.request("b", "sa/1/0>b")).isEqualTo("-closed");
  }

  @Test
  void isClosedByBothEndsAtOnce() {
    String channel = opened();
    // Neither knows of the other's.
    var first =
        node.actors().deliver(Message.request(Key.actor("a"), "x1", Bytes.utf8("x" + channel)));
    var second =
        node.actors().deliver(Message.request(Key.actor("b"), "x2", Bytes.utf8("x" + channel)));
    ((dev.odeon.runtime.Delivery.Accepted) first).answer().await();
    ((dev.odeon.runtime.Delivery.Accepted) second).answer().await();
    settled();
    assertThat(node.request("a", "s" + channel)).isEqualTo("-closed");
    assertThat(node.request("b", "s" + channel)).isEqualTo("-closed");
  }

  @Test
  void isClosedWhenAnEndIsStopped() {
    String channel = opened();
    TestNode.taken(node.actors().lifecycle().stop(Key.actor("b"), "test"));
    hasCounted("a", 100);
    assertThat(node.request("a", "s" + channel)).isEqualTo("-closed");
    assertThat(node.request("a", "ob")).startsWith("-stopped");
    TestNode.taken(AskingGuest.start(node, "b"));
    assertThat(node.request("b", "s" + channel)).isEqualTo("-closed");
    assertThat(opened()).isNotEqualTo(channel);
  }

  @Test
  void isClosedForWhoSendsToOneThatIsGone() {
    String channel = opened();
    // The messages wait while the other end is stopped; its removal closes them.
    TestNode.taken(node.actors().lifecycle().stop(Key.actor("a"), "test"));
    settled();
    assertThat(node.counter("b")).isEqualTo(100);
    TestNode.taken(node.actors().lifecycle().remove(Key.actor("a"), "test"));
    assertThat(node.request("b", "s" + channel)).isEqualTo("-closed");
  }

  @Test
  void namesItsEnds() {
    Key other = new Key("t", "jobs", "a>b/c 1");
    ChannelId id = new ChannelId(other, 12, 3, new Key("t", "actor", "7"));
    assertThat(id.text()).isEqualTo("jobs/a%3Eb%2Fc%201/12/3>7");
    assertThat(ChannelId.parse("t", id.text())).isEqualTo(id);
    assertThat(id.other(other)).isEqualTo(new Key("t", "actor", "7"));
    assertThat(id.other(Key.actor("x"))).isNull();
  }
}
