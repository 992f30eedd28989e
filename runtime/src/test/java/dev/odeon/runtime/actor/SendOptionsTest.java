package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.chain.MessageId;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Manifest;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What actors say of the messages that they send. */
class SendOptionsTest {
  /**
   * Each message to it is sent on to the actor {@code to}: its bytes are the case of the priority
   * (9 for none), whether there is a deadline, the deadline in milliseconds, and the correlation.
   */
  private static final Bytes SENDER =
      Bytes.wrap(
          Wat2Wasm.parse(
              """
              (module
                (import "odeon:actor/messages@0.1.0" "send-with"
                  (func $send (param i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32)))
                (memory (export "memory") 1)
                (data (i32.const 900) "to")
                (global $at (mut i32) (i32.const 4096))
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                  (local $place i32)
                  (local.set $place
                    (i32.and (i32.add (global.get $at) (i32.const 7)) (i32.const -8)))
                  (global.set $at (i32.add (local.get $place) (local.get 3)))
                  (local.get $place))
                (func (export "theater:simple/actor#init")
                  (param i32 i32 i32 i32 i32) (result i32)
                  (i32.const 16))
                (func (export "theater:simple/message-server-client#handle-send")
                  (param i32 i32 i32) (param $body i32) (param $length i32) (result i32)
                  (local $case i32) (local $named i32)
                  (local.set $case (i32.load8_u (local.get $body)))
                  (local.set $named (i32.gt_u (local.get $length) (i32.const 3)))
                  (call $send
                    (i32.const 900) (i32.const 2)
                    (local.get $body) (i32.const 1)
                    (i32.ne (local.get $case) (i32.const 9)) (local.get $case)
                    (i32.load8_u offset=1 (local.get $body))
                    (i64.extend_i32_u (i32.load8_u offset=2 (local.get $body)))
                    (local.get $named)
                    (i32.add (local.get $body) (i32.const 3))
                    (i32.sub (local.get $length) (i32.const 3))
                    (i32.const 640))
                  (if (i32.load8_u (i32.const 640))
                    (then
                      (i32.store8 (i32.const 16) (i32.const 1))
                      (i32.store (i32.const 20) (i32.load (i32.const 644)))
                      (i32.store (i32.const 24) (i32.load (i32.const 648)))))
                  (i32.const 16)))
              """));

  private final Ports ports =
      new Ports(Clock.system(), new SeededEntropy(1), new SimDisk(1), Threads.system());
  private TestNode node = TestNode.open(ports);

  @AfterEach
  void close() {
    node.close();
  }

  private void start(String id, Bytes module, String... lines) {
    String manifest = "module = \"sender.wasm\"\n" + String.join("\n", lines);
    Answer answer =
        node.actors()
            .lifecycle()
            .start(
                Key.actor(id),
                Manifest.parse("s.toml", Bytes.utf8(manifest), node.actors().capabilities()),
                module);
    assertThat(TestNode.taken(answer).outcome()).isEqualTo(Outcome.RETURNED);
  }

  private Answer.Completed send(int priority, int dated, int deadline, String correlation) {
    return node.send("from", "" + (char) priority + (char) dated + (char) deadline + correlation);
  }

  /** What the receiver took of the sender, in order, once there are {@code count}. */
  private List<EventData.Message> taken(int count) {
    List<EventData.Message> all;
    do {
      all =
          node.blocks("to").stream()
              .flatMap(block -> block.causes().stream())
              .filter(cause ->
                  cause.data() instanceof EventData.Message message
                      && message.id() instanceof MessageId.Sent)
              .map(cause -> (EventData.Message) cause.data())
              .toList();
    } while (all.size() < count);
    return all;
  }

  @Test
  void sendsInTheLaneOfThePriority() {
    node.start("to", "counter");
    start("from", SENDER, "[grants]", "messages = true");
    for (int priority : List.of(0, 1, 2, 9)) {
      send(priority, 0, 0, "");
      taken(1);
    }

    assertThat(taken(4))
        .extracting(EventData.Message::lane)
        .containsExactlyInAnyOrder(Lane.HIGH, Lane.NORMAL, Lane.LOW, Lane.NORMAL);
    assertThat(node.actors().history().replay(Key.actor("from"), _ -> {}).equal()).isTrue();
  }

  @Test
  void sendsInTheLaneOfTheManifestIfTheGuestDoesNotSay() {
    node.start("to", "counter");
    start("from", SENDER, "[grants]", "messages = true", "[messages]", "priority = \"low\"");
    send(9, 0, 0, "");
    taken(1);
    send(0, 0, 0, "");

    assertThat(taken(2)).extracting(EventData.Message::lane).containsExactly(Lane.LOW, Lane.HIGH);
  }

  @Test
  void keepsTheLaneThatTheManifestHadWhenItWasSent() {
    start(
        "from",
        Relay.module(),
        "[grants]",
        "random = true",
        "message-server-host = true",
        "[messages]",
        "priority = \"high\"");
    node.start("to", "counter");
    node.actors().lifecycle().stop(Key.actor("to"), "a test");
    node.send("from", Relay.to("to", "1"));
    node.close();
    node = TestNode.open(ports);
    node.actors()
        .lifecycle()
        .upgrade(
            Key.actor("from"),
            Manifest.parse(
                "s.toml",
                Bytes.utf8(
                    """
                    module = "relay.wasm"
                    [grants]
                    random = true
                    message-server-host = true
                    [messages]
                    priority = "low"
                    """),
                node.actors().capabilities()),
            Relay.module(),
            dev.odeon.engine.LoadRequest.of(Key.DEFAULT_TENANT));
    node.close();
    node = TestNode.open(ports);
    node.start("to", "counter");

    assertThat(taken(1)).extracting(EventData.Message::lane).containsExactly(Lane.HIGH);
    node.send("from", Relay.to("to", "1"));
    assertThat(taken(2).getLast().lane()).isEqualTo(Lane.LOW);
  }

  @Test
  void recordsCorrelationAndDeadline() {
    node.start("to", "counter");
    start("from", SENDER, "[grants]", "messages = true");
    long sent = node.blocks("from").size();
    send(1, 1, 127, "order-7");

    EventData.Message message = taken(1).getFirst();
    assertThat(message.correlation()).isEqualTo("order-7");
    assertThat(message.deadlineMillis())
        .isEqualTo(node.blocks("from").get((int) sent).header().timeMillis() + 127);
  }

  @Test
  void endsAMessageThatWaitedTooLongAsADeadLetter() {
    node.start("to", "counter");
    start("from", SENDER, "[grants]", "messages = true");
    node.actors().lifecycle().stop(Key.actor("to"), "a test");
    send(1, 1, 0, "");
    long sent = node.blocks("from").getLast().header().timeMillis();
    while (ports.clock().millis() <= sent) {
      Thread.onSpinWait();
    }
    node.start("to", "counter");

    while (Relay.taken(node, "to").isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(Relay.taken(node, "to").getFirst())
        .contains("dead-letter: it waited longer than its deadline");
  }

  @Test
  void answersOptionsThatCannotBe() {
    node.start("to", "counter");
    start("from", SENDER, "[grants]", "messages = true");

    assertThat(send(1, 0, 0, "a\nb").outcome())
        .isEqualTo(
            new Outcome.Rejected(
                "a correlation has 1 to 256 bytes of UTF-8 without control characters"));
    assertThat(send(1, 0, 0, "x".repeat(257)).outcome()).isInstanceOf(Outcome.Rejected.class);
    assertThat(send(1, 0, 0, "x".repeat(256)).outcome()).isEqualTo(Outcome.RETURNED);
  }

  @Test
  void sendsToNobodyElseThanItsTargets() {
    node.start("to", "counter");
    start("from", SENDER, "[grants]", "messages = { targets = [\"other\"] }");

    assertThat(send(1, 0, 0, "").outcome().text()).contains("not granted");
  }
}
