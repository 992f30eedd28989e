package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Intent;
import dev.odeon.chain.MessageId;
import dev.odeon.component.ResultValue;
import dev.odeon.engine.OverloadedException;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Extensions;
import dev.odeon.runtime.Message;
import dev.odeon.store.ContentRef;
import dev.odeon.testkit.DiskOperation;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImmediateTurnTest {
  private static final Key KEY = Key.actor("t");
  private static final List<String> IDS = List.of("t");

  private final SimDisk disk = new SimDisk(1);
  private final Till till = new Till();
  private final AtomicReference<@Nullable TestNode> open = new AtomicReference<>();

  private TestNode open(Extensions extensions) {
    Ports ports = new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system());
    TestNode node = TestNode.open(ports, TestNode.settings(), extensions, dedup -> dedup);
    open.set(node);
    return node;
  }

  private List<Intent> openIntents() {
    return Objects.requireNonNull(open.get()).actors().chains().openIntents(KEY);
  }

  private static Answer request(TestNode node, String id, String payments) {
    return deliver(node, id, payments).await();
  }

  private static Pending<Answer> deliver(TestNode node, String id, String payments) {
    Message message = Message.request(KEY, id, Bytes.utf8(payments));
    return ((Delivery.Accepted) node.actors().deliver(message)).answer();
  }

  @Test
  void paysBehindADurableIntentThatItsBlockCloses() {
    List<List<Intent>> seen = new ArrayList<>();
    try (TestNode node = open(till.offered(_ -> seen.add(openIntents())))) {
      Till.start(node, "t");

      Answer.Completed taken = TestNode.taken(request(node, "a", "12"));

      Block block = node.blocks("t").getLast();
      Intent first = seen.get(0).getFirst();
      assertThat(first.callIndex()).isEqualTo(1);
      assertThat(first.height()).isEqualTo(1);
      assertThat(Objects.requireNonNull(first.first()).cause()).isEqualTo(block.event(0));
      assertThat(first.first().module()).isEqualTo(block.header().module());
      assertThat(first.first().metering()).isEqualTo(block.header().metering());
      assertThat(first.first().timeMillis()).isEqualTo(block.header().timeMillis());
      assertThat(first.first().seed()).isEqualTo(block.header().seed());
      assertThat(first.since()).isEqualTo(block.events().subList(1, 3));
      Intent second = seen.get(1).getLast();
      assertThat(seen.get(1)).containsExactly(first, second);
      assertThat(second.first()).isNull();
      assertThat(second.since()).isEqualTo(block.events().subList(3, 6));

      assertThat(taken.block()).isEqualTo(block.head());
      assertThat(openIntents()).isEmpty();
      assertThat(till.calls()).containsExactly("t/1/1", "t/1/3");
      till.check(node, IDS, true);
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
      assertThat(till.calls()).hasSize(2);
    }
  }

  @Test
  void runsAgainUnderTheSameKeyWhenTheMachineCouldNotGoOn() {
    AtomicInteger left = new AtomicInteger(1);
    try (TestNode node =
        open(
            till.offered(key -> {
              if (key.equals("t/1/3") && left.getAndDecrement() > 0) {
                throw new OverloadedException("no memory");
              }
            }))) {
      Till.start(node, "t");

      Answer first = request(node, "a", "12");
      Answer.Completed again = TestNode.taken(request(node, "a", "12"));

      assertThat(first).isInstanceOf(Answer.Refused.class);
      assertThat(again.duplicate()).isTrue();
      assertThat(again.outcome()).isEqualTo(Outcome.RETURNED);
      assertThat(till.calls()).containsExactly("t/1/1", "t/1/3", "t/1/3");
      till.check(node, IDS, true);
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void runsAgainWithoutBeingAskedTo() {
    AtomicInteger left = new AtomicInteger(1);
    try (TestNode node =
        open(
            till.offered(_ -> {
              if (left.getAndDecrement() > 0) {
                throw new OverloadedException("no memory");
              }
            }))) {
      Till.start(node, "t");
      assertThat(request(node, "a", "1")).isInstanceOf(Answer.Refused.class);
    }
    try (TestNode node = open(till.offered(_ -> {}))) {
      assertThat(TestNode.taken(request(node, "a", "1")).duplicate()).isTrue();
      till.check(node, IDS, true);
    }
  }

  @Test
  void runsAgainWhenItsBlockCouldNotBeRecorded() {
    AtomicInteger full = new AtomicInteger();
    disk.faults(
        Fault.on(
            operation ->
                full.get() > 0
                    && operation.kind() == DiskOperation.Kind.WRITE
                    && operation.path().toString().contains("/log/"),
            new Fault.Verdict.Fail(DiskException.Reason.FULL)));
    try (TestNode node = open(till.offered(key -> full.set(key.equals("t/1/1") ? 1 : 0)))) {
      Till.start(node, "t");

      assertThat(request(node, "a", "1")).isInstanceOf(Answer.Refused.class);
      full.set(0);
      disk.faults(Fault.none());
      // Whatever is asked next, the turn that was broken off comes first. Its first try may have
      // begun while the disk was full; what waits for that is refused.
      Answer next = request(node, "b", "2");
      while (next instanceof Answer.Refused) {
        next = request(node, "b", "2");
      }
      assertThat(TestNode.taken(next).block().height()).isEqualTo(2);
      assertThat(TestNode.taken(request(node, "a", "1")).block().height()).isEqualTo(1);

      assertThat(till.calls()).startsWith("t/1/1", "t/1/1").endsWith("t/2/1");
      till.check(node, IDS, true);
    }
  }

  @Test
  void paysNothingOnAStateThatNeverWas() {
    AtomicInteger writes = new AtomicInteger();
    try (TestNode node = open(till.offered(_ -> {}))) {
      Till.start(node, "t");
      disk.faults(
          Fault.on(
              operation ->
                  operation.kind() == DiskOperation.Kind.WRITE
                      && operation.path().toString().contains("/log/")
                      && writes.getAndIncrement() < 1,
              new Fault.Verdict.Fail(DiskException.Reason.FULL)));
      // The first pays nothing; its block fails while the second runs on its state, or before.
      Pending<Answer> first = deliver(node, "a", "");
      Pending<Answer> second = deliver(node, "b", "1");

      assertThat(first.await()).isInstanceOf(Answer.Refused.class);
      second.await();
      TestNode.taken(request(node, "b", "1"));
      assertThat(node.blocks("t")).hasSize(2);
      till.check(node, IDS, true);
    }
  }

  @Test
  void endsTheTurnWhereThePaymentFails() {
    Extensions broken =
        Till.offered((call, key) -> {
          till.pay(key, call.number(0));
          throw new IllegalStateException("the line is dead");
        });
    try (TestNode node = open(broken)) {
      Till.start(node, "t");

      Answer.Completed failed = TestNode.taken(request(node, "a", "1"));
      Answer.Completed second = TestNode.taken(request(node, "a", "1"));

      assertThat(failed.outcome()).isEqualTo(new Outcome.Trapped("failed", Till.PAY));
      assertThat(second.duplicate()).isFalse();
      // Another attempt is another turn, and so another payment.
      assertThat(till.calls()).containsExactly("t/1/1", "t/2/1");
      assertThat(openIntents()).isEmpty();
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void tellsTheGuestWhatWasRefused() {
    try (TestNode node = open(Till.offered((_, _) -> ResultValue.err("no money")))) {
      Till.start(node, "t");

      assertThat(TestNode.taken(request(node, "a", "1")).outcome())
          .isEqualTo(new Outcome.Rejected("no money"));
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void keepsWhatWasPaidInTheBlockOfATurnThatTraps() {
    try (TestNode node = open(till.offered(_ -> {}))) {
      Till.start(node, "t");

      assertThat(TestNode.taken(request(node, "a", "1x")).outcome())
          .isInstanceOf(Outcome.Trapped.class);
      till.check(node, IDS, true);
      assertThat(openIntents()).isEmpty();
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void endsAsDivergedWhatRunsAgainAndAsksForSomethingElse() {
    Hash other = Hash.of(Bytes.utf8("something else"));
    try (TestNode node = open(till.offered(_ -> {}))) {
      Till.start(node, "t");
      Block spawned = node.blocks("t").getFirst();
      Event cause =
          Event.of(
              Message.Kind.REQUEST.function(),
              EventData.Message.of(
                  new MessageId.Outside("a"), EventData.Lane.NORMAL, Bytes.utf8("1")));
      Intent.First first =
          new Intent.First(
              spawned.header().module(),
              spawned.header().metering(),
              5,
              Bytes.wrap(new byte[16]),
              List.of(cause));
      node.actors().chains().append(new Intent(KEY, 1, 0, other, List.of(), first)).await();
    }
    try (TestNode node = open(till.offered(_ -> {}))) {
      Answer.Completed later = TestNode.taken(request(node, "b", "2"));

      assertThat(node.blocks("t").get(1).header().outcome())
          .isEqualTo(new Outcome.Trapped("diverged", "theater:simple/random#random-bytes"));
      assertThat(node.blocks("t").get(1).header().timeMillis()).isEqualTo(5);
      assertThat(later.block().height()).isEqualTo(2);
      assertThat(till.calls()).containsExactly("t/2/1");
      assertThat(openIntents()).isEmpty();
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void spawnsAgainWhatWasBrokenOffInItsFirstTurn() {
    try (TestNode node = open(broken())) {
      assertThat(Till.startPaying(node, "t")).isInstanceOf(Answer.Refused.class);
    }
    try (TestNode node = open(till.offered(_ -> {}))) {
      assertThat(TestNode.taken(Till.startPaying(node, "t")).duplicate()).isTrue();

      assertThat(TestNode.taken(request(node, "a", "2")).block().height()).isEqualTo(1);
      till.check(node, IDS, true);
      assertThat(till.calls()).endsWith("t/1/1");
      assertThat(till.calls().getFirst()).isEqualTo("t/0/1");
    }
  }

  @Test
  void waitsForTheCapabilityThatATurnWasBrokenOffIn() {
    try (TestNode node = open(broken())) {
      Till.start(node, "t");
      request(node, "a", "1");
    }
    try (TestNode node = open(Extensions.none())) {
      assertThatThrownBy(() -> request(node, "b", "2"))
          .isInstanceOf(RuntimeException.class)
          .hasMessageContaining("till");
      assertThat(openIntents()).hasSize(1);
    }
    try (TestNode node = open(till.offered(_ -> {}))) {
      assertThat(TestNode.taken(request(node, "b", "2")).block().height()).isEqualTo(2);
      till.check(node, IDS, true);
    }
  }

  @Test
  void givesUpWhatFailsAgainWheneverItRunsWhenItIsStopped() {
    try (TestNode node = open(broken())) {
      Till.start(node, "t");
      request(node, "a", "1");
      assertThat(request(node, "b", "2")).isInstanceOf(Answer.Refused.class);

      TestNode.taken(node.actors().lifecycle().stop(KEY, "enough"));

      assertThat(openIntents()).isEmpty();
      assertThat(node.blocks("t")).hasSize(3);
      assertThat(node.blocks("t").get(1).header().outcome())
          .isEqualTo(new Outcome.Trapped("diverged", "given up"));
      assertThat(node.blocks("t").get(1).events()).hasSize(3);
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void givesUpAFirstTurnThatFailsAgainWhenItIsStopped() {
    try (TestNode node = open(broken())) {
      Till.startPaying(node, "t");
      assertThat(Till.startPaying(node, "t")).isInstanceOf(Answer.Refused.class);

      assertThatThrownBy(() -> node.actors().lifecycle().stop(KEY, "enough"))
          .hasMessageContaining("does not run: its init trapped");

      assertThat(openIntents()).isEmpty();
      assertThat(node.blocks("t")).hasSize(1);
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void refusesWhatWaitsWithoutATryEachWhenItCannotGoOn() {
    CountDownLatch gate = new CountDownLatch(1);
    Extensions broken =
        till.offered(_ -> {
          awaited(gate);
          throw new OverloadedException("no memory");
        });
    try (TestNode node = open(broken)) {
      Till.start(node, "t");
      List<Pending<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(deliver(node, "m" + i, "1"));
      }
      gate.countDown();

      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.await()).isInstanceOf(Answer.Refused.class));
      assertThat(till.calls()).containsExactly("t/1/1", "t/1/1");
    }
  }

  private static void awaited(CountDownLatch gate) {
    try {
      assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void recordsAnAnswerThatNoBlockCouldHold() {
    String large = "x".repeat(40 << 20);
    try (TestNode node = open(Till.offered((_, _) -> ResultValue.err(large)))) {
      Till.start(node, "t");

      assertThat(TestNode.taken(request(node, "a", "1")).outcome())
          .isEqualTo(new Outcome.Trapped("output", Till.PAY));
      assertThat(openIntents()).isEmpty();
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void recordsThatAPaymentUsedUpTheStackOfItsHost() {
    Extensions deep =
        Till.offered((call, key) -> {
          till.pay(key, call.number(0));
          throw new StackOverflowError();
        });
    try (TestNode node = open(deep)) {
      Till.start(node, "t");

      assertThat(TestNode.taken(request(node, "a", "1")).outcome())
          .isEqualTo(new Outcome.Trapped("failed", Till.PAY));
      assertThat(openIntents()).isEmpty();
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void runsAgainAfterAFailureThatIsNoneOfTheGuest() {
    AtomicInteger left = new AtomicInteger(1);
    Extensions broken =
        till.offered(_ -> {
          if (left.getAndDecrement() > 0) {
            throw new InternalError("the host");
          }
        });
    try (TestNode node = open(broken)) {
      Till.start(node, "t");

      assertThat(request(node, "a", "1")).isInstanceOf(Answer.Refused.class);
      TestNode.taken(request(node, "b", "1"));

      assertThat(node.blocks("t").get(1).header().outcome()).isEqualTo(Outcome.RETURNED);
      assertThat(till.calls()).containsExactly("t/1/1", "t/1/1", "t/2/1");
      till.check(node, IDS, true);
    }
  }

  @Test
  void keepsTheContentThatATurnHadReadWhenItWasBrokenOff() {
    ContentRef read = ContentRef.of(Bytes.utf8("read"));
    Event get = storeGet(read);
    try (TestNode node = open(Extensions.none())) {
      node.actors().chains().append(new Intent(KEY, 0, 1, Hash.ZERO, List.of(get), null)).await();
      List<ContentRef> marked = new ArrayList<>();
      node.actors().roots().visit((ref, _) -> marked.add(ref));
      assertThat(marked).contains(read);
    }
  }

  private static Event storeGet(ContentRef ref) {
    String name = "theater:simple/store#get";
    var type =
        Objects.requireNonNull(OwnCapabilities.all().function("theater:simple/store#get")).type();
    return Event.of(
        name,
        new EventData.Call(
            EventData.CallClass.READ,
            type.encodeParams(List.of("default", List.of(ref.hex()))),
            new EventData.CallReply.Stored(null, null, ref.hash(), 4)));
  }

  @Test
  void isImportedOnlyWhereItIsGranted() {
    try (TestNode node = open(till.offered(_ -> {}))) {
      assertThatThrownBy(() -> Till.startUngranted(node, "t"))
          .isInstanceOf(ActorException.class)
          .hasMessageContaining("acme:shop/till")
          .hasMessageContaining("put till = true under [grants]");
    }
  }

  /** A till that never comes to say that it was paid. */
  private Extensions broken() {
    return till.offered(_ -> {
      throw new OverloadedException("no memory");
    });
  }
}
