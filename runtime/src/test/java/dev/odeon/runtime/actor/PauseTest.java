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
import dev.odeon.engine.LoadRequest;
import dev.odeon.engine.OverloadedException;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Extensions;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Registration;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PauseTest {
  private static final Key C = Key.actor("c");
  private static final String QUEUE = "[mailbox]\nwhile_paused = \"queue\"\ncapacity = 2";

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

  private void reopenPaused() {
    node.close();
    node = paused(Extensions.none());
  }

  private TestNode paused(Extensions extensions) {
    return TestNode.open(ports, TestNode.settings(true), extensions, dedup -> dedup);
  }

  private Delivery deliver(String body) {
    return node.actors().deliver(Message.request(C, TestNode.freshId(), Bytes.utf8(body)));
  }

  private Pending<Answer> accepted(String body) {
    Delivery delivery = deliver(body);
    assertThat(delivery).isInstanceOf(Delivery.Accepted.class);
    return ((Delivery.Accepted) delivery).answer();
  }

  private Registration.Status status() {
    return node.actors().reports().show(C).status().registration().status();
  }

  @Test
  void takesNoMessagesUntilItIsResumed() {
    node.start("c", "counter");

    Answer.Completed paused = TestNode.taken(node.actors().lifecycle().pause(C, "maintenance"));
    assertThat(deliver("inc")).isEqualTo(new Delivery.Paused("paused: maintenance"));
    reopen();
    assertThat(status()).isEqualTo(Registration.Status.PAUSED);
    assertThat(deliver("inc")).isEqualTo(new Delivery.Paused("paused: maintenance"));
    assertThat(node.actors().pauses().mayAct(C)).isFalse();
    assertThatThrownBy(() -> node.actors().request(C, "r", Bytes.utf8("inc")))
        .isInstanceOfSatisfying(
            ActorException.class,
            e -> assertThat(e.reason()).isEqualTo(ActorException.Reason.PAUSED))
        .hasMessage("c takes no messages: paused: maintenance; resume it");
    Answer.Completed resumed = TestNode.taken(node.actors().lifecycle().resume(C, "done"));

    assertThat(node.request("c", "inc")).isEqualTo("1");
    assertThat(causes())
        .containsExactly(
            Event.of("paused", new EventData.Because("maintenance")),
            Event.of("resumed", new EventData.Because("done")));
    assertThat(paused.block().height()).isEqualTo(1);
    assertThat(resumed.block().height()).isEqualTo(2);
    assertThat(node.actors().history().replay(C, _ -> {}).equal()).isTrue();
    reopen();
    assertThat(node.request("c", "inc")).isEqualTo("2");
  }

  private List<Event> causes() {
    return node.blocks("c").stream()
        .map(block -> block.event(0))
        .filter(event -> event.data() instanceof EventData.Because)
        .toList();
  }

  @Test
  void recordsNothingWhenItIsAskedAgain() {
    node.start("c", "counter");

    assertThat(TestNode.taken(node.actors().lifecycle().resume(C, "it acts")).duplicate()).isTrue();
    Answer.Completed first = TestNode.taken(node.actors().lifecycle().pause(C, "one"));
    Answer.Completed second = TestNode.taken(node.actors().lifecycle().pause(C, "two"));
    Answer.Completed third = TestNode.taken(node.actors().lifecycle().resume(C, "three"));
    Answer.Completed fourth = TestNode.taken(node.actors().lifecycle().resume(C, "four"));

    assertThat(first.duplicate()).isFalse();
    assertThat(second).isEqualTo(new Answer.Completed(Outcome.RETURNED, null, first.block(), true));
    assertThat(third.duplicate()).isFalse();
    assertThat(fourth).isEqualTo(new Answer.Completed(Outcome.RETURNED, null, third.block(), true));
    assertThat(node.blocks("c")).hasSize(3);
  }

  @Test
  void refusesWhatHasNoSense() {
    assertThatThrownBy(() -> node.actors().lifecycle().pause(C, ""))
        .hasMessage("there is no actor c");
    assertThatThrownBy(() -> node.actors().lifecycle().resume(C, ""))
        .hasMessage("there is no actor c");
    node.start("c", "counter");
    node.actors().lifecycle().stop(C, "enough");

    assertThatThrownBy(() -> node.actors().lifecycle().pause(C, ""))
        .hasMessage("c does not run: stopped: enough");
    assertThatThrownBy(() -> node.actors().lifecycle().resume(C, ""))
        .hasMessage("c does not run: stopped: enough");
    node.actors().lifecycle().start(C, LoadRequest.of("default"));
    node.actors().lifecycle().pause(C, "rest");
    assertThatThrownBy(() -> node.actors().lifecycle().start(C, LoadRequest.of("default")))
        .hasMessage("c is paused: rest; resume it");
  }

  @Test
  void canBeReadStoppedUpgradedAndRemovedWhileItIsPaused() {
    node.start("c", "counter");
    node.send("c", "5");
    node.actors().lifecycle().pause(C, "rest");

    assertThat(node.counter("c")).isEqualTo(5);
    Bytes module = Bytes.wrap(SampleGuests.module("counter"));
    Bytes other = Bytes.wrap(withCustomSection(module.toArray()));
    node.actors().lifecycle().upgrade(C, null, other, LoadRequest.of("default"));
    assertThat(status()).isEqualTo(Registration.Status.PAUSED);
    assertThat(deliver("inc")).isInstanceOf(Delivery.Paused.class);
    node.actors().lifecycle().resume(C, "upgraded");
    assertThat(node.request("c", "inc")).isEqualTo("6");

    node.actors().lifecycle().pause(C, "rest");
    node.actors().lifecycle().stop(C, "enough");
    assertThat(status()).isEqualTo(Registration.Status.STOPPED);
    assertThat(deliver("inc")).isEqualTo(new Delivery.Stopped("stopped: enough"));
    node.actors().lifecycle().start(C, LoadRequest.of("default"));
    node.actors().lifecycle().pause(C, "rest");
    node.actors().lifecycle().remove(C, "gone");
    assertThat(deliver("inc")).isEqualTo(new Delivery.Removed("removed: gone"));
    assertThat(node.actors().history().replay(C, _ -> {}).equal()).isTrue();
  }

  private static byte[] withCustomSection(byte[] module) {
    byte[] longer = java.util.Arrays.copyOf(module, module.length + 4);
    longer[module.length + 1] = 2;
    longer[module.length + 2] = 1;
    longer[module.length + 3] = 'x';
    return longer;
  }

  @Test
  void queuesWhatItsManifestSaysUpToTheCapacity() {
    node.start("c", "counter", QUEUE);
    node.actors().lifecycle().pause(C, "rest");

    Pending<Answer> first = accepted("inc");
    Pending<Answer> second = accepted("10");
    assertThat(deliver("100")).isEqualTo(new Delivery.Full(2));
    assertThat(TestNode.taken(node.actors().lifecycle().pause(C, "again")).duplicate()).isTrue();
    assertThat(first.isDone()).isFalse();
    node.actors().lifecycle().resume(C, "done");

    assertThat(reply(first)).isEqualTo("1");
    assertThat(reply(second)).isEqualTo("11");
    assertThat(node.request("c", "inc")).isEqualTo("12");
  }

  private static String reply(Pending<Answer> answer) {
    return TestNode.taken(answer.await()).reply().text();
  }

  @Test
  void refusesWhatWaitsWhenItIsStopped() {
    node.start("c", "counter", QUEUE);
    node.actors().lifecycle().pause(C, "rest");
    Pending<Answer> waiting = accepted("inc");

    node.actors().lifecycle().stop(C, "enough");

    assertThat(waiting.await())
        .isEqualTo(new Answer.Refused("c takes no messages: stopped: enough"));
  }

  @Test
  void answersWhatWaitsWhenTheHomeIsClosed() {
    node.start("c", "counter", QUEUE);
    node.actors().lifecycle().pause(C, "rest");
    Pending<Answer> waiting = accepted("inc");

    node.close();

    assertThat(waiting.await()).isEqualTo(new Answer.Stopping(null));
    open();
    assertThat(status()).isEqualTo(Registration.Status.PAUSED);
  }

  @Test
  void pausesTheWholeHomeForThisProcess() {
    node.start("c", "counter");
    node.start("d", "counter");
    node.send("c", "5");
    int blocks = node.blocks("c").size();

    assertThat(node.actors().pauses().pauseHome()).isTrue();
    assertThat(node.actors().pauses().pauseHome()).isFalse();
    assertThat(deliver("inc")).isEqualTo(new Delivery.Paused("the home is paused"));
    assertThat(node.counter("c")).isEqualTo(5);
    assertThat(status()).isEqualTo(Registration.Status.RUNNING);
    assertThat(node.blocks("c")).hasSize(blocks);
    assertThat(TestNode.taken(node.actors().lifecycle().resume(C, "alone")).duplicate()).isFalse();
    assertThat(TestNode.taken(node.actors().lifecycle().resume(C, "alone")).duplicate()).isTrue();
    assertThat(node.request("c", "inc")).isEqualTo("6");
    assertThat(node.actors().pauses().mayAct(Key.actor("d"))).isFalse();
    assertThat(node.actors().pauses().resumeHome()).isTrue();
    assertThat(node.actors().pauses().resumeHome()).isFalse();
    assertThat(node.request("d", "inc")).isEqualTo("1");
    node.actors().pauses().pauseHome();
    assertThat(deliver("inc")).isEqualTo(new Delivery.Paused("the home is paused"));
    reopen();
    assertThat(node.request("c", "inc")).isEqualTo("7");
  }

  @Test
  void takesLifecycleBlocksWhileTheHomeIsPaused() {
    node.start("c", "counter");
    reopenPaused();

    node.actors().lifecycle().pause(C, "longer");
    assertThat(status()).isEqualTo(Registration.Status.PAUSED);
    node.actors().pauses().resumeHome();
    assertThat(deliver("inc")).isEqualTo(new Delivery.Paused("paused: longer"));
    node.actors().pauses().pauseHome();
    node.actors().lifecycle().resume(C, "both at a time");
    assertThat(node.request("c", "inc")).isEqualTo("1");
    node.actors().lifecycle().stop(C, "enough");
    assertThat(status()).isEqualTo(Registration.Status.STOPPED);
  }

  @Test
  void letsInterruptedTurnsWaitUntilTheirActorIsResumed() {
    Till till = new Till();
    interrupt(till);
    int calls = till.calls().size();
    node = paused(till.offered(_ -> {}));
    Key t = Key.actor("t");

    assertThat(node.actors().chains().isIntending(t)).isTrue();
    assertThatThrownBy(() -> node.actors().lifecycle().stop(t, "enough"))
        .hasMessage(
            "a turn of t that did something outside was broken off, and goes on once the actor is resumed: the home is paused");
    assertThat(till.calls()).hasSize(calls);
    node.actors().lifecycle().resume(t, "go on");

    assertThat(node.actors().chains().isIntending(t)).isFalse();
    till.check(node, List.of("t"), true);
    assertThat(node.actors().pauses().isHomePaused()).isTrue();
  }

  @Test
  void goesOnWithInterruptedTurnsWhenTheHomeIsResumed() {
    Till till = new Till();
    interrupt(till);
    node = paused(till.offered(_ -> {}));
    Key t = Key.actor("t");
    int calls = till.calls().size();

    node.actors().pauses().resumeHome();
    Message again = Message.request(t, "a", Bytes.utf8("1"));

    assertThat(TestNode.taken(node.answer(again)).duplicate()).isTrue();
    assertThat(till.calls()).hasSize(calls + 1);
    till.check(node, List.of("t"), true);
  }

  /** Leaves a turn of the actor {@code t} that was broken off. */
  private void interrupt(Till till) {
    node.close();
    AtomicInteger left = new AtomicInteger(1000);
    node =
        TestNode.open(
            ports,
            TestNode.settings(),
            till.offered(_ -> {
              if (left.getAndDecrement() > 0) {
                throw new OverloadedException("no memory");
              }
            }),
            dedup -> dedup);
    Till.start(node, "t");
    assertThat(node.answer(Message.request(Key.actor("t"), "a", Bytes.utf8("1"))))
        .isInstanceOf(Answer.Refused.class);
    node.close();
  }

  @Test
  void tellsWhoMayActAgain() {
    List<@Nullable Key> told = new ArrayList<>();
    node.start("c", "counter");
    node.actors().pauses().onResume(told::add);

    node.actors().lifecycle().pause(C, "rest");
    node.actors().lifecycle().resume(C, "done");
    node.actors().pauses().pauseHome();
    node.actors().lifecycle().resume(C, "alone");
    node.actors().pauses().resumeHome();

    assertThat(told).containsExactly(C, C, null);
  }

  @Test
  void verifiesWhatAPauseWrote() {
    node.start("c", "counter");
    node.actors().lifecycle().pause(C, "rest");
    node.actors().lifecycle().resume(C, "done");

    List<Block> blocks = node.blocks("c");
    assertThat(blocks.get(1).header().stateHash()).isEqualTo(blocks.get(0).header().stateHash());
    assertThat(blocks.get(2).header().module()).isEqualTo(blocks.get(0).header().module());
    assertThat(blocks.get(1).header().outcome()).isEqualTo(Outcome.RETURNED);
  }
}
