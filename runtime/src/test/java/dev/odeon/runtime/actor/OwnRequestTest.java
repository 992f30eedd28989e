package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventMetadata;
import dev.odeon.chain.Expected;
import dev.odeon.chain.Head;
import dev.odeon.chain.MessageId;
import dev.odeon.engine.Limits;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A kind of turn that a room above brings: what only it knows is in the runtime nowhere. */
class OwnRequestTest {
  private static final Key KEY = Key.actor("c");

  /**
   * A command: it names who gave it, and the block that it was decided on.
   *
   * @param who who gave it
   * @param on where the chain must end; null for anywhere
   */
  private record Command(String id, Bytes body, String who, @Nullable Head on)
      implements TurnRequest {
    @Override
    public Key to() {
      return KEY;
    }

    @Override
    public String export() {
      return Message.Kind.SEND.function();
    }

    @Override
    public Limits limits(Limits most) {
      return most.withTime(Duration.ofSeconds(1));
    }

    @Override
    public Expected expected() {
      return on == null ? Expected.ANY : new Expected.Exactly(on);
    }

    @Override
    public Event cause(long attempt, @Nullable Long deadlineMillis) {
      return Event.of(
          export(),
          new EventData.Message(
              new MessageId.Outside(id),
              EventData.Lane.HIGH,
              attempt,
              body,
              null,
              null,
              deadlineMillis,
              new EventData.TurnLimits(1_000L, null),
              EventMetadata.of(Map.of("principal", who))));
    }
  }

  private SimDisk disk = new SimDisk(1);

  private TestNode open() {
    return TestNode.open(new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system()));
  }

  private static Answer give(TestNode node, Command command) {
    Delivery delivery = node.actors().deliver(command);
    assertThat(delivery).isInstanceOf(Delivery.Accepted.class);
    return ((Delivery.Accepted) delivery).answer().await();
  }

  private static Command command(String id, @Nullable Head on) {
    return new Command(id, Bytes.utf8("inc"), "ann", on);
  }

  @Test
  void isTakenRecordedAndReplayedAndTakesEffectOnceThroughACrash() {
    TestNode first = open();
    first.start("c", "counter");
    Answer.Completed taken = TestNode.taken(give(first, command("one", null)));
    assertThat(first.counter("c")).isEqualTo(1);
    EventData.Message cause = (EventData.Message) first.blocks("c").get(1).event(0).data();
    assertThat(cause.lane()).isEqualTo(EventData.Lane.HIGH);
    assertThat(Objects.requireNonNull(cause.metadata()).get("principal")).isEqualTo("ann");
    assertThat(Objects.requireNonNull(cause.limits()).timeMillis()).isEqualTo(1_000);

    disk = disk.crash(3);
    try (TestNode node = open()) {
      Answer.Completed again = TestNode.taken(give(node, command("one", null)));
      assertThat(again.duplicate()).isTrue();
      assertThat(again.block()).isEqualTo(taken.block());
      assertThat(node.counter("c")).isEqualTo(1);
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void isNotTakenOnAnotherHeadThanItExpects() {
    try (TestNode node = open()) {
      node.start("c", "counter");
      Head head = node.actors().chains().head(KEY).orElseThrow();
      Head next = TestNode.taken(give(node, command("one", head))).block();

      assertThat(give(node, command("two", head))).isEqualTo(new Answer.WrongHead(next));
      assertThat(node.counter("c")).isEqualTo(1);
      // Whoever repeats what was taken is answered before the head is compared.
      assertThat(TestNode.taken(give(node, command("one", head))).block()).isEqualTo(next);
      TestNode.taken(give(node, command("two", next)));
      assertThat(node.counter("c")).isEqualTo(2);
    }
  }
}
