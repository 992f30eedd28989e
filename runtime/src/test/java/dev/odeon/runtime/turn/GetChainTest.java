package dev.odeon.runtime.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.CallReply;
import dev.odeon.host.CapabilityFunction;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.host.capability.OwnChain.PastEvent;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GetChainTest {
  /** Answers each request with the count of events that get-chain gives, as u32 LE. */
  private static final String COUNTS_ITS_EVENTS =
      """
      (module
        (import "theater:simple/runtime" "get-chain" (func $chain (param i32)))
        (memory (export "memory") 4)
        (global $at (mut i32) (i32.const 4096))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
          (local $place i32)
          (local.set $place
            (i32.and (i32.add (global.get $at) (i32.const 7)) (i32.const -8)))
          (global.set $at (i32.add (local.get $place) (local.get 3)))
          (local.get $place))
        (func (export "theater:simple/actor#init")
          (param i32 i32 i32 i32 i32) (result i32) (i32.const 0))
        (func (export "theater:simple/message-server-client#handle-request")
          (param i32 i32 i32 i32 i32 i32 i32) (result i32)
          (call $chain (i32.const 512))
          (i32.store8 (i32.const 80) (i32.const 1))
          (i32.store (i32.const 84) (i32.const 516))
          (i32.store (i32.const 88) (i32.const 4))
          (i32.const 64)))
      """;

  private static final Key KEY = Key.actor("k");

  @Test
  void givesTheDurableEventsAndRecordsOnlyWhereTheyStand() {
    Ports ports = new Ports(Clock.system(), new SeededEntropy(7), new SimDisk(1), Threads.system());
    try (TestNode node = TestNode.open(ports)) {
      Bytes module = Bytes.wrap(Wat2Wasm.parse(COUNTS_ITS_EVENTS));
      Manifest manifest =
          Manifest.parse("k.toml", Bytes.utf8("module = \"k.wasm\""), node.actors().capabilities());
      node.actors().lifecycle().start(KEY, manifest, module);

      assertThat(count(node, "1")).isEqualTo(1); // spawned
      assertThat(count(node, "2")).isEqualTo(4); // and message, call, reply
      assertThat(node.blocks("k").getLast().event(1).data())
          .isInstanceOfSatisfying(
              EventData.Call.class,
              call ->
                  assertThat(call.reply())
                      .isInstanceOfSatisfying(
                          CallReply.Stored.class,
                          stored -> {
                            assertThat(stored.source()).isEqualTo(KEY);
                            assertThat(stored.height()).isEqualTo(1);
                          }));
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void givesNoEventsInTheVeryFirstTurn() {
    Ports ports = new Ports(Clock.system(), new SeededEntropy(7), new SimDisk(1), Threads.system());
    String asksAtOnce =
        COUNTS_ITS_EVENTS.replace(
            "(result i32) (i32.const 0))",
            "(result i32) (call $chain (i32.const 512)) (i32.const 0))");
    try (TestNode node = TestNode.open(ports)) {
      Bytes module = Bytes.wrap(Wat2Wasm.parse(asksAtOnce));
      Manifest manifest =
          Manifest.parse("k.toml", Bytes.utf8("module = \"k.wasm\""), node.actors().capabilities());
      Answer.Completed started =
          TestNode.taken(node.actors().lifecycle().start(KEY, manifest, module));

      assertThat(started.outcome()).isEqualTo(Outcome.RETURNED);
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void givesAsManyOfTheNewestAsFitIntoAnAnswer() {
    Ports ports = new Ports(Clock.system(), new SeededEntropy(7), new SimDisk(1), Threads.system());
    String large = COUNTS_ITS_EVENTS.replace("\"memory\") 4)", "\"memory\") 40)");
    try (TestNode node = TestNode.open(ports)) {
      Bytes module = Bytes.wrap(Wat2Wasm.parse(large));
      Manifest manifest =
          Manifest.parse("k.toml", Bytes.utf8("module = \"k.wasm\""), node.actors().capabilities());
      node.actors().lifecycle().start(KEY, manifest, module);
      Bytes body = Bytes.wrap(new byte[60_000]);
      for (int i = 0; i < 24; i++) {
        TestNode.taken(node.answer(Message.request(KEY, "large-" + i, body)));
      }

      // Of 1 MiB: 17 blocks of 3 events, the oldest of them without its cause, or near it.
      assertThat(count(node, "page")).isBetween(48, 53);
      assertThat(node.blocks("k").getLast().event(1).data())
          .isInstanceOfSatisfying(
              EventData.Call.class,
              call ->
                  assertThat(((CallReply.Stored) call.reply()).length())
                      .isBetween(970_000L, 1L << 20));
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void givesAgainWhatWasGivenWhenThereWasNoLimitOfBytes() {
    Ports ports = new Ports(Clock.system(), new SeededEntropy(7), new SimDisk(1), Threads.system());
    try (TestNode node = TestNode.open(ports)) {
      node.start("c", "counter");
      for (int i = 0; i < 40; i++) {
        node.send("c", "inc");
      }
      PastEvents past = new PastEvents(node.actors().chains(), Key.actor("c"), () -> 40);
      for (int countMax : List.of(1, 7, 24, 60, 1_000)) {
        List<PastEvent> all = past.events(40, countMax, Long.MAX_VALUE);
        long size = size(all);
        assertThat(past.events(40, 1_000, size))
            .as("%d events of %d bytes", all.size(), size)
            .isEqualTo(all);
        assertThat(past.events(40, 1_000, size - 1)).hasSize(all.size() - 1);
      }
    }
  }

  /** What the answer takes in a block. */
  private static long size(List<PastEvent> events) {
    List<Object> answer = new ArrayList<>();
    for (PastEvent event : events) {
      Optional<Object> parent = event.parent().map(hash -> (Object) hash);
      answer.add(List.of(event.hash(), List.of(event.type(), parent, event.data())));
    }
    CapabilityFunction<?> function =
        Objects.requireNonNull(OwnCapabilities.all().function("theater:simple/runtime#get-chain"));
    return function.type().encodeResult(List.of(answer)).size();
  }

  private static int count(TestNode node, String id) {
    Answer.Completed taken = TestNode.taken(node.answer(Message.request(KEY, id, Bytes.empty())));
    return taken.reply() == null ? -1 : taken.reply().at(0);
  }
}
